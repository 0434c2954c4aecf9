"""How a date becomes words: what all languages share.

Gettext is no help here. Russian bends the date by its preposition and Azerbaijani by
suffixes that follow the vowels of the number, so each language has a module that
builds its own phrases.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from evidence.dates.limits import DateQualifier
from evidence.dates.shapes import Kind, Shape, Year, shape_of
from evidence.dates.structure import DateSet, Edge, Edtf, Interval, Moment

__all__ = ["Grammar"]


class Grammar(ABC):
    """The phrases of one language.

    A method gets shapes of moments, ``about`` and notes not yet said, and returns a
    phrase without them unless it says otherwise.
    """

    before_word: ClassVar[str]
    after_word: ClassVar[str]
    or_word: ClassVar[str]
    and_word: ClassVar[str]
    # What is said in brackets behind a moment.
    start_unknown: ClassVar[str]
    end_unknown: ClassVar[str]
    uncertain_note: ClassVar[str]
    uncertain_parts: ClassVar[str]
    approximate_parts: ClassVar[str]
    estimate_note: ClassVar[str]
    part_names: ClassVar[Mapping[str, str]]
    unknown_notes: ClassVar[Mapping[tuple[str, ...], str]]

    # One moment, with "about" and notes.

    @abstractmethod
    def when(self, shape: Shape) -> str:
        """At the moment itself."""

    @abstractmethod
    def before(self, shape: Shape) -> str: ...

    @abstractmethod
    def after(self, shape: Shape) -> str: ...

    @abstractmethod
    def since(self, shape: Shape) -> str:
        """From the moment on, without end."""

    @abstractmethod
    def until(self, shape: Shape) -> str:
        """Up to the moment and with it, without beginning."""

    @abstractmethod
    def not_before(self, shape: Shape) -> str: ...

    @abstractmethod
    def not_after(self, shape: Shape) -> str: ...

    # Two moments, or several years.

    @abstractmethod
    def span(self, start: Shape, end: Shape) -> str:
        """All the time from one to the other."""

    @abstractmethod
    def between(self, start: Shape, end: Shape) -> str:
        """Some time from one to the other."""

    @abstractmethod
    def plain_years(self, years: list[str], *, is_choice: bool) -> str:
        """One of several years, or all of them."""

    # What is the same in all languages.

    def named(self, shape: Shape) -> str:
        """The moment as it stands beside a label: most languages say it as ever."""
        return self.when(shape)

    def phrase(self, date: Edtf, qualifier: str, *, is_label: bool = False) -> str:
        """Return the words for a date under a qualifier."""
        if isinstance(date, Moment):
            shape = shape_of(date)
            if qualifier == DateQualifier.BEFORE:
                return self.before(shape)
            if qualifier == DateQualifier.AFTER:
                return self.after(shape)
            return self.named(shape) if is_label else self.when(shape)
        if isinstance(date, Interval):
            is_between = qualifier == DateQualifier.BETWEEN
            phrase = self._interval(date, is_between=is_between)
        elif isinstance(date, DateSet):
            phrase = self._set(date)
        else:
            raise TypeError(f"no phrase for {date!r}")
        # A date that the qualifier does not suit: see `check_qualifier`.
        if qualifier == DateQualifier.BEFORE:
            return f"{self.before_word}: {phrase}"
        if qualifier == DateQualifier.AFTER:
            return f"{self.after_word}: {phrase}"
        return phrase

    def notes(self, shape: Shape, *others: str) -> str:
        """Return what belongs in brackets behind the moment, with them, or nothing."""
        notes = []
        if shape.estimate:
            first, last = (self.year_words(year) for year in shape.estimate)
            notes.append(self.estimate_note.format(first=first, last=last))
        if shape.unknown:
            notes.append(self.unknown_notes[shape.unknown])
        if shape.zone:
            notes.append("UTC" if shape.zone == "Z" else f"UTC{shape.zone}")
        notes += others
        if shape.is_uncertain:
            notes.append(self.uncertain_note)
        for note, parts in (
            (self.uncertain_parts, shape.uncertain),
            (self.approximate_parts, shape.approximate),
        ):
            if parts:
                names = ", ".join(self.part_names[part] for part in parts)
                notes.append(f"{note}: {names}")
        return f" ({'; '.join(notes)})" if notes else ""

    @abstractmethod
    def year_words(self, year: Year) -> str:
        """Return the number of a year, said to be before Christ if it is."""

    def years(self, shape: Shape) -> str:
        """Return the numbers of a shape of the kind YEARS."""
        first, last = shape.year, shape.last_year
        if first.is_bc == last.is_bc:
            return self.year_words(Year(f"{first.digits}–{last.digits}", last.is_bc))
        return f"{self.year_words(first)} – {self.year_words(last)}"

    def time_of_day(self, shape: Shape) -> str:
        """Return the time to the minute, or to the second if that says more."""
        return f", {shape.time.removesuffix(':00')}" if shape.time else ""

    def listed(self, phrases: list[str], *, is_choice: bool) -> str:
        word = self.or_word if is_choice else self.and_word
        if len(phrases) == 1:
            return phrases[0]
        return f"{', '.join(phrases[:-1])} {word} {phrases[-1]}"

    def _interval(self, interval: Interval, *, is_between: bool) -> str:
        start, end = interval.start, interval.end
        if isinstance(start, Moment) and isinstance(end, Moment):
            pair = shape_of(start), shape_of(end)
            return self.between(*pair) if is_between else self.span(*pair)
        if isinstance(start, Moment):
            phrase, edge, note = self.since(shape_of(start)), end, self.end_unknown
        elif isinstance(end, Moment):
            phrase, edge, note = self.until(shape_of(end)), start, self.start_unknown
        return phrase if edge == Edge("..") else f"{phrase} ({note})"

    def _set(self, dates: DateSet) -> str:
        shapes = [
            shape_of(item) if isinstance(item, Moment) else None for item in dates.items
        ]
        if all(shape and _is_plain_year(shape) for shape in shapes):
            years = [shape.year.digits for shape in shapes if shape]
            return self.plain_years(years, is_choice=dates.is_choice)
        phrases = [self._item(item, dates.is_choice) for item in dates.items]
        return self.listed(phrases, is_choice=dates.is_choice)

    def _item(self, item: Moment | Interval, is_choice: bool) -> str:
        if isinstance(item, Moment):
            return self.when(shape_of(item))
        if isinstance(item.start, Edge) and isinstance(item.end, Moment):
            return self.not_after(shape_of(item.end))
        if isinstance(item.end, Edge) and isinstance(item.start, Moment):
            return self.not_before(shape_of(item.start))
        return self._interval(item, is_between=is_choice)


def _is_plain_year(shape: Shape) -> bool:
    return shape == Shape(kind=Kind.YEAR, text=shape.text, year=Year(shape.year.digits))
