"""The sheet that sample drawings are made on: flat shapes, soft skies, grain."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

from PIL import Image, ImageColor, ImageDraw

__all__ = ["HEIGHT", "WIDTH", "Canvas", "Point", "mix"]

WIDTH, HEIGHT = 1600, 1067
# Drawn twice as large and then reduced, so that edges are smooth.
SCALE = 2

Point = tuple[float, float]
Colour = tuple[int, int, int]


def mix(one: str, other: str, share: float) -> str:
    """Return the colour ``share`` of the way from ``one`` to ``other``."""
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


class Canvas:
    """A sheet of 1600 × 1067 units, and the chance that varies what is drawn on it."""

    def __init__(self, seed: int, paper: str = "#efe6d2") -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a drawing keeps no secrets
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), paper)
        self._pen = ImageDraw.Draw(self.image)

    def between(self, low: float, high: float) -> float:
        return self.chance.uniform(low, high)

    def poly(self, points: Iterable[Point], fill: str) -> None:
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self.poly(
            [(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill
        )

    def oval(self, x: float, y: float, across: float, down: float, fill: str) -> None:
        box = (x - across, y - down, x + across, y + down)
        self._pen.ellipse([side * SCALE for side in box], fill)

    def line(self, points: Sequence[Point], fill: str, width: float = 3) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._pen.line(scaled, fill, round(width * SCALE), joint="curve")

    def fade(self, top: str, bottom: str, y: float = 0, height: float = HEIGHT) -> None:
        """Fill a band with a gradient."""
        size = (WIDTH * SCALE, round(height * SCALE))
        ramp = Image.linear_gradient("L").resize(size)
        high, low = Image.new("RGB", size, top), Image.new("RGB", size, bottom)
        self.image.paste(Image.composite(low, high, ramp), (0, round(y * SCALE)))

    def wave(self, y: float, swing: float, steps: int = 64) -> list[Point]:
        """Return a rolling line across the sheet."""
        parts = [
            (self.between(0.6, 1.2) * n, self.between(0, math.tau), swing / n)
            for n in (1, 2.3, 4.9, 9.1)
        ]
        return [
            (
                WIDTH * step / steps,
                y
                + sum(
                    size * math.sin(math.tau * often * step / steps + start)
                    for often, start, size in parts
                ),
            )
            for step in range(steps + 1)
        ]

    def land(self, y: float, swing: float, fill: str) -> list[Point]:
        """Draw ground from a rolling line down; return the line."""
        line = self.wave(y, swing)
        self.poly([*line, (WIDTH, HEIGHT), (0, HEIGHT)], fill)
        return line

    def peaks(self, y: float, height: float, fill: str, snow: str = "") -> None:
        """Draw a row of mountains standing on ``y``."""
        x = -200.0
        while x < WIDTH + 100:
            half, top = self.between(180, 330), y - height * self.between(0.55, 1)
            middle = x + half
            self.poly(
                [(middle - half, y), (middle, top), (middle + half * 1.15, y)], fill
            )
            shade = mix(fill, "#20242c", 0.10)
            foot = middle + half * 0.25
            self.poly([(middle, top), (middle + half * 1.15, y), (foot, y)], shade)
            if snow:
                drop, out = (y - top) * 0.2, half * 0.2
                self.poly(
                    [
                        (middle, top),
                        (middle - out, top + drop),
                        (middle - out * 0.3, top + drop * 0.8),
                        (middle, top + drop * 1.25),
                        (middle + out * 0.5, top + drop * 0.8),
                        (middle + out * 1.15, top + drop),
                    ],
                    snow,
                )
            x += half * self.between(0.9, 1.4)
        self.rect(0, y - 1, WIDTH, HEIGHT - y + 1, fill)

    def leafy(self, x: float, y: float, height: float, fill: str) -> None:
        """A round tree that stands on ``y``."""
        trunk, shade = mix(fill, "#3b2a1e", 0.7), mix(fill, "#1d2a26", 0.25)
        self.rect(
            x - height * 0.035, y - height * 0.45, height * 0.07, height * 0.45, trunk
        )
        self.oval(x, y - height * 0.62, height * 0.3, height * 0.38, shade)
        self.oval(
            x - height * 0.05, y - height * 0.66, height * 0.24, height * 0.31, fill
        )

    def poplar(self, x: float, y: float, height: float, fill: str) -> None:
        self.oval(
            x, y - height * 0.5, height * 0.11, height * 0.5, mix(fill, "#1d2a26", 0.3)
        )
        self.oval(
            x - height * 0.025, y - height * 0.5, height * 0.075, height * 0.46, fill
        )

    def fir(self, x: float, y: float, height: float, fill: str) -> None:
        self.rect(
            x - height * 0.03,
            y - height * 0.12,
            height * 0.06,
            height * 0.12,
            mix(fill, "#3b2a1e", 0.45),
        )
        for level, half in ((0.08, 0.26), (0.32, 0.2), (0.56, 0.14)):
            foot = y - height * level
            self.poly(
                [
                    (x - height * half, foot),
                    (x, foot - height * 0.44),
                    (x + height * half, foot),
                ],
                mix(fill, "#ffffff", level * 0.12),
            )

    def house(
        self, x: float, y: float, width: float, wall: str, roof: str, pane: str
    ) -> None:
        """A house with its left foot at (x, y)."""
        height = width * self.between(0.55, 0.75)
        peak = y - height - width * self.between(0.28, 0.4)
        self.rect(x, y - height, width, height, wall)
        self.rect(
            x + width * 0.66,
            y - height,
            width * 0.34,
            height,
            mix(wall, "#2a2630", 0.12),
        )
        eave = width * 0.08
        self.poly(
            [
                (x - eave, y - height),
                (x + width * 0.33, peak),
                (x + width * 0.75, peak),
                (x + width + eave, y - height),
            ],
            roof,
        )
        self.rect(x + width * 0.16, y - height * 0.68, width * 0.16, height * 0.3, pane)
        self.rect(x + width * 0.42, y - height * 0.68, width * 0.16, height * 0.3, pane)
        self.rect(
            x + width * 0.74,
            y - height * 0.6,
            width * 0.15,
            height * 0.6,
            mix(roof, "#2a2630", 0.4),
        )

    def finish(self) -> Image.Image:
        """Return the drawing in its final size, with grain."""
        drawn = self.image.reduce(SCALE)
        size = (WIDTH // 2, HEIGHT // 2)
        noise = Image.frombytes("L", size, self.chance.randbytes(size[0] * size[1]))
        grain = noise.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR).convert("RGB")
        return Image.blend(drawn, grain, 0.045)
