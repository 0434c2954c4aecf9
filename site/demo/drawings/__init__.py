"""Drawings for the sample newsroom: flat, quick, and plainly drawings.

The same scene and seed always give the same drawing. A scene's second view has ``-2``
after its name: ``river`` is a bend between hills, ``river-2`` a bank with a gauge.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from demo.drawings import charts, indoors, land, places
from demo.drawings.canvas import Canvas

__all__ = ["SCENES", "draw", "paint"]

SCENES: dict[str, Callable[[Canvas, bool], None]] = {
    "archive": indoors.archive,
    "bridge": places.bridge,
    "field": land.field,
    "forest": land.forest,
    "library": indoors.library,
    "map": charts.chart,
    "night": places.night,
    "press": indoors.press,
    "river": land.river,
    "street": places.street,
    "tower": places.tower,
    "valley": land.valley,
}


def paint(scene: str, seed: int) -> Image.Image:
    """Return a drawing of 1600 × 1067 pixels; KeyError for a scene nobody can draw."""
    name, _dash, view = scene.partition("-")
    canvas = Canvas(seed)
    SCENES[name](canvas, view == "2")
    return canvas.finish()


def draw(scene: str, seed: int) -> bytes:
    """Return :func:`paint`'s drawing as JPEG."""
    out = BytesIO()
    paint(scene, seed).save(out, "JPEG", quality=86)
    return out.getvalue()
