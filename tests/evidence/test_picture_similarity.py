"""Pictures that are one picture match, however they were saved; others do not."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable
from functools import cache
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from evidence.similarity import (
    ALIKE,
    Fingerprint,
    distance,
    fingerprint,
    hamming,
    is_alike,
)
from evidence.similarity.pictures import MOST_PIXELS
from tests.core.picture_files import ORIENTATION, bomb

pytestmark = pytest.mark.usefixtures("english")

WIDTH, HEIGHT = 480, 360


@cache
def scene(seed: int) -> Image.Image:
    """Draw a landscape with hills and houses that no other seed draws."""
    random_ = random.Random(seed)
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    for y in range(HEIGHT):
        light = y / HEIGHT
        colour = (int(120 + 80 * light), int(160 + 60 * light), int(220 - 20 * light))
        draw.line([(0, y), (WIDTH, y)], fill=colour)
    for _ in range(random_.randrange(2, 5)):
        base = random_.uniform(0.35, 0.9) * HEIGHT
        waves = [(random_.uniform(0, 6), random_.uniform(3, 40)) for _ in range(4)]
        ridge = [
            (
                x,
                base
                + sum(
                    height * math.sin(x / WIDTH * 6 * number + phase)
                    for number, (phase, height) in enumerate(waves, start=1)
                ),
            )
            for x in range(0, WIDTH + 1, 6)
        ]
        shade = random_.randrange(40, 200)
        ground = [*ridge, (WIDTH, HEIGHT), (0, HEIGHT)]
        draw.polygon(ground, fill=(shade, shade + 20, shade - 20))
    for _ in range(random_.randrange(3, 8)):
        x, y = random_.randrange(WIDTH), random_.randrange(HEIGHT // 3, HEIGHT)
        side = random_.randrange(20, 90)
        colour = tuple(random_.randrange(256) for _ in range(3))
        draw.rectangle([x, y - side, x + side * 0.7, y], fill=colour)
    return image


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> BytesIO:
    out = BytesIO()
    image.save(out, kind, **options)
    return out


def print_of(image: Image.Image, kind: str = "PNG", **options: object) -> Fingerprint:
    made = fingerprint(saved(image, kind, **options))
    assert made is not None
    return made


@cache
def print_of_scene(seed: int) -> Fingerprint:
    return print_of(scene(seed))


def cropped(image: Image.Image, size: float, left: float, top: float) -> Image.Image:
    width, height = int(image.width * size), int(image.height * size)
    x, y = int((image.width - width) * left), int((image.height - height) * top)
    return image.crop((x, y, x + width, y + height))


SCENES = range(100, 124)
CHANGES: dict[str, Callable[[Image.Image], Fingerprint]] = {
    "JPEG of low quality": lambda image: print_of(image, "JPEG", quality=25),
    "WebP": lambda image: print_of(image, "WEBP", quality=40),
    "TIFF": lambda image: print_of(image, "TIFF"),
    "256 colours": lambda image: print_of(image.quantize(256), "GIF"),
    "half the size": lambda image: print_of(image.resize((240, 180))),
    "twice the size": lambda image: print_of(image.resize((960, 720))),
    "grey": lambda image: print_of(image.convert("L")),
    "CMYK": lambda image: print_of(image.convert("CMYK"), "JPEG", quality=85),
    "lighter": lambda image: print_of(ImageEnhance.Brightness(image).enhance(1.2)),
    "harder": lambda image: print_of(ImageEnhance.Contrast(image).enhance(1.3)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_saved_otherwise_is_alike(change: str) -> None:
    for seed in SCENES:
        assert is_alike(print_of_scene(seed), CHANGES[change](scene(seed))), seed


@pytest.mark.parametrize("size", [0.98, 0.95, 0.92, 0.9])
def test_crop_of_a_tenth_is_alike_wherever_it_lies(size: float) -> None:
    random_ = random.Random(9)
    for seed in SCENES:
        image = scene(seed)
        part = cropped(image, size, random_.random(), random_.random())
        whole, piece = print_of_scene(seed), print_of(part, "JPEG", quality=60)
        assert is_alike(whole, piece) and is_alike(piece, whole), seed


def test_crops_need_the_windows() -> None:
    """The hash of the whole alone would miss them."""
    missed = 0
    for seed in SCENES:
        part = print_of(cropped(scene(seed), 0.9, 0, 0))
        missed += hamming(part.whole, print_of_scene(seed).whole) > ALIKE
    assert missed > len(SCENES) / 2


def test_different_pictures_are_not_alike() -> None:
    prints = [print_of_scene(seed) for seed in SCENES]
    alike = [
        (a, b)
        for (a, one), (b, other) in itertools.combinations(enumerate(prints), 2)
        if is_alike(one, other)
    ]
    assert alike == []


def test_turned_photograph_is_alike_by_its_orientation() -> None:
    image = scene(7)
    turns = {
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        7: Image.Transpose.TRANSVERSE,
    }
    for orientation, turn in turns.items():
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        turned = print_of(image.transpose(turn), "JPEG", quality=95, exif=exif)
        assert is_alike(print_of(image), turned), orientation
        untold = print_of(image.transpose(turn), "JPEG", quality=95)
        assert not is_alike(print_of(image), untold), orientation


def test_transparent_and_deep_images_are_seen_as_they_look() -> None:
    image = scene(8)
    opaque = print_of(image)
    clear = image.convert("RGBA")
    assert is_alike(opaque, print_of(clear))
    deep = image.convert("L").convert("I").point(lambda grey: grey * 257)
    assert is_alike(opaque, print_of(deep.convert("I;16")))
    assert is_alike(opaque, print_of(image.convert("L").convert("F"), "TIFF"))


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (300, 200), "white"),
        Image.new("L", (300, 200), 0),
        Image.new("RGBA", (300, 200), (0, 0, 0, 0)),
        Image.new("I;16", (300, 200), 900),
        Image.new("1", (1, 1)),
    ],
    ids=lambda image: image.mode,
)
def test_plain_image_has_no_fingerprint(image: Image.Image) -> None:
    """All blank pages would look alike."""
    assert fingerprint(saved(image)) is None


@pytest.mark.parametrize(
    "data",
    [b"", b"not an image", saved(scene(1), "JPEG").getvalue()[:2000], b"GIF89a", b"BM"]
    + [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%!PS-Adobe-3.0 EPSF-3.0\n"],
)
def test_what_is_no_image_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        fingerprint(BytesIO(data))


def test_bombs_are_not_unpacked() -> None:
    with pytest.raises(ValueError, match="cannot be read|too large"):
        fingerprint(BytesIO(bomb()))
    side = int(MOST_PIXELS**0.5) + 1
    with pytest.raises(ValueError, match="cannot be read|too large"):
        fingerprint(BytesIO(bomb(side, side)))


def test_damaged_files_give_a_fingerprint_or_a_sentence() -> None:
    random_ = random.Random(21)
    good = {kind: saved(scene(3), kind).getvalue() for kind in ("PNG", "JPEG", "WEBP")}
    for _ in range(150):
        data = bytearray(good[random_.choice(list(good))])
        for _ in range(random_.randrange(1, 20)):
            data[random_.randrange(len(data))] = random_.randrange(256)
        try:
            fingerprint(BytesIO(bytes(data)))
        except ValueError as fault:
            assert str(fault)


def test_fingerprint_can_be_kept_as_text() -> None:
    made = print_of(scene(2))
    assert Fingerprint.from_text(str(made)) == made
    assert len(str(made)) == 16 * (1 + len(made.windows))
    for text in ("", "12", "x" * 16, "0" * 17):
        with pytest.raises(ValueError, match="fingerprint|invalid literal"):
            Fingerprint.from_text(text)


def test_distance_is_symmetric_and_zero_for_itself() -> None:
    prints = [print_of(scene(seed)) for seed in range(4)]
    for a, b in itertools.product(prints, repeat=2):
        assert distance(a, b) == distance(b, a)
        assert (distance(a, b) == 0) == (a == b)
