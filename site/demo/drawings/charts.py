"""Sample drawings of maps."""

from __future__ import annotations

import math

from demo.drawings.canvas import HEIGHT, WIDTH, Canvas, mix
from demo.drawings.indoors import DARK_WOOD, PAPER, WOOD

__all__ = ["chart"]


def _contours(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A map of a valley inside a frame."""
    c.rect(x, y, width, height, "#e9e2c3")
    for cx, cy, size in (
        (0.24, 0.3, 0.24),
        (0.76, 0.26, 0.22),
        (0.8, 0.78, 0.2),
        (0.2, 0.8, 0.19),
    ):
        wobble = [c.between(0.75, 1.25) for _n in range(9)]
        for ring in range(6, 0, -1):
            share = ring / 6
            points = []
            for step in range(72):
                a = math.tau * step / 72
                w, rest = divmod(step / 8, 1)
                bulge = (
                    wobble[int(w) % 9] * (1 - rest) + wobble[(int(w) + 1) % 9] * rest
                )
                r = size * share * (1 + (bulge - 1) * 0.8)
                points.append(
                    (
                        x + min(max(cx + r * math.cos(a) * 0.8, 0), 1) * width,
                        y + min(max(cy + r * math.sin(a) * 1.15, 0), 1) * height,
                    )
                )
            c.poly(points, mix("#d3d9ac", "#b58d5a", 1 - share))
            c.line([*points, points[0]], "#a4875c", 2)
    stream = [
        (x + (0.5 + 0.07 * math.sin(t * 9) + (t - 0.5) * 0.16) * width, y + t * height)
        for t in (n / 60 for n in range(61))
    ]
    c.line(stream, "#6f9fb0", width * 0.016)
    road = [
        (x + t * width, y + (0.52 + 0.06 * math.sin(t * 7 + 1)) * height)
        for t in (n / 60 for n in range(61))
    ]
    for point in road[::2]:
        c.oval(*point, width * 0.004, width * 0.004, "#8f2f2a")
    for u, v in ((0.36, 0.56), (0.6, 0.44), (0.46, 0.2), (0.56, 0.84), (0.9, 0.52)):
        c.rect(x + u * width - 9, y + v * height - 9, 18, 18, "#26333b")
        c.rect(x + u * width - 5, y + v * height - 5, 10, 10, "#e9e2c3")
    for part in range(1, 6):
        c.line(
            [(x + width * part / 6, y), (x + width * part / 6, y + height)],
            "#c6bd97",
            1.5,
        )
        if part < 4:
            c.line(
                [(x, y + height * part / 4), (x + width, y + height * part / 4)],
                "#c6bd97",
                1.5,
            )
    c.line(
        [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)],
        "#54402f",
        6,
    )


def chart(c: Canvas, second: bool) -> None:
    """A map of a valley, or a map that hangs in a classroom."""
    if not second:
        c.fade("#7a5436", "#67452b")
        c.rect(86, 76, 1440, 930, "#4b311d")
        c.rect(70, 60, 1440, 930, "#f2ead2")
        _contours(c, 110, 100, 1360, 850)
        c.oval(1350, 830, 74, 74, "#f2ead2")
        for turn in range(4):
            a = math.tau * turn / 4 - math.pi / 2
            tip = (1350 + 64 * math.cos(a), 830 + 64 * math.sin(a))
            for side, fill in ((0.5, "#8f2f2a"), (-0.5, "#54402f")):
                c.poly(
                    [
                        tip,
                        (1350, 830),
                        (1350 + 20 * math.cos(a + side), 830 + 20 * math.sin(a + side)),
                    ],
                    fill,
                )
        return
    c.fade("#dfe3cf", "#cfd3ba", 0, 760)
    c.rect(0, 620, WIDTH, 150, "#a9b393")
    c.rect(0, 760, WIDTH, HEIGHT - 760, "#b58b5e")
    c.rect(272, 70, 1056, 26, DARK_WOOD)
    c.line([(700, 70), (800, 10), (900, 70)], "#54402f", 5)
    c.rect(290, 96, 1020, 540, "#f2ead2")
    _contours(c, 320, 120, 960, 490)
    c.rect(272, 634, 1056, 26, DARK_WOOD)
    for x in (60, 1400):
        c.rect(x, 180, 150, 260, "#cfe3e2")
        c.rect(x + 70, 180, 10, 260, "#f4ecd8")
        c.rect(x, 300, 150, 10, "#f4ecd8")
    for row, (y, size) in enumerate(((800, 0.75), (930, 1.0))):
        for number in range(4 - row):
            wide = 300 * size
            x = 110 + row * 120 + number * (380 + row * 80)
            c.poly(
                [
                    (x, y),
                    (x + wide, y),
                    (x + wide + 24, y + 40 * size),
                    (x - 24, y + 40 * size),
                ],
                "#d8a86f",
            )
            c.rect(x - 24, y + 40 * size, wide + 48, 22 * size, WOOD)
            for post in (x - 10, x + wide - 10):
                c.rect(post, y + 62 * size, 20 * size, 110 * size, "#54585c")
            c.poly(
                [
                    (x + 60, y + 6),
                    (x + 140, y + 6),
                    (x + 146, y + 28 * size),
                    (x + 54, y + 28 * size),
                ],
                PAPER,
            )
