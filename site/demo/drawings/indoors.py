"""Sample drawings of rooms and of what lies on tables."""

from __future__ import annotations

import math

from demo.drawings.canvas import HEIGHT, WIDTH, Canvas, mix

__all__ = ["DARK_WOOD", "PAPER", "WOOD", "archive", "library", "press"]

WOOD, DARK_WOOD, PAPER = "#9a6b43", "#6b4a31", "#f5eedd"
BOOKS = [
    "#8f2f2a",
    "#2f5560",
    "#c08a2e",
    "#4f6b48",
    "#6d4a63",
    "#d8c8a4",
    "#37415c",
    "#a5683c",
]


def _books(
    c: Canvas, x: float, y: float, width: float, height: float, full: float
) -> None:
    """A row of books that stands on ``y``; ``full`` of the width is taken."""
    end = x + width * full
    while x < end - 12:
        wide = c.between(12, 30)
        tall = height * c.between(0.68, 0.95)
        fill = c.chance.choice(BOOKS)
        c.rect(x, y - tall, wide, tall, fill)
        c.rect(x, y - tall * 0.8, wide, 6, mix(fill, "#f5eedd", 0.55))
        x += wide + 2


def _shelves(
    c: Canvas, x: float, y: float, width: float, rows: int, row: float, full: float
) -> None:
    c.rect(x - 14, y - 14, width + 28, rows * row + 28, DARK_WOOD)
    for number in range(rows):
        c.rect(x, y + number * row, width, row - 12, mix(DARK_WOOD, "#1f1712", 0.45))
        share = 1.0 if full >= 1 else full if number % 2 else 0.95
        _books(c, x + 4, y + (number + 1) * row - 12, width - 8, row - 14, share)


def library(c: Canvas, second: bool) -> None:
    """A reading room with tables and windows, or bookshelves and a table."""
    x: float
    c.fade("#efe0c1", "#e2cda4", 0, 760)
    c.rect(0, 760, WIDTH, HEIGHT - 760, "#b58b5e")
    for number in range(9):
        y = 770 + number * number * 4.4
        c.line([(0, y), (WIDTH, y)], "#a27a50", 3)
    if second:
        for x in (40, 435, 830, 1225):
            full = 1 if x < 500 else 0.35
            _shelves(c, x, 90, 340, 5, 132, full)
        c.poly([(330, 830), (1270, 830), (1360, 890), (240, 890)], "#c4935f")
        c.rect(240, 890, 1120, 34, WOOD)
        for x in (280, 1280):
            c.rect(x, 924, 40, 143, DARK_WOOD)
        for x, fill in ((520, "#8f2f2a"), (535, "#2f5560"), (526, "#c08a2e")):
            c.rect(x, 800 + (x % 7) * 6, 170, 26, fill)
        c.poly([(830, 868), (960, 838), (960, 852), (830, 882)], PAPER)
        c.poly(
            [(960, 838), (1090, 868), (1090, 882), (960, 852)],
            mix(PAPER, "#a08c68", 0.2),
        )
        return
    for x in (470, 710, 950):
        c.rect(x - 14, 96, 208, 470, "#d0b98c")
        c.rect(x, 110, 180, 440, "#cfe3e2")
        c.poly(
            [
                (x, 550),
                (x, 400),
                (x + 70, 340),
                (x + 130, 420),
                (x + 180, 380),
                (x + 180, 550),
            ],
            "#9dbb9b",
        )
        c.rect(x + 86, 110, 8, 440, "#f4ecd8")
        for y in (250, 400):
            c.rect(x, y, 180, 8, "#f4ecd8")
        c.poly(
            [(x + 10, 770), (x + 170, 770), (x + 210, 900), (x - 50, 900)], "#d3b27c"
        )
    _shelves(c, 30, 120, 360, 5, 124, 1)
    _shelves(c, 1210, 120, 360, 5, 124, 1)
    for y, left, right, size in ((720, 430, 1170, 0.7), (860, 300, 1300, 1.0)):
        c.poly(
            [
                (left, y),
                (right, y),
                (right + 60, y + 44 * size),
                (left - 60, y + 44 * size),
            ],
            "#c4935f",
        )
        c.rect(left - 60, y + 44 * size, right - left + 120, 24 * size, WOOD)
        for x in (left - 30, right + 6):
            c.rect(x, y + 68 * size, 26 * size, 130 * size, DARK_WOOD)
        for number in range(3):
            x = left + (number + 0.5) * (right - left) / 3
            c.rect(x - 4 * size, y - 74 * size, 8 * size, 92 * size, "#4d3b2d")
            c.poly(
                [
                    (x - 46 * size, y - 64 * size),
                    (x - 26 * size, y - 112 * size),
                    (x + 26 * size, y - 112 * size),
                    (x + 46 * size, y - 64 * size),
                ],
                "#3e6b57",
            )
            c.oval(x, y - 62 * size, 40 * size, 7 * size, "#f9e7a8")
            c.rect(x + 80 * size, y + 8, 92 * size, 18 * size, PAPER)
    for x in range(330, 1300, 190):
        c.rect(x, 985, 110, 82, DARK_WOOD)
        c.rect(x, 962, 110, 26, "#7d5838")


