"""What a date means in days: its bounds for filters, and a key to sort by."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.dates.structure import Day, Interval, Moment, parse

__all__ = ["DateQualifier", "bounds", "check_qualifier", "sort_key"]


class DateQualifier(models.TextChoices):
    """What the date says of when something happened (EAMENA's terms, and "after")."""

    ON = "on", gettext_lazy("Occurred on")
    BEFORE = "before", gettext_lazy("Occurred before")
    AFTER = "after", gettext_lazy("Occurred after")
    BETWEEN = "between", gettext_lazy("Occurred between")


def bounds(text: str, qualifier: str = DateQualifier.ON) -> tuple[date, date]:
    """Return the first and the last day that ``text`` can mean under ``qualifier``.

    Both are strict: nothing is added for "about" or "uncertain". What has no end, or
    ends before the year 1 or after 9999, ends at ``date.min`` or ``date.max``; so does
    an end that is not known. Before 1993 ends on the last day of 1992, after 1993
    begins on the first of 1994. A winter is the whole of its year: it lies at both
    ends.
    """
    first, last = parse(text).days()
    earliest = date.min if first is None else _clamped(first)
    latest = date.max if last is None else _clamped(last)
    one = timedelta(days=1)
    if qualifier == DateQualifier.BEFORE:
        return date.min, earliest - one if earliest > date.min else earliest
    if qualifier == DateQualifier.AFTER:
        return latest + one if latest < date.max else latest, date.max
    return earliest, latest


def check_qualifier(text: str, qualifier: str) -> None:
    """Raise :class:`ValueError`, for people, if qualifier and date do not agree."""
    parsed = parse(text)
    if qualifier == DateQualifier.BETWEEN:
        ends = (parsed.start, parsed.end) if isinstance(parsed, Interval) else ()
        if not ends or not all(isinstance(end, Moment) for end in ends):
            raise ValueError(_("“Between” needs two dates, such as 1992-05/1993-06."))
    elif qualifier != DateQualifier.ON and not isinstance(parsed, Moment):
        raise ValueError(_("“Before” and “after” need one date, not several."))


def sort_key(text: str, qualifier: str = DateQualifier.ON) -> str:
    """Return text of digits that sorts as the dates do, in any collation.

    Dates sort by the first day they can mean, the vaguer first. What has only a last
    day (before 1993, ../1993) sorts just ahead of what begins on that day; what comes
    after a date, just behind all that begins on its last day.
    """
    first, last = parse(text).days()
    rank = 1
    if qualifier == DateQualifier.BEFORE:
        first, last, rank = None, first or last, 0
    elif qualifier == DateQualifier.AFTER:
        first, last, rank = last or first, None, 2
    if first is None:
        return f"{_digits(last)}0{_late(last)}"
    return f"{_digits(first)}{rank}{_late(last)}"


def _clamped(day: Day) -> date:
    if day[0] < date.min.year:
        return date.min
    return date(*day) if day[0] <= date.max.year else date.max


def _digits(day: Day | None) -> str:
    year, month, number = day or (9_999_999, 12, 31)
    # Of equal length and never negative.
    return f"{year + 10_000_000:08}{month:02}{number:02}"


def _late(day: Day | None) -> str:
    """Return the day's digits so that a later one sorts first."""
    return "".join(str(9 - int(digit)) for digit in _digits(day))
