"""Dates in English."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from evidence.dates.grammar import Grammar
from evidence.dates.shapes import Kind, Shape, Year

__all__ = ["English"]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SEASONS = ("spring", "summer", "autumn", "winter")
_ORDINALS = ("first", "second", "third", "fourth")
_SOUTH = "Southern Hemisphere"


class English(Grammar):
    before_word = "before"
    after_word = "after"
    or_word = "or"
    and_word = "and"
    start_unknown = "beginning unknown"
    end_unknown = "end unknown"
    uncertain_note = "uncertain"
    uncertain_parts = "uncertain"
    approximate_parts = "approximate"
    estimate_note = "estimated, within {first}–{last}"
    part_names: ClassVar = {
        "year": "year",
        "season": "season",
        "month": "month",
        "day": "day",
    }
    unknown_notes: ClassVar = {
        ("year",): "year unknown",
        ("month",): "month unknown",
        ("day",): "day unknown",
        ("month", "day"): "month and day unknown",
        ("year", "day"): "year and day unknown",
    }

    def when(self, shape: Shape) -> str:
        if shape.is_about:
            return self._preposed("", shape)
        return self._bare(shape) + self._notes(shape)

    def before(self, shape: Shape) -> str:
        return self._preposed("before", shape)

    def after(self, shape: Shape) -> str:
        return self._preposed("after", shape)

    def since(self, shape: Shape) -> str:
        return self._preposed("since", shape)

    def until(self, shape: Shape) -> str:
        return self._preposed("until", shape)

    def not_before(self, shape: Shape) -> str:
        return self._preposed("not before", shape)

    def not_after(self, shape: Shape) -> str:
        return self._preposed("not after", shape)

    def span(self, start: Shape, end: Shape) -> str:
        return self._pair("from", start, "to", end)

    def between(self, start: Shape, end: Shape) -> str:
        return self._pair("between", start, "and", end)

    def plain_years(self, years: list[str], *, is_choice: bool) -> str:
        return self.listed(years, is_choice=is_choice)

    def year_words(self, year: Year) -> str:
        if year.is_bc:
            return f"{year.digits} BC"
        return f"AD {year.digits}" if 0 < len(year.digits) < 4 else year.digits

    def _pair(self, first: str, start: Shape, second: str, end: Shape) -> str:
        """Return both moments, with what they share said once, at the second."""
        if not self.notes(start) and start.year == end.year and start.kind == end.kind:
            is_same_month = start.kind is Kind.DAY and start.month == end.month
            start = replace(
                start, year=Year(""), month=0 if is_same_month else start.month
            )
        return f"{self._preposed(first, start)} {self._preposed(second, end)}"

    def _preposed(self, preposition: str, shape: Shape) -> str:
        """Return the moment behind a preposition, with article, "about" and notes."""
        bare = self._bare(shape)
        if shape.kind is Kind.DECADE or shape.season > 32:
            bare = f"the {bare}"
        words = [preposition, "about" if shape.is_about else "", bare]
        return " ".join(filter(None, words)) + self._notes(shape)

    def _notes(self, shape: Shape) -> str:
        return self.notes(shape, *([_SOUTH] if 29 <= shape.season <= 32 else []))

    def _bare(self, shape: Shape) -> str:
        year = self.year_words(shape.year)
        if shape.kind is Kind.DECADE:
            return f"{year}s"
        if shape.kind is Kind.YEARS:
            return self.years(shape)
        if shape.kind is Kind.UNKNOWN:
            return "date unknown"
        if shape.kind is Kind.LITERAL:
            return shape.text
        if shape.kind is Kind.SEASON:
            return self._season(shape.season, year)
        month = _MONTHS[shape.month - 1] if shape.month else ""
        words = " ".join(filter(None, (shape.day, month, year)))
        return words + self.time_of_day(shape)

    def _season(self, season: int, year: str) -> str:
        if season <= 32:
            return f"{_SEASONS[(season - 21) % 4]} {year}".strip()
        if season <= 36:
            part = f"{_ORDINALS[season - 33]} quarter"
        elif season <= 39:
            part = f"{_ORDINALS[season - 37]} four months"
        else:
            part = f"{_ORDINALS[season - 40]} half"
        return f"{part} of {year}" if year else part
