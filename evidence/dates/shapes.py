"""What there is to say about a moment, before any language says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from evidence.dates.structure import Moment

__all__ = ["Kind", "Shape", "Year", "shape_of"]


class Kind(Enum):
    UNKNOWN = auto()
    """Neither year nor anything else is known."""
    YEAR = auto()
    DECADE = auto()
    YEARS = auto()
    """A century or so: from ``year`` to ``last_year``."""
    MONTH = auto()
    DAY = auto()
    SEASON = auto()
    LITERAL = auto()
    """Digits are missing where no language has words for it: shown in the notation."""


@dataclass(frozen=True)
class Year:
    """A year as people count: 1 or more, before or after Christ. ``digits`` may hold an
    X for each that is not known, and is empty if none is."""

    digits: str
    is_bc: bool = False


@dataclass(frozen=True)
class Shape:
    kind: Kind
    text: str
    year: Year = Year("")
    last_year: Year = Year("")
    month: int = 0
    day: str = ""
    season: int = 0
    time: str = ""
    zone: str = ""
    is_about: bool = False
    is_uncertain: bool = False
    uncertain: tuple[str, ...] = ()
    approximate: tuple[str, ...] = ()
    """Parts that are qualified while others are not."""
    unknown: tuple[str, ...] = ()
    estimate: tuple[Year, Year] | None = None
    """The years between which an estimated year lies."""


def shape_of(moment: Moment) -> Shape:
    """Return the shape of ``moment``."""
    parts, marks = moment.parts, moment.marks
    uncertain = tuple(part for part in parts if marks.get(part, "") in ("?", "%"))
    approximate = tuple(part for part in parts if marks.get(part, "") in ("~", "%"))
    years = moment.years()
    first, last = _counted(years[0]), _counted(years[-1])
    kind, year = _kind(moment), first
    if "X" in moment.year and kind not in (Kind.DECADE, Kind.YEARS):
        digits = moment.year.lstrip("-")
        year = Year(digits.strip("X") and digits, moment.year.startswith("-"))
    unknown = [part for part in ("month", "day") if getattr(moment, part) == "XX"]
    if not year.digits:
        unknown.insert(0, "year")
    if kind in (Kind.UNKNOWN, Kind.LITERAL):
        unknown = []
    return Shape(
        kind=kind,
        text=moment.text,
        year=_counted(int(moment.year)) if moment.digits else year,
        last_year=last if kind is Kind.YEARS else Year(""),
        month=int(moment.month) if moment.month.isdigit() else 0,
        day=_day(moment.day),
        season=moment.season,
        time=moment.time,
        zone=moment.zone,
        is_about=approximate == parts,
        is_uncertain=uncertain == parts,
        uncertain=() if uncertain == parts else uncertain,
        approximate=() if approximate == parts else approximate,
        unknown=tuple(unknown),
        estimate=(first, last) if moment.digits else None,
    )


def _kind(moment: Moment) -> Kind:
    month_is_blank, day_is_blank = (
        set(part) <= {"X"} for part in (moment.month, moment.day)
    )
    missing = len(moment.year) - len(moment.year.rstrip("X"))
    is_blank_year = missing == len(moment.year)
    is_odd_year = "X" in moment.year.rstrip("X")
    if moment.season:
        return Kind.SEASON
    if not day_is_blank:
        return Kind.DAY if moment.month.isdigit() else Kind.LITERAL
    if not month_is_blank:
        return Kind.MONTH if moment.month.isdigit() else Kind.LITERAL
    if is_blank_year:
        return Kind.UNKNOWN
    if is_odd_year:
        return Kind.LITERAL
    if not missing or moment.digits:
        return Kind.YEAR
    # "The 1900s" would be a decade to some and a century to others.
    is_plain = not moment.year.startswith("-") and moment.year[2:3] not in ("0", "X")
    return Kind.DECADE if missing == 1 and is_plain else Kind.YEARS


def _day(text: str) -> str:
    if text.isdigit():
        return str(int(text))
    return "" if text == "XX" else text


def _counted(year: int) -> Year:
    """Return an astronomical year as people count it; the year 0 is 1 BC.

    Nobody means one year in ten thousand, so long years are not shifted by it.
    """
    if year > 0:
        return Year(str(year))
    return Year(str(-year if year < -9999 else 1 - year), is_bc=True)
