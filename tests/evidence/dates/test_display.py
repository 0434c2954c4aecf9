"""Dates in words: every kind of date, in three languages and their grammar."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from django.utils import translation

from evidence.dates import DateQualifier, display, parse, read
from tests.evidence.dates.samples import any_date

pytestmark = pytest.mark.usefixtures("english")

TABLE = Path(__file__).with_name("words.txt")
WORDS = [
    tuple(cell.strip() for cell in line.split("|"))
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "qualifier", "en", "az", "ru"), WORDS)
def test_words(text: str, qualifier: str, en: str, az: str, ru: str) -> None:
    assert display(text, qualifier, "en") == en
    assert display(text, qualifier, "az") == az
    assert display(text, qualifier, "ru") == ru


@pytest.mark.parametrize(
    ("text", "ru"),
    [
        ("1994-22", "лето 1994 года"),
        ("1994-21", "весна 1994 года"),
        ("1994-24", "зима 1994 года"),
        ("1993-09", "сентябрь 1993 года"),
        ("1992?", "1992 год (под вопросом)"),
        ("199X", "1990-е годы"),
        ("17XX", "1700–1799 годы"),
        ("1893~", "около 1893 года"),
        ("XXXX", "дата неизвестна"),
        ("1993-10-14", "14 октября 1993 года"),
    ],
)
def test_beside_a_label_a_russian_date_is_named(text: str, ru: str) -> None:
    assert display(text, language="ru", is_label=True) == ru
    assert display(text, "before", "ru", is_label=True) == display(text, "before", "ru")
    assert display(text, language="az", is_label=True) == display(text, language="az")


# The last digit decides, or the tens, hundreds or thousands where that is zero.
ORDINALS = {
    "ci": (1, 2, 5, 7, 8, 11, 20, 50, 70, 80, 1000, 1991, 1992, 1995, 2000, 2020, 2025),
    "cü": (3, 4, 100, 1900, 1903, 1914, 1993, 1994, 2014, 2100),
    "cı": (6, 40, 60, 90, 1906, 1940, 1960, 1990, 1996, 2016),
    "cu": (9, 10, 30, 1910, 1930, 1939, 1999, 2009, 2010, 2019),
}


@pytest.mark.parametrize(
    ("suffix", "year"),
    [(suffix, year) for suffix, years in ORDINALS.items() for year in years],
)
def test_azerbaijani_ordinals_follow_the_spoken_number(suffix: str, year: int) -> None:
    assert display(f"{year:04}", language="az") == f"{year}-{suffix} il"


# Ablative and possessive of each day of a month: 18-dən, 18-i.
DAYS = {
    1: "dən i", 2: "dən si", 3: "dən ü", 4: "dən ü", 5: "dən i", 6: "dan sı",
    7: "dən si", 8: "dən i", 9: "dan u", 10: "dan u", 11: "dən i", 12: "dən si",
    13: "dən ü", 14: "dən ü", 15: "dən i", 16: "dan sı", 17: "dən si", 18: "dən i",
    19: "dan u", 20: "dən si", 21: "dən i", 22: "dən si", 23: "dən ü", 24: "dən ü",
    25: "dən i", 26: "dan sı", 27: "dən si", 28: "dən i", 29: "dan u", 30: "dan u",
    31: "dən i",
}  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_azerbaijani_days_follow_the_spoken_number(day: int) -> None:
    ablative, possessive = DAYS[day].split()
    before = display(f"1993-01-{day:02}", "before", "az")
    assert before == f"1993-cü il yanvarın {day}-{ablative} əvvəl"
    between = display(f"1993-01-{day:02}/1993-02-01", "between", "az")
    assert (
        between == f"1993-cü il yanvarın {day}-{possessive} ilə fevralın 1-i arasında"
    )


MONTHS_AZ = {
    1: ("yanvar", "yanvarı", "yanvarından", "yanvarınadək"),
    2: ("fevral", "fevralı", "fevralından", "fevralınadək"),
    3: ("mart", "martı", "martından", "martınadək"),
    4: ("aprel", "apreli", "aprelindən", "aprelinədək"),
    5: ("may", "mayı", "mayından", "mayınadək"),
    6: ("iyun", "iyunu", "iyunundan", "iyununadək"),
    7: ("iyul", "iyulu", "iyulundan", "iyulunadək"),
    8: ("avqust", "avqustu", "avqustundan", "avqustunadək"),
    9: ("sentyabr", "sentyabrı", "sentyabrından", "sentyabrınadək"),
    10: ("oktyabr", "oktyabrı", "oktyabrından", "oktyabrınadək"),
    11: ("noyabr", "noyabrı", "noyabrından", "noyabrınadək"),
    12: ("dekabr", "dekabrı", "dekabrından", "dekabrınadək"),
}


@pytest.mark.parametrize("month", MONTHS_AZ)
def test_azerbaijani_months_keep_vowel_harmony(month: int) -> None:
    plain, owned, ablative, until = MONTHS_AZ[month]
    date = f"1992-{month:02}"
    assert display(f"{date}-05", language="az") == f"5 {plain} 1992-ci il"
    assert display(date, language="az") == f"1992-ci ilin {owned}"
    assert display(date, "after", "az") == f"1992-ci ilin {ablative} sonra"
    assert display(f"../{date}", language="az") == f"1992-ci ilin {until}"


MONTHS_RU = {
    1: ("январе", "января", "январь", "январём"),
    2: ("феврале", "февраля", "февраль", "февралём"),
    3: ("марте", "марта", "март", "мартом"),
    4: ("апреле", "апреля", "апрель", "апрелем"),
    5: ("мае", "мая", "май", "маем"),
    6: ("июне", "июня", "июнь", "июнем"),
    7: ("июле", "июля", "июль", "июлем"),
    8: ("августе", "августа", "август", "августом"),
    9: ("сентябре", "сентября", "сентябрь", "сентябрём"),
    10: ("октябре", "октября", "октябрь", "октябрём"),
    11: ("ноябре", "ноября", "ноябрь", "ноябрём"),
    12: ("декабре", "декабря", "декабрь", "декабрём"),
}


@pytest.mark.parametrize("month", MONTHS_RU)
def test_russian_months_take_their_case(month: int) -> None:
    where, of, what, with_ = MONTHS_RU[month]
    date = f"1992-{month:02}"
    assert display(date, language="ru") == f"в {where} 1992 года"
    assert display(date, "before", "ru") == f"до {of} 1992 года"
    assert display(f"{date}/..", language="ru") == f"с {of} 1992 года"
    assert display(f"../{date}", language="ru") == f"по {what} 1992 года"
    between = display(f"{date}/1993", "between", "ru")
    assert between == f"между {with_} 1992 года и 1993 годом"


def test_language_is_the_active_one_unless_named() -> None:
    with translation.override("ru"):
        assert display("1994-22") == "летом 1994 года"
        assert display("1994-22", language="en-gb") == "summer 1994"
    with translation.override("az"):
        assert display("1994-22") == "1994-cü ilin yayı"
    with translation.override(None):
        assert display("1994-22") == "summer 1994"
    assert display("1994-22", language="de") == "summer 1994"


def test_what_is_no_date_is_not_displayed() -> None:
    with pytest.raises(ValueError, match="not a date in EDTF"):
        display("May 1992")


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_what_is_shown_can_be_typed_again(language: str) -> None:
    plain = (
        "1992 2000 1992-05 1992-05-18 1994-21 1994-22 1994-23 1994-24 199X 1992~ "
        "1992-05~ 1992-05-18~ 1992/1993 1992-05/1993-06 1992-05/1992-06 "
        "1992-05-18/1992-05-20 1992-05-18/1992-06-03 1992-05-18/1993-06-03 "
        "1994-21/1994-23 1993-23/1994-21 1992/1993-06 1992-05/1993 198X/199X "
        "1992/.. 1992-05/.. ../1993 ../1992-05-18 [1992,1993] {1992,1993} "
        "[1992,1993,1994] [1992-05,1994-22] {1992-05-18,1992-06} 1992~/1993"
    )
    for text in plain.split():
        for qualifier in ("on", "between"):
            assert read(display(text, qualifier, language)) == text


def test_every_date_has_words_in_every_language() -> None:
    random_ = random.Random(1992)
    shown = 0
    for _ in range(1500):
        text = any_date(random_)
        try:
            parse(text)
        except ValueError:
            continue
        shown += 1
        for language in ("az", "en", "ru"):
            for qualifier in DateQualifier:
                words = display(text, qualifier, language)
                assert words == " ".join(words.split()), (text, words)
                assert "None" not in words and "()" not in words
    assert shown > 500
