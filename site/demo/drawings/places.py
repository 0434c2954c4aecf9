"""Sample drawings of what people built: bridges, towers, streets, houses."""

from __future__ import annotations

import math

from demo.drawings.canvas import HEIGHT, WIDTH, Canvas, mix
from demo.drawings.land import EVENING, MORNING, clouds, sky, winding_river

__all__ = ["bridge", "night", "street", "tower"]


def bridge(c: Canvas, second: bool) -> None:
    """A stone bridge of one arch over a gorge, or a wooden footbridge."""
    p = MORNING
    sky(c, p, 620)
    c.peaks(640, 360, mix(p["far"], p["low"], 0.2), "#fbf7ee")
    c.land(640, 40, mix(p["far"], p["near"], 0.45))
    c.fade(mix(p["near"], "#2f4a44", 0.4), "#2f4a44", 700, HEIGHT - 700)
    winding_river(c, 700, 800, p["water"], 260, 60)
    rock, dark = "#a39683", "#82766a"
    for side in (0, 1):
        edge = [
            (0, 560),
            (250, 585),
            (330, 640),
            (390, 760),
            (440, 900),
            (520, HEIGHT),
            (0, HEIGHT),
        ]
        c.poly([(x if not side else WIDTH - x, y) for x, y in edge], rock)
        for _number in range(14):
            x, y = c.between(20, 330), c.between(650, 1020)
            block = [(x, y), (x + 70, y - 16), (x + 92, y + 26), (x + 20, y + 40)]
            c.poly([(u if not side else WIDTH - u, v) for u, v in block], dark)
    if second:
        deck = [
            (x, 575 + 70 * math.sin(math.pi * (x - 230) / 1140))
            for x in range(230, 1371, 38)
        ]
        c.line([(x, y + 14) for x, y in deck], "#6b4a31", 16)
        for x, y in deck:
            c.rect(x - 15, y, 30, 20, mix("#a87b4f", "#6b4a31", c.between(0, 0.5)))
        rail = [(x, y - 88) for x, y in deck]
        c.line(rail, "#54402f", 7)
        for (x, y), (_x, up) in zip(deck[::2], rail[::2], strict=True):
            c.line([(x, y), (x, up)], "#54402f", 5)
        for x in (230, 1370):
            c.rect(x - 16, 440, 32, 170, "#54402f")
    else:
        stone = "#d9c6a3"
        span = [
            (800 + 380 * math.cos(a), 850 - 330 * math.sin(a))
            for a in (math.pi * n / 60 for n in range(61))
        ]
        c.poly(
            [
                (200, 560),
                (800, 440),
                (1400, 560),
                (1400, 700),
                (1180, 850),
                *span,
                (420, 850),
                (200, 700),
            ],
            stone,
        )
        for n in range(0, 61, 3):
            a = math.pi * n / 60
            near = (800 + 384 * math.cos(a), 850 - 334 * math.sin(a))
            off = (800 + 428 * math.cos(a), 850 - 382 * math.sin(a))
            c.line([near, off], "#a48f6c", 5)
        c.line(
            [
                (800 + 430 * math.cos(a), 850 - 384 * math.sin(a))
                for a in (math.pi * n / 60 for n in range(61))
            ],
            "#a48f6c",
            5,
        )
        c.line([(200, 556), (800, 436), (1400, 556)], "#a48f6c", 20)
        for x in range(260, 1360, 60):
            if abs(x - 800) > 440:
                c.line([(x, 600), (x + 40, 592)], "#c2ac86", 4)
    for x in (70, 160, 1500, 1570):
        c.fir(x, 590, c.between(150, 210), "#3f624f")


