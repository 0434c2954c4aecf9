"""Dates in Russian: each preposition wants its case."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import ClassVar

from evidence.dates.grammar import Grammar
from evidence.dates.shapes import Kind, Shape, Year

__all__ = ["Russian"]


class Case(IntEnum):
    """The forms that a date takes; each table below has one word a case.

    LOCATIVE answers "when" and brings its preposition along: в мае, летом.
    """

    LOCATIVE = 0
    GENITIVE = 1
    ACCUSATIVE = 2
    INSTRUMENTAL = 3


_MONTHS = (
    ("в январе", "января", "январь", "январём"),
    ("в феврале", "февраля", "февраль", "февралём"),
    ("в марте", "марта", "март", "мартом"),
    ("в апреле", "апреля", "апрель", "апрелем"),
    ("в мае", "мая", "май", "маем"),
    ("в июне", "июня", "июнь", "июнем"),
    ("в июле", "июля", "июль", "июлем"),
    ("в августе", "августа", "август", "августом"),
    ("в сентябре", "сентября", "сентябрь", "сентябрём"),
    ("в октябре", "октября", "октябрь", "октябрём"),
    ("в ноябре", "ноября", "ноябрь", "ноябрём"),
    ("в декабре", "декабря", "декабрь", "декабрём"),
)
_SEASONS = (
    ("весной", "весны", "весну", "весной"),
    ("летом", "лета", "лето", "летом"),
    ("осенью", "осени", "осень", "осенью"),
    ("зимой", "зимы", "зиму", "зимой"),
)
_PARTS = {
    33: ("в первом квартале", "первого квартала", "первый квартал", "первым кварталом"),
    34: (
        *("во втором квартале", "второго квартала"),
        *("второй квартал", "вторым кварталом"),
    ),
    35: (
        *("в третьем квартале", "третьего квартала"),
        *("третий квартал", "третьим кварталом"),
    ),
    36: (
        *("в четвёртом квартале", "четвёртого квартала"),
        *("четвёртый квартал", "четвёртым кварталом"),
    ),
    37: (
        *("в первые четыре месяца", "первых четырёх месяцев"),
        *("первые четыре месяца", "первыми четырьмя месяцами"),
    ),
    38: (
        *("во вторые четыре месяца", "вторых четырёх месяцев"),
        *("вторые четыре месяца", "вторыми четырьмя месяцами"),
    ),
    39: (
        *("в последние четыре месяца", "последних четырёх месяцев"),
        *("последние четыре месяца", "последними четырьмя месяцами"),
    ),
    40: (
        *("в первом полугодии", "первого полугодия"),
        *("первое полугодие", "первым полугодием"),
    ),
    41: (
        *("во втором полугодии", "второго полугодия"),
        *("второе полугодие", "вторым полугодием"),
    ),
}
_YEAR = ("в {} году", "{} года", "{} год", "{} годом")
_YEARS = ("в {} годах", "{} годов", "{} годы", "{} годами")
_DECADE = ("в {}-е годы", "{}-х годов", "{}-е годы", "{}-ми годами")
_ABOUT = "приблизительно"


class Russian(Grammar):
    before_word = "до"
    after_word = "после"
    or_word = "или"
    and_word = "и"
    start_unknown = "начало неизвестно"
    end_unknown = "окончание неизвестно"
    uncertain_note = "под вопросом"
    uncertain_parts = "под вопросом"
    approximate_parts = _ABOUT
    estimate_note = "оценка в пределах {first}–{last}"
    part_names: ClassVar = {
        "year": "год",
        "season": "время года",
        "month": "месяц",
        "day": "день",
    }
    unknown_notes: ClassVar = {
        ("year",): "год неизвестен",
        ("month",): "месяц неизвестен",
        ("day",): "день неизвестен",
        ("month", "day"): "месяц и день неизвестны",
        ("year", "day"): "год и день неизвестны",
    }

    def when(self, shape: Shape) -> str:
        if shape.is_about:
            return f"около {self._bare(shape, Case.GENITIVE)}{self._notes(shape)}"
        return self._bare(shape, Case.LOCATIVE) + self._notes(shape)

    def named(self, shape: Shape) -> str:
        if shape.is_about or shape.kind is Kind.UNKNOWN:
            return self.when(shape)
        # The two cases differ in two words only.
        words = self._bare(shape, Case.ACCUSATIVE)
        for accusative, nominative in (("весну", "весна"), ("зиму", "зима")):
            words = words.replace(accusative, nominative)
        return words + self._notes(shape)

    def before(self, shape: Shape) -> str:
        return self._preposed("до", shape)

    def after(self, shape: Shape) -> str:
        return self._preposed("после", shape)

    def since(self, shape: Shape) -> str:
        return self._preposed("с", shape)

    def until(self, shape: Shape) -> str:
        return self._preposed("по", shape, Case.ACCUSATIVE)

    def not_before(self, shape: Shape) -> str:
        return self._preposed("не ранее", shape)

    def not_after(self, shape: Shape) -> str:
        return self._preposed("не позднее", shape)

    def span(self, start: Shape, end: Shape) -> str:
        first, last = self._pair(start, Case.GENITIVE, end, Case.ACCUSATIVE)
        return f"{_from(first)} {first} по {last}"

    def between(self, start: Shape, end: Shape) -> str:
        notes = self._side_notes(start) + self._side_notes(end)
        if {start.kind, end.kind} == {Kind.YEAR} and not notes:
            # Both years share one plural: между 1992 и 1993 годами.
            years = self.year_words(start.year), self.year_words(end.year)
            return f"между {years[0]} и {_YEARS[Case.INSTRUMENTAL].format(years[1])}"
        first, last = self._pair(start, Case.INSTRUMENTAL, end, Case.INSTRUMENTAL)
        return f"между {first} и {last}"

    def plain_years(self, years: list[str], *, is_choice: bool) -> str:
        pattern = _YEAR[0] if is_choice else _YEARS[0]
        return pattern.format(self.listed(years, is_choice=is_choice))

    def year_words(self, year: Year) -> str:
        return f"{year.digits} до н. э." if year.is_bc else year.digits

    def _preposed(
        self, preposition: str, shape: Shape, case: Case = Case.GENITIVE
    ) -> str:
        bare = self._bare(shape, case)
        word = _from(bare) if preposition == "с" else preposition
        about = f"{_ABOUT} " if shape.is_about else ""
        return f"{about}{word} {bare}{self._notes(shape)}"

    def _pair(
        self, start: Shape, case: Case, end: Shape, last_case: Case
    ) -> tuple[str, str]:
        """Return both moments, with what they share said once, at the second."""
        is_plain = not self._side_notes(start)
        first = self._bare(start, case)
        if is_plain and start.kind == end.kind:
            if start.year == end.year and start.kind is not Kind.YEAR:
                is_same_month = start.kind is Kind.DAY and start.month == end.month
                first = self._bare(
                    replace(
                        start, year=Year(""), month=0 if is_same_month else start.month
                    ),
                    case,
                )
            elif not start.year.is_bc:
                # с мая 1992 по июнь 1993 года
                for word in (" года", " годов", " годами"):
                    first = first.removesuffix(word)
        return (
            first + self._side_notes(start),
            self._bare(end, last_case) + self._side_notes(end),
        )

    def _side_notes(self, shape: Shape) -> str:
        """Return the notes of one of two moments, where "about" is one of them: before
        the preposition it would seem to hold for both."""
        return self._notes(shape, *([_ABOUT] if shape.is_about else []))

    def _notes(self, shape: Shape, *others: str) -> str:
        south = ["Южное полушарие"] if 29 <= shape.season <= 32 else []
        return self.notes(shape, *south, *others)

    def _bare(self, shape: Shape, case: Case) -> str:
        if shape.kind is Kind.UNKNOWN:
            return "неизвестной даты" if case else "дата неизвестна"
        if shape.kind is Kind.LITERAL:
            return shape.text
        if shape.kind is Kind.YEARS:
            return self._with_era(_YEARS[case].format("{}"), shape, is_range=True)
        if shape.kind is Kind.DECADE:
            return _DECADE[case].format(shape.year.digits)
        if shape.kind is Kind.YEAR:
            return self._with_era(_YEAR[case], shape)
        year = self._with_era(" {} года", shape) if shape.year.digits else ""
        if shape.kind is Kind.SEASON:
            if shape.season > 32:
                return _PARTS[shape.season][case] + year
            return _SEASONS[(shape.season - 21) % 4][case] + year
        if shape.kind is Kind.MONTH:
            return _MONTHS[shape.month - 1][case] + year
        month = f" {_MONTHS[shape.month - 1][Case.GENITIVE]}" if shape.month else ""
        return shape.day + month + year + self.time_of_day(shape)

    def _with_era(self, pattern: str, shape: Shape, *, is_range: bool = False) -> str:
        """Return the pattern with the year in it; the era comes after the word года."""
        year, last = shape.year, shape.last_year
        if not is_range:
            words = pattern.format(year.digits)
            return f"{words} до н. э." if year.is_bc else words
        if year.is_bc == last.is_bc:
            words = pattern.format(f"{year.digits}–{last.digits}")
            return f"{words} до н. э." if year.is_bc else words
        return pattern.format(self.years(shape))


def _from(words: str) -> str:
    """Return the preposition "from" as it sounds before these words."""
    return "со" if words.startswith("втор") else "с"
