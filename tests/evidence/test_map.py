"""The ground of the map: land and water where they are, and tiles if one names them."""

from __future__ import annotations

import re

import pytest
from shapely.geometry import Point, Polygon

from evidence.library import ground
from evidence.library.choosing import Box
from evidence.library.drawing import MAP_WIDTH, draw_map

CAUCASUS = Box(43.0, 38.0, 51.0, 42.5)
SHUSHA, SEVAN, CASPIAN = (39.76, 46.75), (40.35, 45.35), (40.6, 50.9)
TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


def areas(path):
    """Read the areas of a path back, as steps between points."""
    for part in path.split("M")[1:]:
        start, _l, steps = part.rstrip(" z").partition("l")
        numbers = [float(number) for number in (start + " " + steps).split()]
        x = y = 0.0
        points = []
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            points.append((x, y))
        yield Polygon(points).buffer(0)


def lies_in(path, place):
    """Whether a point lies in a path, by the rule of even and odd."""
    return sum(area.contains(Point(place)) for area in areas(path)) % 2 == 1


def placed(drawn, latitude, longitude):
    box = drawn.box
    return (
        (longitude - box.west) / (box.east - box.west) * drawn.width,
        (box.north - latitude) / (box.north - box.south) * drawn.height,
    )


def test_land_and_water_lie_where_they_are():
    drawn = draw_map([], CAUCASUS)
    below = drawn.ground

    assert lies_in(below.land, placed(drawn, *SHUSHA))
    assert not lies_in(below.lakes, placed(drawn, *SHUSHA))
    assert lies_in(below.lakes, placed(drawn, *SEVAN))
    assert not lies_in(below.land, placed(drawn, *CASPIAN))
    assert below.rivers.count("M") > 10
    assert below.summits


@pytest.mark.parametrize(
    ("box", "on_land", "at_sea"),
    [
        (Box(-12, 36, 0, 44), (40.4, -3.7), (41, -11)),
        (Box(20, 20, 80, 60), SHUSHA, (42.5, 51)),
        # Half of it is drawn in detail, the other half coarsely.
        (Box(50, 35, 58, 40), (37.5, 57), (39, 51.5)),
    ],
    ids=["far away", "from afar", "at the edge of what is detailed"],
)
def test_the_ground_is_right_everywhere(box, on_land, at_sea):
    drawn = draw_map([], box)

    assert lies_in(drawn.ground.land, placed(drawn, *on_land))
    assert not lies_in(drawn.ground.land, placed(drawn, *at_sea))


def test_the_ground_is_light_and_says_where_it_comes_from():
    text = ground._FILE.read_text(encoding="utf-8")

    assert len(text) <= 60_000
    assert "Natural Earth" in text[:200]
    assert "Public domain" in text[:200]
    widest = draw_map([], Box(38.5, 36.5, 52.5, 44.5)).ground
    assert len(widest.land + widest.lakes + widest.rivers) < 30_000


def test_tiles_cover_the_map_without_gaps():
    drawn = draw_map([], CAUCASUS, TILES)
    tiles = drawn.tiles

    assert 1 < len(tiles) <= 30
    assert min(tile.x for tile in tiles) <= 0
    assert min(tile.y for tile in tiles) <= 0
    assert max(tile.x + tile.width for tile in tiles) >= drawn.width
    assert max(tile.y + tile.height for tile in tiles) >= drawn.height
    for tile in tiles:
        zoom, column, row = re.fullmatch(
            r"https://tiles\.example\.org/(\d+)/(\d+)/(\d+)\.png", tile.url
        ).groups()
        assert tile.width <= 256 <= tile.width * 2
        side = 2 ** int(zoom)
        assert 0 <= int(column) < side
        assert 0 <= int(row) < side
    # The tile that a map server gives for a place lies over that place.
    x, y = placed(drawn, *SHUSHA)
    over = [
        tile.url
        for tile in tiles
        if tile.x <= x < tile.x + tile.width and tile.y <= y < tile.y + tile.height
    ]
    assert over == ["https://tiles.example.org/7/80/48.png"]
    assert len(draw_map([], Box(-180, -90, 180, 90), TILES).tiles) <= 30
    assert drawn.ground.land
    assert drawn.width == MAP_WIDTH


@pytest.mark.django_db
def test_only_a_page_with_a_map_may_load_tiles(client, make_record, settings):
    make_record("place", title="Sample town")
    page = "/en/evidence/"

    def policy(query=""):
        response = client.get(f"{page}{query}")
        return response.headers["Content-Security-Policy"], response.content.decode()

    headers, body = policy("?view=map")
    assert "tiles" not in headers
    assert "<image" not in body
    assert "Natural Earth" in body
    assert 'class="map__land" d="M' in body

    settings.MAP_TILES = TILES
    settings.MAP_TILES_CREDIT = "© Makers of the tiles"
    headers, body = policy("?view=map")
    (images,) = [part for part in headers.split("; ") if part.startswith("img-src")]
    assert images == "img-src 'self' data: https://tiles.example.org"
    assert headers.count("tiles.example.org") == 1
    assert '<image href="https://tiles.example.org/' in body
    assert "© Makers of the tiles" in body
    for query in ("", "?view=timeline", "?view=statistics"):
        assert "tiles" not in policy(query)[0]


def test_points_that_lie_together_are_one_circle_until_one_comes_near():
    points = [(39.88, 47.2 + step / 50, 1) for step in range(4)] + [(41.0, 48.5, 2)]
    whole = draw_map(points, None)

    assert [circle.number for circle in whole.clusters] == [4, 2]
    nearer = draw_map(points, whole.clusters[0].box)
    assert [circle.number for circle in nearer.clusters] == [1, 1, 1, 1]
    for drawn in (whole, nearer):
        circles = [Point(c.x, c.y).buffer(c.radius * 0.79) for c in drawn.clusters]
        for number, circle in enumerate(circles):
            assert not any(circle.overlaps(other) for other in circles[:number])


def test_a_single_place_is_shown_with_its_surroundings():
    drawn = draw_map([(39.88, 47.2, 1)], None)

    assert drawn.box.north - drawn.box.south > 0.7
    assert drawn.ground.rivers