def tower(c: Canvas, second: bool) -> None:
    """A tower on a hill, by day or in evening light."""
    x: float
    y: float
    p = EVENING if second else MORNING
    sky(c, p, 640)
    clouds(c, mix(p["low"], "#ffffff", 0.35), 190)
    c.peaks(660, 330, mix(p["far"], p["low"], 0.25))
    c.land(680, 40, mix(p["far"], p["near"], 0.4))
    hill = [
        (x, 1000 - 420 * math.exp(-(((x - 980) / 420) ** 2)))
        for x in range(0, WIDTH + 1, 20)
    ]
    c.poly([*hill, (WIDTH, HEIGHT), (0, HEIGHT)], mix(p["far"], p["near"], 0.8))
    stone = "#d8a184" if second else "#d9c6a3"
    shade = mix(stone, "#2a2630", 0.3)
    c.poly([(880, 600), (905, 250), (1055, 250), (1080, 600)], stone)
    c.poly([(1000, 600), (995, 250), (1055, 250), (1080, 600)], shade)
    for number in range(5):
        c.rect(893 + number * 36, 214, 24, 40, stone if number < 3 else shade)
    for x, y in ((944, 330), (944, 450), (1026, 390)):
        c.rect(x, y, 14, 46, "#4c4048")
        c.oval(x + 7, y, 7, 9, "#4c4048")
    c.poly([(955, 602), (955, 556), (975, 536), (995, 556), (995, 602)], "#4c4048")
    for _number in range(40):
        x, y = c.between(890, 1050), c.between(270, 580)
        c.line([(x, y), (x + 20, y)], mix(stone, "#6b5240", 0.3), 3)
    c.poly(
        [
            (972, 600),
            (990, 600),
            (900, 780),
            (760, 900),
            (640, HEIGHT),
            (470, HEIGHT),
            (690, 880),
            (860, 760),
        ],
        mix(p["wall"], p["near"], 0.25),
    )
    for _number in range(16):
        x = c.between(0, WIDTH)
        y = 1020 - 420 * math.exp(-(((x - 980) / 420) ** 2))
        if abs(x - 980) > 230:
            c.leafy(
                x,
                y + 20,
                c.between(80, 150),
                mix(p["leaf"], p["near"], c.between(0, 0.6)),
            )


def street(c: Canvas, second: bool) -> None:
    """An old street of low houses, or a market street with stalls."""
    p = MORNING
    c.fade(p["high"], p["low"], 0, 560)
    c.peaks(470, 200, mix(p["far"], p["low"], 0.35))
    c.rect(0, 558, WIDTH, HEIGHT, "#b9a580")
    walls = ["#ead7b4", "#d9b48c", "#e6c9ae", "#c9c3a9", "#e9dcc6"]
    for side in (0, 1):
        for number in range(5):
            far, near = 1 - number * 0.19, 1 - (number + 1) * 0.19
            x0, x1 = 700 - 700 * far - 60 * far, 700 - 700 * near - 60 * near
            top0, top1 = 560 - 330 * far, 560 - 330 * near
            foot0, foot1 = 560 + 330 * far, 560 + 330 * near
            lift = c.between(-30, 26) * near
            wall = walls[(number + side * 2) % len(walls)]

            def at(x: float, side: int = side) -> float:
                return x if not side else WIDTH - x

            c.poly(
                [
                    (at(x0), top0 + lift),
                    (at(x1), top1 + lift),
                    (at(x1), foot1),
                    (at(x0), foot0),
                ],
                wall if not side else mix(wall, "#4b4a5c", 0.22),
            )
            c.poly(
                [
                    (at(x0), top0 + lift),
                    (at(x1), top1 + lift),
                    (at(x1 + 18 * near), top1 + lift - 52 * near),
                    (at(x0 + 8 * far), top0 + lift - 66 * far),
                ],
                mix("#b4593c", "#5b3a34", number * 0.1),
            )
            for pane in (0.28, 0.66):
                x = x0 + (x1 - x0) * pane
                size = far + (near - far) * pane
                wide = (x1 - x0) * 0.16
                for low, high, fill in (
                    (-0.5, -0.12, "#56707c"),
                    (0.28, 0.78, "#7a4a35"),
                ):
                    if low > 0 and pane < 0.5:
                        continue
                    c.poly(
                        [
                            (at(x), 560 + 330 * size * low),
                            (at(x + wide), 560 + 330 * (size - 0.02) * low),
                            (at(x + wide), 560 + 330 * (size - 0.02) * high),
                            (at(x), 560 + 330 * size * high),
                        ],
                        fill,
                    )
    ground = [
        (662, 572),
        (938, 572),
        (WIDTH, 890),
        (WIDTH, HEIGHT),
        (0, HEIGHT),
        (0, 890),
    ]
    c.poly(ground, "#cdbb97")
    for row in range(12):
        y = 590 + row * row * 4.1
        c.line(
            [
                (max(0, 640 - (y - 572) * 2.1), y),
                (min(WIDTH, 960 + (y - 572) * 2.1), y),
            ],
            "#b9a580",
            2 + row * 0.4,
        )
    if not second:
        c.rect(1132, 400, 12, 440, "#3d4247")
        c.oval(1138, 392, 24, 30, "#f6e5b4")
        c.poplar(800, 580, 190, "#5f8257")
        c.leafy(420, 900, 250, "#587f4f")
        return
    for x, y, size, fill in (
        (190, 900, 1.0, "#a8302c"),
        (560, 740, 0.62, "#376a72"),
        (1060, 760, 0.66, "#c08a2e"),
        (1240, 930, 1.08, "#5b7d49"),
    ):
        wide = 300 * size
        for post in (0, wide):
            c.rect(x + post - 4, y - 240 * size, 9 * size, 260 * size, "#5b4636")
        for stripe in range(6):
            c.poly(
                [
                    (x - 24 * size + stripe * (wide + 48 * size) / 6, y - 200 * size),
                    (x + stripe * wide / 6, y - 270 * size),
                    (x + (stripe + 1) * wide / 6, y - 270 * size),
                    (
                        x - 24 * size + (stripe + 1) * (wide + 48 * size) / 6,
                        y - 200 * size,
                    ),
                ],
                fill if stripe % 2 else "#f4ead4",
            )
        c.rect(x - 10 * size, y - 70 * size, wide + 20 * size, 90 * size, "#8d6a48")
        for number in range(9):
            c.oval(
                x + (number + 0.5) * wide / 9,
                y - 76 * size,
                17 * size,
                17 * size,
                c.chance.choice(
                    ["#c0442f", "#d9a036", "#6f9147", "#e4c469", "#8e3b52"]
                ),
            )


