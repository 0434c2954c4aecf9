"""Bounds and order of dates: what filters and lists stand on."""

from __future__ import annotations

import random
from datetime import date

import pytest

from evidence.dates import DateQualifier, bounds, check_qualifier, parse, sort_key
from tests.evidence.dates.samples import any_date

pytestmark = pytest.mark.usefixtures("english")

BEGINNING, END = date.min, date.max


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1992", (1992, 1, 1), (1992, 12, 31)),
        ("1992-02", (1992, 2, 1), (1992, 2, 29)),
        ("1993-02", (1993, 2, 1), (1993, 2, 28)),
        ("1992-05-18", (1992, 5, 18), (1992, 5, 18)),
        ("1992-05-18T23:59:59-04:00", (1992, 5, 18), (1992, 5, 18)),
        ("1992~", (1992, 1, 1), (1992, 12, 31)),
        ("199X", (1990, 1, 1), (1999, 12, 31)),
        ("19XX", (1900, 1, 1), (1999, 12, 31)),
        ("1992-XX", (1992, 1, 1), (1992, 12, 31)),
        ("1992-XX-XX", (1992, 1, 1), (1992, 12, 31)),
        ("1992-05-XX", (1992, 5, 1), (1992, 5, 31)),
        ("1992-05-1X", (1992, 5, 10), (1992, 5, 19)),
        ("1992-02-3X", None, None),
        ("1992-1X", (1992, 10, 1), (1992, 12, 31)),
        ("1992-XX-31", (1992, 1, 31), (1992, 12, 31)),
        ("199X-02-29", (1992, 2, 29), (1996, 2, 29)),
        ("XXXX", BEGINNING, END),
        ("1950S2", (1900, 1, 1), (1999, 12, 31)),
        ("1994-21", (1994, 3, 1), (1994, 5, 31)),
        ("1994-22", (1994, 6, 1), (1994, 8, 31)),
        ("1994-23", (1994, 9, 1), (1994, 11, 30)),
        ("1994-24", (1994, 1, 1), (1994, 12, 31)),
        ("1994-34", (1994, 4, 1), (1994, 6, 30)),
        ("1994-41", (1994, 7, 1), (1994, 12, 31)),
        ("1992-05/1993-06", (1992, 5, 1), (1993, 6, 30)),
        ("1992/..", (1992, 1, 1), END),
        ("1992/", (1992, 1, 1), END),
        ("../1992", BEGINNING, (1992, 12, 31)),
        ("/1992", BEGINNING, (1992, 12, 31)),
        ("[1992,1995-05]", (1992, 1, 1), (1995, 5, 31)),
        ("[1995-05,1992]", (1992, 1, 1), (1995, 5, 31)),
        ("[..1984]", BEGINNING, (1984, 12, 31)),
        ("{1992,1993..}", (1992, 1, 1), END),
        ("-0349", BEGINNING, BEGINNING),
        ("-0349/0100", BEGINNING, (100, 12, 31)),
        ("Y170000", END, END),
    ],
)
def test_bounds(
    text: str, first: date | tuple[int, ...] | None, last: date | tuple[int, ...] | None
) -> None:
    if first is None:
        with pytest.raises(ValueError, match="no such day"):
            bounds(text)
        return
    wanted = [day if isinstance(day, date) else date(*day) for day in (first, last)]
    assert list(bounds(text)) == wanted


@pytest.mark.parametrize(
    ("text", "qualifier", "first", "last"),
    [
        ("1993", "on", date(1993, 1, 1), date(1993, 12, 31)),
        ("1993", "before", BEGINNING, date(1992, 12, 31)),
        ("1993", "after", date(1994, 1, 1), END),
        ("1992-05-18", "before", BEGINNING, date(1992, 5, 17)),
        ("1992-05-18", "after", date(1992, 5, 19), END),
        ("1992-05/1993-06", "between", date(1992, 5, 1), date(1993, 6, 30)),
        ("-0349", "before", BEGINNING, BEGINNING),
        ("9999", "after", END, END),
    ],
)
def test_bounds_under_a_qualifier(
    text: str, qualifier: str, first: date, last: date
) -> None:
    assert bounds(text, qualifier) == (first, last)


def test_bounds_are_in_order_and_hold_the_sort_key() -> None:
    random_ = random.Random(3)
    seen = 0
    while seen < 1500:
        text = any_date(random_)
        try:
            parse(text)
        except ValueError:
            continue
        seen += 1
        for qualifier in DateQualifier:
            first, last = bounds(text, qualifier)
            assert first <= last
            key = sort_key(text, qualifier)
            assert key.isdigit() and len(key) == 25


# In the order in which they are to stand.
SORTED = [
    ("Y-300000", "on"),
    ("-0349", "on"),
    ("-0348", "on"),
    ("0001", "on"),
    ("19XX", "on"),
    ("199X", "on"),
    ("1990", "on"),
    ("1992-01-01", "before"),
    ("1992/1993", "between"),
    ("1992", "on"),
    ("1992-01", "on"),
    ("1992-01-01", "on"),
    ("1992-01-01", "after"),
    ("1992-21", "on"),
    ("1992-03-01", "on"),
    ("1992-05-18", "before"),
    ("1992-05-18/..", "on"),
    ("1992-05-18", "on"),
    ("1992-05-18", "after"),
    ("1992-05-19", "on"),
    ("../1992", "on"),
    ("1992-12-31", "on"),
    ("1992", "after"),
    ("1993", "before"),
    ("1993", "on"),
    ("Y170000", "on"),
]


def test_order_of_dates() -> None:
    shuffled = random.Random(5).sample(SORTED, len(SORTED))
    assert sorted(shuffled, key=lambda row: sort_key(*row)) == SORTED


def test_earlier_days_sort_earlier() -> None:
    random_ = random.Random(6)
    days = [date.fromordinal(random_.randrange(1, 3_000_000)) for _ in range(500)]
    by_key = sorted(days, key=lambda day: sort_key(day.isoformat()))
    assert by_key == sorted(days)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("1992", "on"),
        ("1992/..", "on"),
        ("[1992,1993]", "on"),
        ("1992-05~", "before"),
        ("199X", "after"),
        ("1992/1993", "between"),
    ],
)
def test_qualifier_suits_the_date(text: str, qualifier: str) -> None:
    check_qualifier(text, qualifier)


@pytest.mark.parametrize(
    ("text", "qualifier", "reason"),
    [
        ("1992", "between", "needs two dates"),
        ("1992/..", "between", "needs two dates"),
        ("/1992", "between", "needs two dates"),
        ("[1992,1993]", "between", "needs two dates"),
        ("1992/1993", "before", "need one date"),
        ("{1992,1993}", "after", "need one date"),
        ("nonsense", "on", "not a date"),
    ],
)
def test_qualifier_does_not_suit_the_date(
    text: str, qualifier: str, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        check_qualifier(text, qualifier)
