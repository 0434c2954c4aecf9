"""Coordinates are read however they were written down."""

from __future__ import annotations

import random

import pytest

from evidence.coordinates import read_coordinates

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    "text",
    [
        "39.75, 46.5",
        "39.75 46.5",
        "  39.75,46.5 ",
        "39.75; 46.5",
        "39.75/46.5",
        "(39.75, 46.5)",
        "+39.75, +46.5",
        "39,75 46,5",
        "39,75; 46,5",
        "39,75, 46,5",
        "39.75N 46.5E",
        "39.75° N, 46.5° E",
        "46.5 E, 39.75 N",
        "N 39.75, E 46.5",
        "N39°45'00\" E46°30'",
        "39°45′ N 46°30′ E",
        "39°45′00″N, 46°30′00″E",
        "39°45'00''N46°30'00''E",
        "39º 45’ 00” n, 46˚ 30’ 00” e",
        "39°45.0' 46°30.0'",
        "39°45′ с. ш. 46°30′ в. д.",
        "39°45′ с.ш., 46°30′ в.д.",
        "46°30′ В. Д. 39°45′ С. Ш.",
        "39°45′ ş.e. 46°30′ ş.u.",
        "39,75° Ş. e., 46,5° Ş. u.",
    ],
)
def test_forms_of_one_point(text: str) -> None:
    assert read_coordinates(text) == (39.75, 46.5)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("39,46", (39.0, 46.0)),
        ("-39.5, -46.5", (-39.5, -46.5)),
        ("−39.5, −46.5", (-39.5, -46.5)),
        ("39°30′ S 46°30′ W", (-39.5, -46.5)),
        ("39°30′ ю. ш. 46°30′ з. д.", (-39.5, -46.5)),
        ("39°30′ c.e. 46°30′ q.u.", (-39.5, -46.5)),
        ("-0°30' 0°30'", (-0.5, 0.5)),
        ("39°45'36.5\" 46°44'59.9\"", (39.7601389, 46.7499722)),
        ("90, 180", (90.0, 180.0)),
    ],
)
def test_values(text: str, point: tuple[float, float]) -> None:
    assert read_coordinates(text) == point


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not understood"),
        ("39.75", "not understood"),
        ("39.75, 46.5, 100", "not understood"),
        ("39 45 46", "not understood"),
        ("Şuşa", "not understood"),
        ("39.75, east", "not understood"),
        ("1" * 200, "not understood"),
        ("45,5,46", "Write a point"),
        ("91, 46", "Latitude goes"),
        ("39, 181", "Latitude goes"),
        ("46.5, 139.5 N", "Name one of"),
        ("39 N 46 N", "Name one of"),
        ("39 N 46", "Name one of"),
        ("-39 N 46 E", "not both"),
        ("39°60' 46°0'", "from 0 to 59"),
        ("39°10'60\" 46°10'0\"", "from 0 to 59"),
        ("39.5°30' 46.5°30'", "Only the last"),
    ],
)
def test_what_is_not_understood_is_named(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_coordinates(text)


def test_points_survive_degrees_minutes_and_seconds() -> None:
    random_ = random.Random(39)
    for _ in range(500):
        latitude, longitude = random_.uniform(-90, 90), random_.uniform(-180, 180)
        written = [
            f"{int(abs(value))}°{int(abs(value) * 60 % 60)}′"
            f"{abs(value) * 3600 % 60:.5f}″ {letters[value < 0]}"
            for value, letters in ((latitude, "NS"), (longitude, "EW"))
        ]
        if any("60.00000″" in text for text in written):
            continue
        read = read_coordinates(", ".join(written))
        assert read == pytest.approx((latitude, longitude), abs=2e-7)


def test_nonsense_is_refused_and_never_crashes() -> None:
    random_ = random.Random(40)
    letters = "0123456789.,;-+°'\"NSEW nsewсшвдşeu/()\u200b\n"
    for _ in range(3000):
        text = "".join(random_.choices(letters, k=random_.randrange(130)))
        try:
            latitude, longitude = read_coordinates(text)
        except ValueError:
            continue
        assert abs(latitude) <= 90 and abs(longitude) <= 180
