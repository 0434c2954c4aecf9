"""Dates in Azerbaijani: suffixes follow the vowels of the word before them."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import ClassVar

from evidence.dates.grammar import Grammar
from evidence.dates.shapes import Kind, Shape, Year

__all__ = ["Azerbaijani", "ordinal"]


class Form(Enum):
    PLAIN = "plain"
    FROM = "from"
    """Ablative, which before, after and since want as well."""
    UNTIL = "until"


_MONTHS = (
    *("yanvar", "fevral", "mart", "aprel", "may", "iyun"),
    *("iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr"),
)
_SEASONS = ("yaz", "yay", "payız", "qış")
_PARTS = {
    33: "birinci rübü", 34: "ikinci rübü", 35: "üçüncü rübü", 36: "dördüncü rübü",
    37: "ilk dörd ayı", 38: "ikinci dörd ayı", 39: "son dörd ayı",
    40: "birinci yarısı", 41: "ikinci yarısı",
}  # fmt: skip
_YEAR = {Form.PLAIN: "il", Form.FROM: "ildən", Form.UNTIL: "ilədək"}
_YEARS = {Form.PLAIN: "illər", Form.FROM: "illərdən", Form.UNTIL: "illərədək"}
_ABOUT = "təxminən"

# How the number is spoken decides its suffixes: by the last digit, or by the tens,
# hundreds or thousands that stand last.
_LAST_WORDS = {
    "1": "bir", "2": "iki", "3": "üç", "4": "dörd", "5": "beş", "6": "altı",
    "7": "yeddi", "8": "səkkiz", "9": "doqquz",
    "10": "on", "20": "iyirmi", "30": "otuz", "40": "qırx", "50": "əlli",
    "60": "altmış", "70": "yetmiş", "80": "səksən", "90": "doxsan",
}  # fmt: skip
_FOUR_FOLD = {
    **dict.fromkeys("aı", "ı"),
    **dict.fromkeys("eəi", "i"),
    **dict.fromkeys("ou", "u"),
    **dict.fromkeys("öü", "ü"),
}


def _spoken(digits: str) -> str:
    """Return the last word of a number as it is spoken."""
    if digits[-1] != "0":
        return _LAST_WORDS[digits[-1]]
    if digits[-2:-1] not in ("", "0"):
        return _LAST_WORDS[f"{digits[-2]}0"]
    if len(digits) == 1:
        return "sıfır"
    return "yüz" if digits[-3:-2] not in ("", "0") else "min"


def _vowel(word: str) -> str:
    """Return the last vowel of a word."""
    return next(letter for letter in reversed(word) if letter in _FOUR_FOLD)


def ordinal(digits: str) -> str:
    """Return a number with the suffix that makes it an ordinal.

    >>> ordinal("1993")
    '1993-cü'
    """
    return f"{digits}-c{_FOUR_FOLD[_vowel(_spoken(digits))]}"


def _number_from(digits: str) -> str:
    return f"{digits}-d{'a' if _vowel(_spoken(digits)) in 'aıou' else 'ə'}n"


def _number_of(digits: str) -> str:
    """Return a day as belonging to its month: 18-i, 3-ü, 6-sı."""
    spoken = _spoken(digits)
    joint = "s" if spoken[-1] in _FOUR_FOLD else ""
    return f"{digits}-{joint}{_FOUR_FOLD[_vowel(spoken)]}"


def _owned(word: str) -> str:
    """Return a month or season as belonging to its year: mayı, iyunu, qışı."""
    return word + _FOUR_FOLD[_vowel(word)]


def _inflected(owned: str, form: Form) -> str:
    """Return such a word in a form: mayından, mayınadək."""
    is_back = _vowel(owned) in "aıou"
    if form is Form.FROM:
        return f"{owned}nd{'a' if is_back else 'ə'}n"
    return f"{owned}n{'a' if is_back else 'ə'}dək" if form is Form.UNTIL else owned


class Azerbaijani(Grammar):
    before_word = "əvvəl"
    after_word = "sonra"
    or_word = "və ya"
    and_word = "və"
    start_unknown = "başlanğıcı məlum deyil"
    end_unknown = "sonu məlum deyil"
    uncertain_note = "dəqiqləşdirilməyib"
    uncertain_parts = "dəqiqləşdirilməyib"
    approximate_parts = "təxmini"
    estimate_note = "təxmini, {first}–{last} aralığında"
    part_names: ClassVar = {
        "year": "il",
        "season": "fəsil",
        "month": "ay",
        "day": "gün",
    }
    unknown_notes: ClassVar = {
        ("year",): "ili məlum deyil",
        ("month",): "ayı məlum deyil",
        ("day",): "günü məlum deyil",
        ("month", "day"): "ayı və günü məlum deyil",
        ("year", "day"): "ili və günü məlum deyil",
    }

    def when(self, shape: Shape) -> str:
        return self._said(shape, self._plain(shape))

    def before(self, shape: Shape) -> str:
        return self._said(shape, f"{self._bare(shape, Form.FROM)} əvvəl")

    def after(self, shape: Shape) -> str:
        return self._said(shape, f"{self._bare(shape, Form.FROM)} sonra")

    def since(self, shape: Shape) -> str:
        return self._said(shape, f"{self._bare(shape, Form.FROM)} bəri")

    def until(self, shape: Shape) -> str:
        return self._said(shape, self._bare(shape, Form.UNTIL))

    def not_before(self, shape: Shape) -> str:
        return self._said(shape, f"ən tezi {self._plain(shape)}")

    def not_after(self, shape: Shape) -> str:
        return self._said(shape, f"ən geci {self._plain(shape)}")

    def span(self, start: Shape, end: Shape) -> str:
        end_words = self._bare(self._shortened(start, end), Form.UNTIL)
        first = self._said(start, self._bare(start, Form.FROM))
        return f"{first} {self._said(end, end_words)}"

    def between(self, start: Shape, end: Shape) -> str:
        end_words = self._bare(self._shortened(start, end), Form.PLAIN)
        first = self._said(start, self._bare(start, Form.PLAIN))
        return f"{first} ilə {self._said(end, end_words)} arasında"

    def plain_years(self, years: list[str], *, is_choice: bool) -> str:
        listed = self.listed([ordinal(year) for year in years], is_choice=is_choice)
        return f"{listed} {'il' if is_choice else 'illər'}"

    def year_words(self, year: Year) -> str:
        return f"e.ə. {year.digits}" if year.is_bc else year.digits

    def _said(self, shape: Shape, words: str) -> str:
        """Return the words with "about" and notes."""
        south = ["Cənub yarımkürəsi"] if 29 <= shape.season <= 32 else []
        about = f"{_ABOUT} " if shape.is_about else ""
        return f"{about}{words}{self.notes(shape, *south)}"

    def _shortened(self, start: Shape, end: Shape) -> Shape:
        """Return the second of two moments without what the first has said."""
        if self.notes(start) or start.year != end.year or start.kind != end.kind:
            return end
        if end.kind is Kind.YEAR:
            return end
        is_same_month = end.kind is Kind.DAY and start.month == end.month
        return replace(end, year=Year(""), month=0 if is_same_month else end.month)

    def _plain(self, shape: Shape) -> str:
        """Return the moment as a date stands in a letter: the day first."""
        month = _MONTHS[shape.month - 1]
        if shape.kind is Kind.MONTH and not shape.year.digits:
            return month
        if shape.kind is not Kind.DAY:
            return self._bare(shape, Form.PLAIN)
        year = f" {self._year(shape.year)} il" if shape.year.digits else ""
        return f"{shape.day} {month}{year}{self.time_of_day(shape)}"

    def _bare(self, shape: Shape, form: Form) -> str:
        if shape.kind is Kind.UNKNOWN:
            return (
                "məlum olmayan tarixdən" if form is Form.FROM else "tarix məlum deyil"
            )
        if shape.kind is Kind.LITERAL:
            return f"{shape.text} tarixindən" if form is Form.FROM else shape.text
        if shape.kind is Kind.YEAR:
            return f"{self._year(shape.year)} {_YEAR[form]}"
        if shape.kind is Kind.DECADE:
            return f"{ordinal(shape.year.digits)} {_YEARS[form]}"
        if shape.kind is Kind.YEARS:
            last = ordinal(shape.last_year.digits)
            return (
                f"{self.years(shape).removesuffix(shape.last_year.digits)}{last} "
                + (_YEARS[form])
            )
        if shape.kind is Kind.DAY:
            return self._day(shape, form)
        year = f"{self._year(shape.year)} ilin " if shape.year.digits else ""
        if shape.kind is Kind.MONTH:
            owned = _owned(_MONTHS[shape.month - 1])
        elif shape.season > 32:
            owned = _PARTS[shape.season]
        else:
            owned = _owned(_SEASONS[(shape.season - 21) % 4])
        return year + _inflected(owned, form)

    def _day(self, shape: Shape, form: Form) -> str:
        """Return a day inside a sentence: the year first, 1992-ci il mayın 18-dən."""
        year = f"{self._year(shape.year)} il " if shape.year.digits else ""
        month = f"{_owned(_MONTHS[shape.month - 1])}n " if shape.month else ""
        if not shape.day.isdigit():
            return f"{year}{month}{shape.day}"
        if form is Form.FROM:
            day = _number_from(shape.day)
        else:
            day = f"{shape.day}-dək" if form is Form.UNTIL else _number_of(shape.day)
        return f"{year}{month}{day}{self.time_of_day(shape)}"

    def _year(self, year: Year) -> str:
        """Return the year as an ordinal; a year with an X in it takes no suffix."""
        digits = year.digits
        return ("e.ə. " if year.is_bc else "") + (
            ordinal(digits) if digits.isdigit() else digits
        )
