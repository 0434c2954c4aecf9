"""Sample drawings of land: skies, valleys, rivers, woods, fields."""

from __future__ import annotations

import math

from demo.drawings.canvas import HEIGHT, WIDTH, Canvas, mix

__all__ = [
    "EVENING",
    "MORNING",
    "clouds",
    "field",
    "forest",
    "river",
    "sky",
    "valley",
    "winding_river",
]

MORNING = {
    "high": "#a9c7cf",
    "low": "#f6e5c4",
    "sun": "#fff3d1",
    "far": "#9fb6b7",
    "near": "#4f7358",
    "leaf": "#587f4f",
    "water": "#bcd6d8",
    "roof": "#b4593c",
    "wall": "#f0e2c6",
}
AUTUMN = {
    "high": "#c9d3cf",
    "low": "#f4dcb0",
    "sun": "#fbeecb",
    "far": "#b9a994",
    "near": "#8a6a34",
    "leaf": "#c8792c",
    "water": "#b7c7c2",
    "roof": "#8c4632",
    "wall": "#eedfc2",
}
EVENING = {
    "high": "#5b6390",
    "low": "#f1a873",
    "sun": "#ffd9a0",
    "far": "#9a7f92",
    "near": "#3d4459",
    "leaf": "#39455a",
    "water": "#e3a987",
    "roof": "#5e3a44",
    "wall": "#c79a86",
}


def sky(c: Canvas, p: dict[str, str], horizon: float) -> None:
    c.fade(p["high"], p["low"], 0, horizon)
    x = c.between(250, WIDTH - 250)
    for size, share in ((120, 0.25), (88, 0.5), (62, 1)):
        c.oval(
            x,
            horizon * 0.52,
            size,
            size,
            mix(mix(p["high"], p["low"], 0.52), p["sun"], share),
        )


def clouds(c: Canvas, fill: str, y: float) -> None:
    for _number in range(3):
        x, top, size = c.between(0, WIDTH), y + c.between(-60, 60), c.between(60, 120)
        c.oval(x, top, size * 1.6, size * 0.16, fill)
        c.oval(x + size * 0.7, top + size * 0.14, size * 1.3, size * 0.13, fill)


def winding_river(
    c: Canvas, top: float, x: float, fill: str, broad: float, swing: float
) -> None:
    """A winding river that comes nearer, from (x, top) to the foot of the sheet."""
    left, right = [], []
    for step in range(81):
        t = step / 80
        y = top + (HEIGHT + 20 - top) * t**1.25
        half = 3 + broad * t**1.7
        middle = x + swing * (0.25 + t) * math.sin(1.1 + t * 5.2) * (0.35 + 0.65 * t)
        left.append((middle - half, y))
        right.append((middle + half, y))
    c.poly(left + right[::-1], fill)
    c.line(left[::2], mix(fill, "#ffffff", 0.35), 3)


def valley(c: Canvas, second: bool) -> None:
    """A valley in the morning, or in autumn."""
    x: float
    y: float
    p = AUTUMN if second else MORNING
    sky(c, p, 560)
    clouds(c, mix(p["low"], "#ffffff", 0.5), 170)
    c.peaks(560, 320, mix(p["far"], p["low"], 0.25), "#fbf7ee")
    for share, y, swing in ((0.25, 560, 38), (0.5, 640, 34)):
        c.land(y, swing, mix(p["far"], p["near"], share))
    c.land(720, 26, mix(p["far"], p["near"], 0.72))
    winding_river(c, 726, c.between(600, 950), p["water"], 150, 170)
    for number in range(9):
        x = 130 + number * 62 + c.between(-12, 12)
        c.house(
            x,
            800 + c.between(-12, 20),
            c.between(48, 66),
            p["wall"],
            p["roof"],
            "#5f6f78",
        )
    for _number in range(22):
        x, y = c.between(0, WIDTH), c.between(780, 850)
        if not 640 < x < 1180:
            c.poplar(
                x, y, c.between(70, 130), mix(p["leaf"], p["near"], c.between(0, 0.6))
            )
    for x in (1300, 1395, 1520, 60):
        c.leafy(x + c.between(-20, 20), 1040, c.between(210, 290), p["leaf"])


def river(c: Canvas, second: bool) -> None:
    """A river that bends between hills, or a bank with a gauge."""
    p = MORNING
    sky(c, p, 480)
    clouds(c, "#fdf4e0", 150)
    c.peaks(500, 220, mix(p["far"], p["low"], 0.3))
    c.land(500, 36, mix(p["far"], p["near"], 0.35))
    c.land(580, 30, mix(p["far"], p["near"], 0.65))
    if not second:
        c.land(660, 24, p["near"])
        winding_river(c, 664, 760, p["water"], 330, 330)
        for _number in range(26):
            x, y = c.between(0, WIDTH), c.between(690, 760)
            if x < 560 or x > 1080:
                c.leafy(
                    x,
                    y,
                    c.between(60, 110),
                    mix(p["leaf"], p["near"], c.between(0, 0.7)),
                )
        for x in (60, 150, 1520, 1430):
            c.leafy(x, 1000, c.between(200, 280), p["leaf"])
        return
    c.fade(mix(p["water"], "#ffffff", 0.3), "#6f98a1", 640, HEIGHT - 640)
    for _number in range(60):
        x, y = c.between(0, WIDTH), c.between(660, HEIGHT)
        long = 30 + (y - 640) * c.between(0.1, 0.4)
        c.line([(x, y), (x + long, y)], mix("#8fb3b8", "#e9f3f2", c.between(0, 1)), 3)
    bank = [(0, 700), (260, 730), (520, 830), (700, 960), (760, HEIGHT), (0, HEIGHT)]
    c.poly(bank, p["near"])
    c.line(bank[:5], "#c9b78f", 16)
    for _number in range(50):
        x = c.between(0, 560)
        y = 790 + x * 0.28 + c.between(0, 120)
        c.line(
            [(x, y), (x + c.between(-14, 14), y - c.between(30, 80))],
            mix(p["leaf"], "#c9b45f", c.between(0, 0.7)),
            4,
        )
    c.rect(1010, 330, 84, 560, "#faf6ea")
    for number in range(14):
        y = 340 + number * 39
        c.rect(
            1010,
            y,
            42 if number % 2 else 84,
            20,
            "#a8302c" if number < 4 else "#26333b",
        )
    c.rect(1000, 316, 104, 16, "#54402f")
    c.oval(1052, 892, 120, 16, "#dfeeee")
    c.oval(1052, 898, 96, 12, "#7ea3aa")