def night(c: Canvas, second: bool) -> None:
    """A settlement at night, or one window with a light in it."""
    c.fade("#141b33", "#3a4468", 0, 760)
    for _number in range(150):
        size = c.between(1, 2.6)
        c.oval(c.between(0, WIDTH), c.between(0, 520), size, size, "#dfe3f0")
    lit = "#f7c765"
    if second:
        wall = "#2a2f49"
        c.rect(0, 300, WIDTH, HEIGHT - 300, wall)
        c.poly([(0, 300), (0, 250), (WIDTH, 180), (WIDTH, 300)], "#1b2036")
        for _number in range(130):
            x, y = c.between(0, WIDTH), c.between(320, HEIGHT)
            c.line([(x, y), (x + c.between(30, 70), y)], "#333a57", 4)
        for x, glow in ((250, "#1d233c"), (690, lit), (1130, "#1d233c")):
            c.rect(x - 22, 448, 264, 384, "#464d6b")
            c.rect(x, 470, 220, 340, glow)
            if glow == lit:
                c.rect(x, 640, 220, 170, mix(lit, "#e89a45", 0.45))
                c.oval(x + 110, 770, 46, 30, "#7a4a35")
                c.poly(
                    [
                        (x + 104, 745),
                        (x + 60, 640),
                        (x + 110, 690),
                        (x + 130, 620),
                        (x + 128, 745),
                    ],
                    "#5f7d49",
                )
            c.rect(x + 104, 470, 12, 340, "#464d6b")
            c.rect(x, 600, 220, 12, "#464d6b")
            c.rect(x - 40, 832, 300, 22, "#525a7b")
        c.poly(
            [(690, 854), (910, 854), (1080, HEIGHT), (560, HEIGHT)],
            mix(wall, lit, 0.18),
        )
        return
    c.oval(1220, 210, 74, 74, "#f3ead0")
    c.oval(1192, 194, 66, 66, "#232c4c")
    c.peaks(660, 330, "#2a3354")
    c.land(660, 40, "#222a45")
    for row, y in enumerate((740, 830, 930)):
        c.land(y - 26, 16, mix("#1d2540", "#10152a", row / 2))
        x = c.between(-40, 30)
        while x < WIDTH:
            wide = c.between(80, 120) * (0.8 + row * 0.3)
            pane = lit if c.chance.random() < 0.6 else "#141a2e"
            c.house(
                x,
                y + c.between(0, 26),
                wide,
                mix("#3a4263", "#262d49", row / 2),
                "#171d33",
                pane,
            )
            x += wide * c.between(1.15, 1.9)
    c.land(1010, 14, "#0c1122")
