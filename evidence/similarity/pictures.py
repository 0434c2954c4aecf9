"""Pictures that look alike: a difference hash of the whole and of its likely crops.

The hash (dHash) says for 64 neighbouring patches of grey whether it grows lighter to
the right. Another size, format, compression or brightness changes a few bits; another
picture changes half of them. A crop moves everything, so the picture is hashed again
through windows a crop may have left, and two pictures are alike if the whole of one
looks like any window of the other.
"""

from __future__ import annotations

import math
import struct
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageStat

__all__ = [
    "ALIKE",
    "MOST_PIXELS",
    "Fingerprint",
    "distance",
    "fingerprint",
    "hamming",
    "is_alike",
]

# Pictures that differ in no more bits are worth a look. Different ones differ in 20 to
# 44 where one hash meets one, and hardly ever in less than 12 over all windows.
ALIKE = 10
MOST_PIXELS = 100_000_000

_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "AVIF")
_UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, struct.error, MemoryError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
# What is looked at: enough for windows, little to keep in memory.
_SIDE = 256
# Greys that hardly differ: a blank page has no difference to hash.
_PLAIN = 2.0
_WINDOWS = tuple(
    (size, left / 2, top / 2)
    for size in (0.92, 0.84)
    for top in range(3)
    for left in range(3)
)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Fingerprint:
    """The hash of a picture and those of its windows, 64 bits each."""

    whole: int
    windows: tuple[int, ...]

    def __str__(self) -> str:
        return "".join(f"{value:016x}" for value in (self.whole, *self.windows))

    @classmethod
    def from_text(cls, text: str) -> Fingerprint:
        """Return the fingerprint that ``str`` has written."""
        if not text or len(text) % 16:
            raise ValueError(f"no fingerprint: {text[:40]!r}")
        hashes = [int(text[at : at + 16], 16) for at in range(0, len(text), 16)]
        return cls(whole=hashes[0], windows=tuple(hashes[1:]))


def fingerprint(file: BinaryIO) -> Fingerprint | None:
    """Return the fingerprint of an image file, or None if it is too plain to tell.

    The picture is looked at upright, whatever its orientation says; of several frames
    the first counts. Raises :class:`ValueError`, with a sentence for people, if the
    file cannot be read or would unpack to more than :data:`MOST_PIXELS`.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of what it can read all the same; of bombs by our own limit.
            warnings.simplefilter("ignore")
            grey = _grey(file)
    except _UNREADABLE as fault:
        raise ValueError(_("This image cannot be read.")) from fault
    if grey is None:
        raise ValueError(_("This image is too large to be compared."))
    if ImageStat.Stat(grey).stddev[0] < _PLAIN:
        return None
    windows = (_difference_hash(_window(grey, *window)) for window in _WINDOWS)
    return Fingerprint(whole=_difference_hash(grey), windows=tuple(windows))


def hamming(a: int, b: int) -> int:
    """Return in how many bits two hashes differ."""
    return (a ^ b).bit_count()


def distance(a: Fingerprint, b: Fingerprint) -> int:
    """Return in how many bits, of 64, the whole of one picture differs from what is
    most like it in the other: 0 for the same picture, about 30 for any two."""
    return min(
        min(hamming(a.whole, b.whole), 64),
        *(hamming(a.whole, window) for window in b.windows),
        *(hamming(b.whole, window) for window in a.windows),
    )


def is_alike(a: Fingerprint, b: Fingerprint) -> bool:
    """Return whether two pictures may be one."""
    return distance(a, b) <= ALIKE


def _grey(file: BinaryIO) -> Image.Image | None:
    """Return the picture small, grey and upright, or None if it is too large."""
    file.seek(0)
    with Image.open(file, formats=_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            return None
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
        image.draft("L", (_SIDE, _SIDE))
        image.load()
        small = _flattened(image).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return small.transpose(turn) if turn is not None else small


def _flattened(image: Image.Image) -> Image.Image:
    """Return the image in grey, on white where it is transparent."""
    if image.mode.startswith("I") or image.mode == "F":
        return _scaled(image)
    if "A" in image.getbands() or "transparency" in image.info:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("L")
    return image.convert("L")


def _scaled(image: Image.Image) -> Image.Image:
    """Return an image of more than 8 bits with its greys spread over 8."""
    deep = image.convert("F").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    low, high = (float(end) for end in deep.getextrema())  # type: ignore[arg-type]
    if not math.isfinite(high - low) or high <= low:
        return Image.new("L", deep.size)
    scale = 255 / (high - low)
    return deep.point(lambda grey: grey * scale - low * scale).convert("L")


def _window(grey: Image.Image, size: float, left: float, top: float) -> Image.Image:
    """Return a part of the picture: its size, and where it lies from 0 to 1."""
    side = grey.width * size
    room = grey.width - side
    box = (left * room, top * room, left * room + side, top * room + side)
    return grey.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR, box=box)


def _difference_hash(grey: Image.Image) -> int:
    small = grey.resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    value = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            value = value << 1 | (small[at] < small[at + 1])
    return value