def forest(c: Canvas, second: bool) -> None:
    """A path in a forest, or young trees tied to stakes."""
    c.fade("#dfe8c8", "#a9c39a", 0, 760)
    depth = ["#b4c9a0", "#8dae85", "#648c69", "#3f6650"]
    floor = 700 if not second else 560
    c.rect(0, floor - 80, WIDTH, HEIGHT, "#a3ba88")
    for level, fill in enumerate(depth[: 2 if second else 4]):
        foot = floor - 60 + level * 40
        for _number in range(16 - level * 2):
            x = c.between(0, WIDTH)
            if abs(x - 800) > 70 + level * 95 or second:
                c.fir(x, foot, c.between(300, 430) + level * 90, fill)
    c.land(floor + (50 if not second else 0), 12, "#7c9a5d")
    if not second:
        c.poly([(772, 756), (833, 756), (1160, HEIGHT), (420, HEIGHT)], "#dcc79a")
        c.poly([(772, 756), (790, 756), (640, HEIGHT), (420, HEIGHT)], "#c9b184")
        for x, wide in ((120, 74), (330, 52), (1290, 60), (1480, 82)):
            c.rect(x, 0, wide, 960, "#5b4636")
            c.rect(x, 0, wide * 0.35, 960, "#735a45")
            c.oval(x + wide / 2, 962, wide * 1.1, 26, "#5f7d49")
        for _number in range(140):
            x, y = c.between(0, WIDTH), c.between(800, HEIGHT)
            if abs(x - 800) > 90 + (y - 740) * 1.15:
                c.line(
                    [(x, y), (x + c.between(-10, 10), y - c.between(14, 44))],
                    mix("#4d7244", "#b3bf6c", c.between(0, 1)),
                    4,
                )
        return
    for row, (y, size) in enumerate(((690, 0.6), (820, 0.85), (980, 1.15))):
        for number in range(7 - row):
            x = 130 + row * 60 + number * (1340 / (6.2 - row)) + c.between(-20, 20)
            high = 250 * size
            c.oval(x, y + 4, 46 * size, 12 * size, "#6a5138")
            c.line(
                [(x + 24 * size, y), (x + 24 * size, y - high * 0.72)],
                "#c7a06a",
                9 * size,
            )
            c.line([(x, y), (x, y - high * 0.7)], "#59432f", 7 * size)
            c.line(
                [(x - 2, y - high * 0.45), (x + 26 * size, y - high * 0.45)],
                "#a8302c",
                7 * size,
            )
            c.oval(x, y - high * 0.85, 52 * size, 70 * size, "#5d8a4b")
            c.oval(x - 10 * size, y - high * 0.89, 38 * size, 52 * size, "#7ba75c")


def field(c: Canvas, second: bool) -> None:
    """A field of grain, or a ploughed one."""
    p = MORNING
    sky(c, p, 470)
    clouds(c, "#fdf4e0", 140)
    c.peaks(480, 200, mix(p["far"], p["low"], 0.3))
    c.land(490, 26, mix(p["far"], p["near"], 0.6))
    for _number in range(26):
        c.poplar(
            c.between(0, WIDTH),
            530,
            c.between(50, 120),
            mix(p["leaf"], p["near"], c.between(0, 0.8)),
        )
    c.house(1180, 535, 90, p["wall"], p["roof"], "#5f6f78")
    if second:
        c.fade("#a57c53", "#5d4330", 520, HEIGHT - 520)
        for number in range(-26, 27):
            foot = 800 + number * 118
            top = 900 + number * 17
            c.poly(
                [(top, 520), (top + 8, 520), (foot + 62, HEIGHT), (foot, HEIGHT)],
                "#4f3a2a",
            )
            c.poly(
                [
                    (top + 8, 520),
                    (top + 11, 520),
                    (foot + 84, HEIGHT),
                    (foot + 62, HEIGHT),
                ],
                "#b98d60",
            )
        for _number in range(7):
            x, y = c.between(300, 1300), c.between(620, 760)
            c.line([(x - 16, y - 10), (x, y), (x + 16, y - 10)], "#2e2a2a", 5)
        return
    c.fade("#ecca6e", "#b9832c", 520, HEIGHT - 520)
    for _number in range(1900):
        t = c.between(0, 1) ** 0.7
        x, y = c.between(-20, WIDTH + 20), 530 + t * 600
        high = 14 + 120 * t * t
        lean = c.between(-0.15, 0.3) * high
        tone = mix("#f6e19a", "#a06c22", c.between(0, 1))
        c.line([(x, y), (x + lean, y - high)], tone, 1.5 + 3 * t)
        if t > 0.55:
            c.oval(x + lean, y - high - 8 * t, 5 * t, 17 * t, mix(tone, "#f8e7ae", 0.4))
