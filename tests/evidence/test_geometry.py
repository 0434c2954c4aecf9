"""Geometry: read strictly, and made coarse before anybody sees it."""

from __future__ import annotations

import json
import math
import random
from typing import Any

import pytest

from evidence.geometry import (
    CELLS_PER_DEGREE,
    KEPT_DECIMALS,
    MOST_POSITIONS,
    SHOWN_DECIMALS,
    Geometry,
    Precision,
    distance,
    generalise,
    near,
    read_geometry,
)

pytestmark = pytest.mark.usefixtures("english")

# How far from the truth the public point may lie, in metres.
FARTHEST = {
    Precision.WITHIN_100_M: 100,
    Precision.WITHIN_1_KM: 1_000,
    Precision.SETTLEMENT: 5_000,
    Precision.DISTRICT: 25_000,
}
COARSE = list(CELLS_PER_DEGREE)
SQUARE = [[46, 39], [47, 39], [47, 40], [46, 40], [46, 39]]


def point(longitude: float, latitude: float) -> Geometry:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def square(longitude: float, latitude: float, side: float) -> Geometry:
    east, north = longitude + side, latitude + side
    ring = [[longitude, latitude], [east, latitude], [east, north], [longitude, north]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def anywhere(random_: random.Random) -> tuple[float, float]:
    return random_.uniform(-180, 180), random_.uniform(-89.9, 89.9)


class TestReading:
    def test_coordinates_become_a_point_with_longitude_first(self) -> None:
        assert read_geometry("39.75, 46.5") == point(46.5, 39.75)

    @pytest.mark.parametrize(
        "geometry",
        [
            point(46.5, 39.75),
            {"type": "MultiPoint", "coordinates": [[46.0, 39.0], [47.0, 40.0]]},
            {"type": "LineString", "coordinates": [[46.0, 39.0], [47.0, 40.0]]},
            {
                "type": "MultiLineString",
                "coordinates": [[[46.0, 39.0], [47.0, 40.0]], [[1.0, 1.0], [2.0, 2.0]]],
            },
            square(46.0, 39.0, 1.0),
            {
                "type": "MultiPolygon",
                "coordinates": [
                    square(46.0, 39.0, 1.0)["coordinates"],
                    square(50.0, 39.0, 1.0)["coordinates"],
                ],
            },
        ],
        ids=lambda geometry: geometry["type"],
    )
    def test_every_type_comes_back_as_it_was(self, geometry: Geometry) -> None:
        assert read_geometry(geometry) == geometry
        assert read_geometry(json.dumps(geometry)) == geometry
        feature = {"type": "Feature", "properties": {}, "geometry": geometry}
        assert read_geometry(feature) == geometry
        collection = {"type": "FeatureCollection", "features": [feature]}
        assert read_geometry(json.dumps(collection)) == geometry

    def test_heights_go_and_rings_turn_the_right_way(self) -> None:
        clockwise = [[x, y, 1200] for x, y in reversed(SQUARE)]
        read = read_geometry({"type": "Polygon", "coordinates": [clockwise]})
        assert [list(map(int, position)) for position in read["coordinates"][0]] == (
            SQUARE
        )

    def test_no_more_decimals_than_a_centimetre_are_kept(self) -> None:
        read = read_geometry(point(46.123456789123, -0.000000001))
        assert read["coordinates"] == [46.1234568, 0.0]
        assert "-0.0" not in json.dumps(read)

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            ("{", "not readable"),
            ("[" * 100_000, "not readable"),
            ('{"a":' * 60_000, "not readable"),
            ("[1, 2]", "not readable"),
            ("{" + " " * 500_000, "too large"),
            ({}, "must be one of"),
            ({"type": ["Point"]}, "must be one of"),
            ({"type": "GeometryCollection", "geometries": []}, "must be one of"),
            ({"type": "FeatureCollection", "features": []}, "Give one feature"),
            ({"type": "FeatureCollection", "features": [{}, {}]}, "Give one feature"),
            ({"type": "Feature", "geometry": None}, "not readable"),
            ({"type": "Point"}, "no points"),
            ({"type": "Point", "coordinates": []}, "no points"),
            ({"type": "Point", "coordinates": [1]}, "must be two numbers"),
            ({"type": "Point", "coordinates": [1, "2"]}, "must be two numbers"),
            ({"type": "Point", "coordinates": [True, False]}, "must be two numbers"),
            ({"type": "Point", "coordinates": [1, 2, 3, 4]}, "must be two numbers"),
            ({"type": "Point", "coordinates": [[1, 2]]}, "must be two numbers"),
            (point(39.75, 90.1), "is not on Earth"),
            (point(39.75, -90.1), "is not on Earth"),
            (point(180.1, 46.5), "is not on Earth"),
            (point(-180.1, 46.5), "is not on Earth"),
            (point(float("nan"), 1.0), "is not on Earth"),
            ('{"type": "Point", "coordinates": [Infinity, 0]}', "is not on Earth"),
            (point(10**400, 0), "is not on Earth"),
            ({"type": "LineString", "coordinates": [[1, 2]]}, "too few points"),
            ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}, "too few points"),
            ({"type": "Polygon", "coordinates": [[1, 2], [3, 4]]}, "no points"),
            (
                {"type": "MultiPoint", "coordinates": [[0, 0]] * (MOST_POSITIONS + 1)},
                "too large",
            ),
            (
                {
                    "type": "Polygon",
                    "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]],
                },
                "not valid: its lines cross or touch each other near 1, 1",
            ),
            (
                {**point(1.0, 2.0), "crs": {"properties": {"name": "EPSG:3857"}}},
                "must be in WGS 84",
            ),
        ],
    )
    def test_what_is_wrong_is_said(self, data: Any, reason: str) -> None:
        with pytest.raises(ValueError, match=reason):
            read_geometry(data)


