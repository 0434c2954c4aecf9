"""What lies below the points of the map: land and water, rivers, summits. No borders
and no names.

It is drawn from ``ground.json`` (``docs/build_ground.py`` makes it of Natural Earth):
the Caucasus in detail, the rest of the Earth coarsely.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon, box

from evidence.library.choosing import Box

__all__ = ["Ground", "draw_ground"]

_FILE = Path(__file__).with_name("ground.json")
# How far a line may be moved, in units of a drawing that is a few hundred wide.
_TOLERANCE = 0.4
# A point that lies outside by less than this is drawn: lines end beyond the edge.
_MARGIN = 0.02
# Detail is left out of drawings that are so many times as wide as what has any.
_FARTHEST = 1.6

Place = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Ground:
    """Paths in the units of a drawing, as SVG's ``d``; summits as points."""

    land: str
    lakes: str
    rivers: str
    summits: list[tuple[float, float]]


@dataclass(frozen=True)
class _Layer:
    box: Any
    land: Any
    lakes: Any
    rivers: Any
    summits: list[tuple[float, float]]


def draw_ground(frame: Box, width: float, place: Place) -> Ground:
    """Return the ground within ``frame``, drawn ``width`` wide. ``place`` maps latitude
    and longitude to the drawing."""
    margin = (frame.east - frame.west) * _MARGIN
    seen = (
        max(-180.0, frame.west - margin),
        max(-90.0, frame.south - margin),
        min(180.0, frame.east + margin),
        min(90.0, frame.north + margin),
    )
    tolerance = (frame.east - frame.west) / width * _TOLERANCE
    near, far = _layers()
    is_within = near.box.contains(box(*seen))
    west, _south, east, _north = near.box.bounds
    has_detail = is_within or seen[2] - seen[0] < _FARTHEST * (east - west)

    def drawn(name: str) -> str:
        found = shapely.clip_by_rect(getattr(near if is_within else far, name), *seen)
        if has_detail and not is_within:
            own = shapely.clip_by_rect(getattr(near, name), *seen)
            found = shapely.union_all([shapely.difference(found, near.box), own])
        return " ".join(_path(found.simplify(tolerance), place))

    return Ground(
        land=drawn("land"),
        lakes=drawn("lakes"),
        rivers=drawn("rivers"),
        summits=[
            _rounded(place(latitude, longitude))
            for longitude, latitude in near.summits
            if has_detail
            and seen[0] < longitude < seen[2]
            and seen[1] < latitude < seen[3]
        ],
    )


def _path(found: Any, place: Place) -> Iterator[str]:
    if hasattr(found, "geoms"):
        for part in found.geoms:
            yield from _path(part, place)
    elif isinstance(found, Polygon) and not found.is_empty:
        for ring in (found.exterior, *found.interiors):
            yield _line(list(ring.coords)[:-1], place) + "z"
    elif isinstance(found, LineString) and not found.is_empty:
        yield _line(list(found.coords), place)


def _line(points: list[Any], place: Place) -> str:
    """Return a line as steps from point to point, which are shorter to write."""
    placed = [_tenths(place(latitude, longitude)) for longitude, latitude in points]
    (x, y), *_others = placed
    steps = [
        f"{_number(b[0] - a[0])} {_number(b[1] - a[1])}"
        for a, b in zip(placed, placed[1:], strict=False)
        if a != b
    ]
    return f"M{_number(x)} {_number(y)}l{' '.join(steps)}"


def _tenths(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0] * 10), round(point[1] * 10)


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 1), round(point[1], 1)


def _number(tenths: int) -> str:
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"


@functools.cache
def _layers() -> tuple[_Layer, _Layer]:
    near, far = json.loads(_FILE.read_text(encoding="utf-8"))["layers"]
    return _read(near), _read(far)


def _read(layer: dict[str, Any]) -> _Layer:
    units = layer["units"]
    return _Layer(
        box=box(*layer["box"]),
        land=_areas(layer["land"], units),
        lakes=_areas(layer["lakes"], units),
        rivers=MultiLineString([_unpacked(line, units) for line in layer["rivers"]]),
        summits=[(x / units, y / units) for x, y in layer["summits"]],
    )


def _areas(lines: list[list[int]], units: int) -> Any:
    """Return the areas between lines: one that lies within another is a hole in it."""
    rings = [Polygon(_unpacked(line, units)).buffer(0) for line in lines]
    whole = Polygon()
    for ring in sorted(rings, key=lambda ring: -ring.area):
        whole = shapely.symmetric_difference(whole, ring)
    shapely.prepare(whole)
    return whole


def _unpacked(line: list[int], units: int) -> list[tuple[float, float]]:
    x = y = 0
    points = []
    for step_x, step_y in zip(line[::2], line[1::2], strict=True):
        x, y = x + step_x, y + step_y
        points.append((x / units, y / units))
    return points
