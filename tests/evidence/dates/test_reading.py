"""What researchers type is understood in three languages, or refused by its part."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from evidence.dates import LONGEST, parse, read

pytestmark = pytest.mark.usefixtures("english")

TABLE = Path(__file__).with_name("typed.txt")
TYPED = [
    tuple(cell.strip() for cell in line.split("|"))
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("typed", "notation"), TYPED)
def test_typed_date_is_understood(typed: str, notation: str) -> None:
    assert read(typed) == notation
    assert read(f"  {typed}\u00a0") == notation
    assert read(notation) == notation


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("az", "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr"),
        ("az", "YANVAR FEVRAL MART APREL MAY İYUN İYUL AVQUST SENTYABR OKTYABR NOYABR"),
        ("en", "January February March April May June July August September October"),
        ("en", "jan feb mar apr may jun jul aug sep oct nov dec"),
        ("ru", "январь февраль март апрель май июнь июль август сентябрь октябрь"),
        ("ru", "января февраля марта апреля мая июня июля августа сентября октября"),
        ("ru", "ЯНВАРЕ ФЕВРАЛЕ МАРТЕ АПРЕЛЕ МАЕ ИЮНЕ ИЮЛЕ АВГУСТЕ СЕНТЯБРЕ ОКТЯБРЕ"),
        ("ru", "январём февралём мартом апрелем маем июнем июлем августом сентябрём"),
        (
            "ru",
            "янв. фев. мар. апр. май июн. июл. авг. сен. окт. ноя. дек.".replace(
                "июн. июл.", "июнь июль"
            ),
        ),
    ],
)
def test_months_by_name(language: str, words: str) -> None:
    for number, word in enumerate(words.split(), start=1):
        assert read(f"{word} 1992") == f"1992-{number:02}"
        assert read(f"5 {word} 1992") == f"1992-{number:02}-05"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "at least a year"),
        ("   ", "at least a year"),
        ("???", "at least a year"),
        ("in the year", "at least a year"),
        ("May", "year is missing"),
        ("18 May", "year is missing"),
        ("18 1992", "month is missing"),
        ("May 1992 foo", "“foo” was not understood"),
        ("early 1990s", "“early” was not understood"),
        ("в начале 1992", "“начале” was not understood"),
        ("1992-ci ilin əvvəllərində", "“əvvəllərində” was not understood"),
        ("1992 中", "“中” was not understood"),
        ("1992 & 1993", "“& 1993” was not understood"),
        ("1992 1993", "“1993” was not understood"),
        ("1992 - 1993 - 1994", "“-” was not understood"),
        ("May June 1992", "“June” was not understood"),
        ("1992foo", "“1992foo” was not understood"),
        ("summer May 1992", "season and a month"),
        ("May 1990s", "decade and a month"),
        ("18.05.92", "four digits"),
        ("199", "four digits"),
        ("19921", "four digits"),
        ("1992-13", "four digits"),
        ("31.02.1992", "no such day as 1992-02-31"),
        ("29 February 1993", "no such day"),
        ("1993-02-29", "no such day"),
        ("1993-1992", "ends before it begins"),
        ("199X-", "not a date in EDTF"),
        ("[1992", "not a date in EDTF"),
        ("before 1993", "beside it"),
        ("after May 1992", "beside it"),
        ("до 1993 года", "beside it"),
        ("после 1993", "beside it"),
        ("1993-cü ildən əvvəl", "beside it"),
        ("1993-cü ildən sonra", "beside it"),
        ("1" * 500, "too long"),
    ],
)
def test_what_was_not_understood_is_named(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read(typed)


def test_whatever_is_typed_gives_edtf_or_a_sentence() -> None:
    random_ = random.Random(13)
    pieces = [
        *("1992", "1993-cü", "1990s", "1990-е", "18", "05", "18.05.1992", "1992-05"),
        *("may", "мая", "June", "yay", "летом", "about", "около", "before", "əvvəl"),
        *("-", "–", "/", ",", "?", "~", ".", "(", ")", "[", "]", "{", "}", "..", "%"),
        *("to", "по", "до", "и", "ilə", "və", "ya", "or", "between", "arasında"),
        *("from", "с", "il", "ilin", "illər", "года", "present", "20-dək", "18-dən"),
        *("X", "T", "Z", "中", "\x00"),
    ]
    understood = 0
    for _ in range(4000):
        chosen = random_.choices(pieces, k=random_.randrange(1, 9))
        typed = random_.choice([" ", " ", ""]).join(chosen)
        try:
            notation = read(typed)
        except ValueError as fault:
            assert str(fault)
            continue
        understood += 1
        assert parse(notation).text == notation
        assert len(notation) <= LONGEST
    assert understood > 200