class TestGeneralising:
    def test_nothing_gives_nothing(self) -> None:
        for precision in Precision:
            assert generalise(None, precision) is None

    def test_withheld_gives_nothing(self) -> None:
        assert generalise(point(46.5, 39.75), "withheld") is None

    def test_exact_keeps_the_shape_to_a_metre(self) -> None:
        exact = generalise(point(46.74812345, 39.75893215), "exact")
        assert exact == point(46.74812, 39.75893)
        kept = generalise(square(46.1234567, 39.1234567, 0.25), Precision.EXACT)
        assert kept is not None
        assert kept["type"] == "Polygon"
        for position in kept["coordinates"][0]:
            assert position == [round(value, SHOWN_DECIMALS) for value in position]

    def test_exact_shape_below_a_metre_becomes_a_point(self) -> None:
        tiny = generalise(square(46.1, 39.1, 0.000001), Precision.EXACT)
        assert tiny == point(46.1, 39.1)

    def test_unknown_precision_is_an_error_not_an_exact_point(self) -> None:
        with pytest.raises(ValueError, match="is not a valid"):
            generalise(point(46.5, 39.75), "street")

    @pytest.mark.parametrize("precision", COARSE)
    def test_point_is_near_enough_to_be_of_use(self, precision: Precision) -> None:
        random_ = random.Random(1)
        for _ in range(500):
            exact = point(*anywhere(random_))
            shown = generalise(exact, precision)
            assert shown is not None
            assert shown["type"] == "Point"
            assert near(exact, shown, FARTHEST[precision])

    @pytest.mark.parametrize("precision", [Precision.EXACT, *COARSE])
    def test_generalising_again_changes_nothing(self, precision: Precision) -> None:
        random_ = random.Random(2)
        for _ in range(500):
            exact = random_.choice(
                [point(*anywhere(random_)), square(46.1, random_.uniform(38, 40), 0.3)]
            )
            shown = generalise(exact, precision)
            assert generalise(shown, precision) == shown
            assert generalise(exact, precision) == shown

    @pytest.mark.parametrize("precision", COARSE)
    def test_no_digit_of_the_exact_place_survives(self, precision: Precision) -> None:
        """Whoever moves the place inside its cell sees the same point as before, so the
        point holds nothing but which cell it is."""
        random_ = random.Random(3)
        for _ in range(60):
            centre = generalise(point(*anywhere(random_)), precision)
            assert centre is not None
            longitude, latitude = centre["coordinates"]
            high = 0.49 / CELLS_PER_DEGREE[precision]
            wide = high / math.cos(math.radians(latitude))
            # The last row's width is rounded to a whole number of cells.
            wide = min(wide, 180) * 0.9
            for _ in range(20):
                east = longitude + random_.uniform(-wide, wide)
                inside = point(
                    max(-180.0, min(180.0, east)),
                    latitude + random_.uniform(-high, high),
                )
                if abs(east) > 180:
                    continue
                assert generalise(inside, precision) == centre

    @pytest.mark.parametrize("precision", COARSE)
    def test_few_points_stand_for_many_places(self, precision: Precision) -> None:
        random_ = random.Random(4)
        side = 2 / CELLS_PER_DEGREE[precision]
        seen = {
            json.dumps(
                generalise(
                    point(
                        46.5 + random_.uniform(0, side), 39.5 + random_.uniform(0, side)
                    ),
                    precision,
                )
            )
            for _ in range(1000)
        }
        # Two cells high, and two or so wide at this latitude.
        assert len(seen) <= 9

    @pytest.mark.parametrize("precision", COARSE)
    def test_shape_is_not_shown(self, precision: Precision) -> None:
        shown = generalise(square(46.123, 39.123, 0.4), precision)
        assert shown is not None
        assert shown["type"] == "Point"
        assert near(shown, point(46.323, 39.323), FARTHEST[precision])

    @pytest.mark.parametrize("precision", COARSE)
    @pytest.mark.parametrize(
        ("longitude", "latitude"),
        [(180.0, 90.0), (-180.0, -90.0), (180.0, 0.0), (0.0, 90.0), (-180.0, 39.0)],
    )
    def test_ends_of_the_earth(
        self, precision: Precision, longitude: float, latitude: float
    ) -> None:
        shown = generalise(point(longitude, latitude), precision)
        assert shown is not None
        assert read_geometry(shown) == shown


