"""The structure of an EDTF date (ISO 8601-2:2019, levels 0 to 2).

We read the notation ourselves. The field's library needs up to a quarter of a second
for one date, prints to standard output when it fails, and lets days through that no
calendar has; the tests hold us to it wherever it is right.

Left out: the time of day inside intervals, and years beyond seven digits. A season
may carry a qualifier everywhere, not in intervals alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

__all__ = ["LONGEST", "DateSet", "Day", "Edtf", "Edge", "Interval", "Moment", "parse"]

LONGEST = 120
LARGEST_YEAR = 9_999_999

# Year, month, day; the year is astronomical: 0 is 1 BC.
Day = tuple[int, int, int]

# First and last month of the seasons of level 2, as ISO 8601-2 numbers them. Winter
# (24, 28; 30 in the south) lies at both ends of its year, so it is the whole of it.
SEASON_MONTHS = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (1, 12),
    25: (3, 5), 26: (6, 8), 27: (9, 11), 28: (1, 12),
    29: (9, 11), 30: (1, 12), 31: (3, 5), 32: (6, 8),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12),
}  # fmt: skip

_MOMENT = re.compile(
    r"(?P<year_before>[?~%])?(?P<year>-?[0-9X]{4}|Y-?[1-9][0-9]{4,6}|Y-?[1-9][0-9]?E[1-6])"
    r"(?:S(?P<digits>[1-9]))?(?P<year_after>[?~%])?"
    r"(?:-(?P<month_before>[?~%])?(?P<month>[0-9X]{2})(?P<month_after>[?~%])?"
    r"(?:-(?P<day_before>[?~%])?(?P<day>[0-9X]{2})(?P<day_after>[?~%])?)?)?"
    r"(?:T(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])"
    r"(?P<zone>Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Edtf:
    """A date, or several; ``text`` is its notation."""

    text: str

    def days(self) -> tuple[Day | None, Day | None]:
        """Return the first and the last possible day; None where there is no end."""
        raise NotImplementedError


@dataclass(frozen=True)
class Moment(Edtf):
    """One date: a year with what is known of month and day, or a season of a year.

    ``year``, ``month`` and ``day`` are digits, with X for each that is not known; month
    and day may be empty. ``marks`` has for each part that is qualified one of ``?``
    (uncertain), ``~`` (approximate) and ``%`` (both). ``digits`` is how many digits of
    the year are significant, or 0 for all.
    """

    year: str
    month: str = ""
    day: str = ""
    season: int = 0
    time: str = ""
    zone: str = ""
    digits: int = 0
    marks: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that were given: year, then month or season, then day."""
        given = {"year": True, "season": self.season, "month": self.month}
        given["day"] = self.day
        return tuple(part for part, value in given.items() if value)

    def years(self) -> Sequence[int]:
        """Return every year that this can be, in order."""
        pattern = self.year.lstrip("-")
        if self.digits:
            pattern = pattern[: self.digits].ljust(len(pattern), "X")
        known = pattern.rstrip("X")
        if "X" in known:
            # At most three digits are free here.
            free = pattern.count("X")
            each = (_filled(pattern, f"{n:0{free}}") for n in range(10**free))
            years: Sequence[int] = sorted(map(int, each))
        else:
            width = 10 ** (len(pattern) - len(known))
            first = int(known or 0) * width
            years = range(first, first + width)
        return [-year for year in reversed(years)] if self.year[0] == "-" else years

    def days(self) -> tuple[Day, Day]:
        years, leap = self.years(), {True: self._days(29), False: self._days(28)}
        first = next((year for year in years if leap[_is_leap(year)]), None)
        last = next((year for year in reversed(years) if leap[_is_leap(year)]), None)
        if first is None or last is None:
            raise ValueError(
                _("There is no such day as %(date)s.") % {"date": self.text}
            )
        return (
            (first, *leap[_is_leap(first)][0]),
            (last, *leap[_is_leap(last)][-1]),
        )

    def _days(self, february: int) -> list[tuple[int, int]]:
        """Return the months and days this can be in a year with such a February."""
        months = range(1, 13)
        if self.season:
            first, last = SEASON_MONTHS[self.season]
            months = range(first, last + 1)
        lengths = {2: february, 4: 30, 6: 30, 9: 30, 11: 30}
        return [
            (month, day)
            for month in months
            if _fits(month, self.month)
            for day in range(1, lengths.get(month, 31) + 1)
            if _fits(day, self.day)
        ]


@dataclass(frozen=True)
class Edge(Edtf):
    """An end that an interval has not: open (``..``) or not known (nothing)."""

    def days(self) -> tuple[None, None]:
        return None, None


@dataclass(frozen=True)
class Interval(Edtf):
    """All days from ``start`` to ``end``. One of the two is a moment."""

    start: Moment | Edge
    end: Moment | Edge

    def days(self) -> tuple[Day | None, Day | None]:
        return self.start.days()[0], self.end.days()[1]


