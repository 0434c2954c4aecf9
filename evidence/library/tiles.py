"""Tiles of a server of one's own, laid below the points of the map.

The drawing is no Mercator map, so each tile is stretched between the places of its own
corners: within one tile the difference is too small to be seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from evidence.library.choosing import Box

__all__ = ["Tile", "lay_tiles"]

_TILE = 256
_DEEPEST = 18
# Beyond it Web Mercator has no tiles.
_NORTHMOST = 85.0511


@dataclass(frozen=True)
class Tile:
    """The picture at ``url``, and where it lies in the drawing."""

    url: str
    x: float
    y: float
    width: float
    height: float


def lay_tiles(
    address: str,
    frame: Box,
    width: float,
    place: Callable[[float, float], tuple[float, float]],
) -> list[Tile]:
    """Return the tiles that cover ``frame``, drawn ``width`` wide.

    ``address`` has ``{z}``, ``{x}`` and ``{y}`` for zoom, column and row, as Web
    Mercator counts them. ``place`` maps latitude and longitude to the drawing.
    """
    world = 360 / (frame.east - frame.west) * width / _TILE
    zoom = min(_DEEPEST, max(0, math.ceil(math.log2(world))))
    side = 2**zoom
    first, top = _column(frame.west, side), _row(frame.north, side)
    last, bottom = _column(frame.east, side), _row(frame.south, side)
    tiles = []
    for row in range(top, bottom + 1):
        for column in range(first, last + 1):
            x, y = place(_latitude(row, side), _longitude(column, side))
            right, low = place(_latitude(row + 1, side), _longitude(column + 1, side))
            tiles.append(
                Tile(
                    url=_filled(address, zoom, column, row),
                    x=round(x, 2),
                    y=round(y, 2),
                    width=round(right - x, 2),
                    height=round(low - y, 2),
                )
            )
    return tiles


def _filled(address: str, zoom: int, column: int, row: int) -> str:
    for name, value in (("{z}", zoom), ("{x}", column), ("{y}", row)):
        address = address.replace(name, str(value))
    return address


def _column(longitude: float, side: int) -> int:
    return min(side - 1, int((longitude + 180) / 360 * side))


def _row(latitude: float, side: int) -> int:
    bounded = math.radians(max(-_NORTHMOST, min(_NORTHMOST, latitude)))
    height = (1 - math.asinh(math.tan(bounded)) / math.pi) / 2
    return min(side - 1, max(0, int(height * side)))


def _longitude(column: int, side: int) -> float:
    return column / side * 360 - 180


def _latitude(row: int, side: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side))))