def archive(c: Canvas, second: bool) -> None:
    """Boxes on shelves, or a table with documents."""
    y: float
    if not second:
        c.fade("#5b5348", "#3d372f")
        for row in range(5):
            y = 40 + row * 210
            c.rect(0, y + 170, WIDTH, 24, "#8b9196")
            c.rect(0, y + 188, WIDTH, 8, "#63696e")
            x = 26.0
            while x < WIDTH - 60:
                wide = c.between(104, 128)
                if c.chance.random() < 0.9:
                    fill = mix(
                        "#c8a878",
                        c.chance.choice(["#8f7a58", "#a9b0a3", "#d9c6a3"]),
                        c.between(0, 0.6),
                    )
                    c.rect(x, y + 24, wide, 146, fill)
                    c.rect(x, y + 24, wide, 30, mix(fill, "#4d3b2d", 0.18))
                    c.rect(x + wide * 0.2, y + 74, wide * 0.6, 46, PAPER)
                    for stroke in range(3):
                        c.line(
                            [
                                (x + wide * 0.27, y + 86 + stroke * 12),
                                (x + wide * c.between(0.5, 0.72), y + 86 + stroke * 12),
                            ],
                            "#6d6250",
                            3,
                        )
                    c.oval(x + wide * 0.5, y + 142, 11, 11, mix(fill, "#2e2720", 0.6))
                x += wide + c.between(4, 12)
            for post in (0, 530, 1062, 1578):
                c.rect(post, y - 20, 20, 230, "#757b80")
        return
    c.fade("#8a5f3c", "#6f4a2e")
    for number in range(12):
        y = number * 92 + c.between(-10, 10)
        c.line([(0, y), (WIDTH, y + c.between(-8, 8))], "#7d5535", 4)
    for x, y, turn, wide, tall in (
        (120, 160, -0.12, 440, 600),
        (520, 90, 0.06, 460, 640),
        (880, 300, 0.16, 420, 560),
    ):

        def at(
            u: float, v: float, x: float = x, y: float = y, turn: float = turn
        ) -> tuple[float, float]:
            return (
                x + u * math.cos(turn) - v * math.sin(turn),
                y + u * math.sin(turn) + v * math.cos(turn),
            )

        c.poly(
            [
                at(10, 14),
                at(wide + 12, 14),
                at(wide + 12, tall + 14),
                at(10, tall + 14),
            ],
            "#553821",
        )
        fill = mix(PAPER, "#d9bf8c", c.between(0, 0.5))
        c.poly([at(0, 0), at(wide, 0), at(wide, tall), at(0, tall)], fill)
        c.line([at(50, 70), at(wide * 0.6, 70)], "#4a4238", 12)
        for number in range(13):
            y0 = 130 + number * 32
            c.line([at(50, y0), at(wide - c.between(50, 150), y0)], "#8d8270", 5)
    c.oval(640, 700, 56, 56, "#8f2f2a")
    c.oval(640, 700, 38, 38, "#a8403a")
    for width, fill in ((172, "#3d4247"), (150, "#dfe9e4")):
        c.oval(1180, 420, width, width, fill)
    c.oval(1140, 380, 60, 44, "#f2f7f4")
    c.line([(1300, 545), (1440, 720)], "#3d4247", 44)
    c.line([(1330, 580), (1440, 720)], "#7a4a35", 44)
    c.poly([(160, 900), (1240, 850), (1244, 920), (164, 970)], "#e2bd62")
    for number in range(54):
        x = 176 + number * 20
        y = 899.5 - number * 0.926
        c.line([(x, y), (x + 1, y + (34 if number % 5 == 0 else 18))], "#54402f", 3)


