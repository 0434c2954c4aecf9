"""Charts and the map, as numbers for SVG templates. Nothing is drawn by the browser's
scripts, and each drawing stands beside a table or a list of the same."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.library.choosing import Box
from evidence.library.ground import Ground, draw_ground
from evidence.library.tiles import Tile, lay_tiles
from evidence.presentation.place import east, north

__all__ = ["Bar", "Chart", "Map", "draw_bars", "draw_columns", "draw_map"]

# So wide that words of 16 units can be read on a phone, too.
WIDTH = 480
_ROW, _BAR = 46, 16
_COLUMN_HEIGHT = 160
MAP_WIDTH, MAP_HEIGHT = 560, 400
_CELLS = 12
# How far circles must be from each other, in parts of what keeps them from touching.
_APART = 0.8
_SMALLEST_SPAN = 0.05
# Around all that there is, so much is shown that rivers and lakes tell where it is.
_SURROUNDINGS = 0.4


@dataclass(frozen=True)
class Bar:
    """One number with its label and the address of what it counts."""

    label: str
    number: int
    url: str
    is_chosen: bool = False


@dataclass(frozen=True)
class DrawnBar:
    bar: Bar
    x: float
    y: float
    width: float
    height: float
    label_y: float


@dataclass(frozen=True)
class Chart:
    """A drawing of bars, in the units of its own ``viewBox``."""

    width: int
    height: int
    bars: list[DrawnBar]
    ticks: list[tuple[float, float, str]]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def draw_bars(bars: Sequence[Bar]) -> Chart:
    """Return lying bars, each below its label."""
    most = max((bar.number for bar in bars), default=0) or 1
    drawn = [
        DrawnBar(
            bar=bar,
            x=0,
            y=index * _ROW + 20,
            width=max(2.0, round(bar.number / most * (WIDTH - 70), 1)),
            height=_BAR,
            label_y=index * _ROW + 14,
        )
        for index, bar in enumerate(bars)
    ]
    return Chart(WIDTH, max(1, len(bars)) * _ROW, drawn, [])


def draw_columns(bars: Sequence[Bar]) -> Chart:
    """Return standing columns on an axis, one a year; a tick at every fifth or so."""
    most = max((bar.number for bar in bars), default=0) or 1
    step = WIDTH / max(1, len(bars))
    drawn = []
    ticks = []
    every = max(1, math.ceil(len(bars) / 10))
    for index, bar in enumerate(bars):
        height = round(bar.number / most * (_COLUMN_HEIGHT - 20), 1)
        x = round(index * step, 1)
        drawn.append(
            DrawnBar(
                bar=bar,
                x=round(x + step * 0.1, 1),
                y=_COLUMN_HEIGHT - height,
                width=max(2.0, round(step * 0.8, 1)),
                height=height,
                label_y=_COLUMN_HEIGHT - height - 4,
            )
        )
        if index % every == 0:
            ticks.append((round(x + step / 2, 1), _COLUMN_HEIGHT + 18.0, bar.label))
    return Chart(WIDTH, _COLUMN_HEIGHT + 26, drawn, ticks)


@dataclass(frozen=True)
class Cluster:
    """Points that lie close together at this scale. ``box`` holds all of them."""

    x: float
    y: float
    radius: float
    number: int
    latitude: float
    longitude: float
    box: Box


@dataclass(frozen=True)
class Line:
    """A line of the graticule, with its degree."""

    x1: float
    y1: float
    x2: float
    y2: float
    label: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Map:
    clusters: list[Cluster]
    lines: list[Line]
    scale_width: float
    scale_km: str
    box: Box
    ground: Ground
    tiles: list[Tile]

    width = MAP_WIDTH
    height = MAP_HEIGHT

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def draw_map(
    points: Iterable[tuple[float, float, int]], box: Box | None, tiles: str = ""
) -> Map | None:
    """Return a map of ``points`` (latitude, longitude, number), clustered by what lies
    in one square of the drawing; None if there is nothing to show. ``tiles`` is the
    address of a tile server, see :func:`lay_tiles`."""
    points = list(points)
    if not points and box is None:
        return None
    frame = _framed(box or _box_around(points, _SURROUNDINGS))
    clusters = _clusters(points, frame)
    km = _round_down(frame.km_wide / 5)
    return Map(
        clusters=clusters,
        lines=_graticule(frame),
        scale_width=round(km / frame.km_wide * MAP_WIDTH, 1),
        scale_km=_degrees(km),
        box=frame.box,
        ground=draw_ground(frame.box, MAP_WIDTH, frame.place),
        tiles=lay_tiles(tiles, frame.box, MAP_WIDTH, frame.place) if tiles else [],
    )


@dataclass(frozen=True)
class _Frame:
    box: Box

    @property
    def km_wide(self) -> float:
        middle = math.radians((self.box.south + self.box.north) / 2)
        return (self.box.east - self.box.west) * 111.32 * math.cos(middle)

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        box = self.box
        return (
            (longitude - box.west) / (box.east - box.west) * MAP_WIDTH,
            (box.north - latitude) / (box.north - box.south) * MAP_HEIGHT,
        )


def _box_around(
    points: Sequence[tuple[float, float, int]], least: float = _SMALLEST_SPAN
) -> Box:
    latitudes = [latitude for latitude, _longitude, _number in points]
    longitudes = [longitude for _latitude, longitude, _number in points]
    margin = max(
        least,
        (max(longitudes) - min(longitudes)) * 0.12,
        (max(latitudes) - min(latitudes)) * 0.12,
    )
    return Box(
        max(-180.0, min(longitudes) - margin),
        max(-90.0, min(latitudes) - margin),
        min(180.0, max(longitudes) + margin),
        min(90.0, max(latitudes) + margin),
    )


def _framed(box: Box) -> _Frame:
    """Widen a box to the shape of the drawing, so that a degree north is as long as
    one east is on the ground."""
    middle = (box.south + box.north) / 2
    shrink = max(0.05, math.cos(math.radians(middle)))
    wide, high = (box.east - box.west) * shrink, box.north - box.south
    if wide / high < MAP_WIDTH / MAP_HEIGHT:
        wide = high * MAP_WIDTH / MAP_HEIGHT
    else:
        high = wide * MAP_HEIGHT / MAP_WIDTH
    centre = (box.west + box.east) / 2
    return _Frame(
        Box(
            max(-180.0, centre - wide / shrink / 2),
            max(-90.0, middle - high / 2),
            min(180.0, centre + wide / shrink / 2),
            min(90.0, middle + high / 2),
        )
    )


def _clusters(
    points: Sequence[tuple[float, float, int]], frame: _Frame
) -> list[Cluster]:
    side = MAP_WIDTH / _CELLS
    cells: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    for latitude, longitude, number in points:
        x, y = frame.place(latitude, longitude)
        if 0 <= x <= MAP_WIDTH and 0 <= y <= MAP_HEIGHT:
            cells.setdefault((int(x / side), int(y / side)), []).append(
                (latitude, longitude, number)
            )
    groups = list(cells.values())
    drawn = [_cluster(members, frame) for members in groups]
    # Points on both sides of a square's edge would lie over each other.
    while pair := _overlapping(drawn):
        first, second = pair
        groups[first] += groups.pop(second)
        drawn.pop(second)
        drawn[first] = _cluster(groups[first], frame)
    return sorted(drawn, key=lambda cluster: (-cluster.number, cluster.y, cluster.x))


def _cluster(members: Sequence[tuple[float, float, int]], frame: _Frame) -> Cluster:
    total = sum(number for _latitude, _longitude, number in members)
    latitude = sum(row[0] * row[2] for row in members) / total
    longitude = sum(row[1] * row[2] for row in members) / total
    x, y = frame.place(latitude, longitude)
    return Cluster(
        x=round(x, 1),
        y=round(y, 1),
        radius=round(min(34.0, 16 + 3 * math.log2(total)), 1),
        number=total,
        latitude=latitude,
        longitude=longitude,
        box=_box_around(members),
    )


def _overlapping(clusters: Sequence[Cluster]) -> tuple[int, int] | None:
    for second, other in enumerate(clusters):
        for first, cluster in enumerate(clusters[:second]):
            apart = math.hypot(cluster.x - other.x, cluster.y - other.y)
            if apart < _APART * (cluster.radius + other.radius):
                return first, second
    return None


def _graticule(frame: _Frame) -> list[Line]:
    box = frame.box
    step = _round_down((box.east - box.west) / 2.5)
    lines = []
    for value in _steps(box.west, box.east, step):
        x = round(frame.place(box.north, value)[0], 1)
        label = east(_degrees(abs(value)), value)
        lines.append(Line(x, 0, x, MAP_HEIGHT, label, x + 4, MAP_HEIGHT - 8))
    for value in _steps(box.south, box.north, step):
        y = round(frame.place(value, box.west)[1], 1)
        # In the corner it would lie over the labels of the other lines.
        is_free = y < MAP_HEIGHT - 30
        label = north(_degrees(abs(value)), value) if is_free else ""
        lines.append(Line(0, y, MAP_WIDTH, y, label, 6, y - 5))
    return lines


def _steps(first: float, last: float, step: float) -> list[float]:
    start = math.ceil(first / step)
    return [
        round(number * step, 6) for number in range(start, math.floor(last / step) + 1)
    ]


def _round_down(value: float) -> float:
    """Return the largest of 1, 2, 5 × a power of ten that is at most ``value``."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-6)))
    return next(
        (power * factor for factor in (5, 2) if power * factor <= value * 1.0001), power
    )


def _degrees(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