@dataclass(frozen=True)
class DateSet(Edtf):
    """One of several dates (square brackets), or all of them (braces)."""

    items: tuple[Moment | Interval, ...]
    is_choice: bool

    def days(self) -> tuple[Day | None, Day | None]:
        firsts, lasts = zip(*(item.days() for item in self.items), strict=True)
        known_firsts = [day for day in firsts if day is not None]
        known_lasts = [day for day in lasts if day is not None]
        return (
            min(known_firsts) if len(known_firsts) == len(firsts) else None,
            max(known_lasts) if len(known_lasts) == len(lasts) else None,
        )


@lru_cache(maxsize=4096)
def parse(text: str) -> Edtf:
    """Return the structure of an EDTF date.

    Raises :class:`ValueError`, with a sentence for people, if ``text`` is not one.
    """
    if len(text) > LONGEST:
        raise ValueError(_("This date is too long."))
    if text[:1] in ("[", "{"):
        return _set(text)
    if "/" in text:
        return _interval(text, text.split("/"), "/")
    return _moment(text, text)


def _refusal(text: str) -> ValueError:
    return ValueError(
        _(
            "“%(text)s” is not a date in EDTF, such as 1992, 1992-05, 1992-05-18, "
            "1992-22 (summer), 199X, 1992/1993, [1992,1993] or 1992~."
        )
        % {"text": text}
    )


def _moment(text: str, whole: str) -> Moment:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise _refusal(whole)
    given = {name: value or "" for name, value in match.groupdict().items()}
    month, season = given["month"], 0
    if month.isdigit() and int(month) in SEASON_MONTHS:
        month, season = "", int(month)
    moment = Moment(
        text=text,
        year=_long_year(given["year"], whole),
        month=month,
        day=given["day"],
        season=season,
        time=given["time"],
        zone=given["zone"],
        digits=int(given["digits"] or 0),
        marks=_marks(given, "season" if season else "month"),
    )
    faults = (
        season and moment.day,
        moment.time and (not moment.day or "X" in text or moment.marks),
        moment.digits and (moment.month or season or "X" in moment.year),
        moment.digits > len(moment.year.lstrip("-")),
        moment.year == "-0000",
    )
    if any(faults):
        raise _refusal(whole)
    moment.days()
    return moment


def _long_year(text: str, whole: str) -> str:
    """Return the year's digits, those of a long year in full."""
    if not text.startswith("Y"):
        return text
    digits, _letter, exponent = text[1:].partition("E")
    year = digits + "0" * int(exponent or 0)
    if abs(int(year)) > LARGEST_YEAR or len(year.lstrip("-")) < 5:
        raise _refusal(whole)
    return year


def _marks(given: dict[str, str], second: str) -> dict[str, str]:
    """Return the qualifier of each part.

    One to the right of a part holds for it and all to its left; one to the left for
    that part alone.
    """
    parts = ("year", "month", "day")
    marks: dict[str, set[str]] = {part: set() for part in parts if given[part]}
    for number, part in enumerate(parts):
        for reached in parts[: number + 1]:
            marks.setdefault(reached, set()).update(given[f"{part}_after"])
        marks.setdefault(part, set()).update(given[f"{part}_before"])
    names = {"year": "year", "month": second, "day": "day"}
    return {
        names[part]: "%" if len(found) > 1 else found.pop()
        for part, found in marks.items()
        if found
    }


def _interval(text: str, ends: list[str], divider: str) -> Interval:
    if len(ends) != 2:
        raise _refusal(text)
    start, end = (
        Edge(edge) if edge in ("", "..") else _moment(edge, text) for edge in ends
    )
    for edge in (start, end):
        if isinstance(edge, Moment) and edge.time:
            raise _refusal(text)
    if isinstance(start, Edge) and isinstance(end, Edge):
        raise _refusal(text)
    interval = Interval(text=divider.join(ends), start=start, end=end)
    first, last = interval.days()
    if first and last and first > last:
        raise ValueError(_("The date ends before it begins."))
    return interval


def _set(text: str) -> DateSet:
    closing = {"[": "]", "{": "}"}[text[0]]
    if not text.endswith(closing) or len(text) < 3:
        raise _refusal(text)
    items: list[Moment | Interval] = []
    written = [item.strip() for item in text[1:-1].split(",")]
    for number, item in enumerate(written):
        before, dots, after = item.partition("..")
        if not dots:
            items.append(_moment(item, text))
            continue
        # Only the first item may have no beginning, and only the last no end.
        if (not before and number) or (not after and number < len(written) - 1):
            raise _refusal(text)
        items.append(_interval(text, [before or "..", after or ".."], ".."))
    if any(isinstance(item, Moment) and item.time for item in items):
        raise _refusal(text)
    if len(items) == 1 and isinstance(items[0], Moment):
        raise _refusal(text)
    text = text[0] + ",".join(written) + closing
    return DateSet(text=text, items=tuple(items), is_choice=closing == "]")


def _filled(pattern: str, digits: str) -> str:
    """Return the pattern with its Xs replaced by the digits in turn."""
    for digit in digits:
        pattern = pattern.replace("X", digit, 1)
    return pattern


def _fits(number: int, pattern: str) -> bool:
    """Return whether a month or day matches its pattern; an empty one takes all."""
    return not pattern or all(
        expected in ("X", actual)
        for expected, actual in zip(pattern, f"{number:02}", strict=True)
    )


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