def press(c: Canvas, second: bool) -> None:
    """A printing press, or a typesetter's table."""
    x: float
    if second:
        c.fade("#6d5038", "#523a27")
        for row in range(6):
            for column in range(8):
                x, y = 40 + column * 191, 30 + row * 128
                c.rect(x, y, 184, 120, "#3d2c1f")
                c.rect(x + 6, y + 6, 172, 108, "#59422f")
                for _number in range(int(c.between(5, 15))):
                    u, v = x + c.between(12, 146), y + c.between(12, 86)
                    metal = mix("#aab0b5", "#6f767c", c.between(0, 1))
                    c.rect(u, v, 20, 24, mix(metal, "#23272b", 0.4))
                    c.rect(u, v, 20, 17, metal)
        c.rect(0, 800, WIDTH, HEIGHT - 800, "#8a6543")
        c.rect(150, 830, 1300, 190, "#2f3337")
        c.rect(164, 844, 1272, 162, "#454b50")
        for row in range(3):
            x = 180.0
            while x < 1400:
                wide = c.between(20, 46)
                if c.chance.random() < 0.86:
                    metal = mix("#c9ced2", "#8c9399", c.between(0, 1))
                    c.rect(x, 852 + row * 50, wide, 44, mix(metal, "#23272b", 0.35))
                    c.rect(x, 852 + row * 50, wide, 32, metal)
                    c.rect(x + wide * 0.3, 858 + row * 50, wide * 0.4, 18, "#4a5056")
                x += wide + 3
        return
    c.fade("#d9d2bd", "#c7bd9f", 0, 820)
    for x in (120, 1250):
        c.rect(x, 110, 240, 330, "#e9f0ea")
        for bar in range(1, 3):
            c.rect(x + bar * 80 - 4, 110, 8, 330, "#8b8f86")
        c.rect(x, 270, 240, 8, "#8b8f86")
    c.rect(0, 820, WIDTH, HEIGHT - 820, "#8d7a60")
    iron, steel, dark = "#37444a", "#8e999d", "#253035"
    c.rect(300, 880, 1000, 60, dark)
    for x in (340, 1150):
        c.poly([(x, 880), (x + 20, 300), (x + 90, 300), (x + 110, 880)], iron)
        c.rect(x - 20, 262, 150, 44, dark)
    c.rect(340, 640, 920, 60, iron)
    for x, y, size in ((640, 400, 112), (940, 400, 112), (790, 580, 128)):
        c.oval(x, y, size, size, dark)
        c.oval(x, y, size - 14, size - 14, steel)
        c.oval(x - 14, y - 14, size - 44, size - 44, mix(steel, "#ffffff", 0.28))
        c.oval(x, y, 22, 22, dark)
    c.line(
        [
            (180, 760),
            (420, 690),
            (560, 520),
            (640, 286),
            (760, 300),
            (860, 452),
            (940, 512),
            (1060, 440),
            (1240, 560),
            (1400, 740),
        ],
        PAPER,
        14,
    )
    for number in range(11):
        c.rect(
            1290 - number % 2 * 6,
            868 - number * 10,
            250,
            8,
            PAPER if number % 2 else "#d9cfb6",
        )
    c.rect(1310, 732, 210, 34, PAPER)
    c.rect(1324, 740, 90, 7, "#4a4238")
    for number in range(3):
        c.line([(1324, 752 + number * 4), (1500, 752 + number * 4)], "#a59a86", 1.5)
    c.oval(395, 560, 96, 96, "#8f2f2a")
    c.oval(395, 560, 74, 74, iron)
    for turn in range(6):
        a = math.tau * turn / 6 + 0.2
        c.line(
            [(395, 560), (395 + 84 * math.cos(a), 560 + 84 * math.sin(a))],
            "#8f2f2a",
            12,
        )
    c.oval(395, 560, 20, 20, "#8f2f2a")
    for x in (100, 170, 240):
        c.oval(x, 850, 70, 70, "#efe6cf")
        c.oval(x, 850, 18, 18, "#b5a987")