class TestDistance:
    def test_along_a_meridian_and_a_parallel(self) -> None:
        assert distance(point(46, 39), point(46, 40)) == pytest.approx(
            111_195, rel=1e-3
        )
        parallel = 111_195 * math.cos(math.radians(39.5))
        assert distance(point(46, 39.5), point(47, 39.5)) == pytest.approx(
            parallel, rel=1e-3
        )

    def test_is_the_same_both_ways(self) -> None:
        random_ = random.Random(5)
        for _ in range(200):
            longitude, latitude = anywhere(random_)
            a = point(longitude, latitude)
            b = point(min(180, longitude + 0.1), min(89.9, latitude + 0.1))
            assert distance(a, b) == pytest.approx(distance(b, a))
            assert distance(a, a) == 0

    def test_is_to_the_nearest_point_of_a_shape(self) -> None:
        assert distance(point(46.5, 39.5), square(46, 39, 1)) == 0
        edge = distance(point(45.9, 39.5), square(46, 39, 1))
        assert edge == pytest.approx(distance(point(45.9, 39.5), point(46, 39.5)))

    def test_goes_over_the_date_line(self) -> None:
        assert distance(point(179.9995, 0), point(-179.9995, 0)) == pytest.approx(
            111.2, rel=1e-2
        )

    def test_near_wants_two_places(self) -> None:
        assert near(point(46, 39), point(46.0001, 39), 10)
        assert not near(point(46, 39), point(46.0001, 39), 8)
        assert not near(None, point(46, 39), 10**9)
        assert not near(point(46, 39), None, 10**9)


def test_kept_is_finer_than_shown() -> None:
    assert KEPT_DECIMALS > SHOWN_DECIMALS
