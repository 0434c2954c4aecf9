"""Copies that may be shown: decoded, redacted, made smaller, encoded anew.

Only pixels pass from the original to the copy, so none of its metadata does; the result
is opened again to make sure of it.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

import PIL
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFilter, ImageOps

__all__ = ["LARGEST_SIDE", "Copy", "Region", "RedactionError", "image_copy"]

# A camera of today in full: who looks closely sees what it saw.
LARGEST_SIDE = 6000
_SMALLEST = 2
# How many blocks a blurred region is reduced to, at most, in its longer direction.
_BLOCKS = 8


class RedactionError(ValueError):
    """The copy cannot be made; the message tells people why."""


@dataclass(frozen=True)
class Region:
    """A part of an image, in pixels of the upright original: ``box`` paints it black,
    ``blur`` leaves too few blocks of colour to recognise anything."""

    left: int
    top: int
    width: int
    height: int
    how: str = "box"

    @classmethod
    def from_json(cls, data: Any) -> Region:
        """Read ``{"left", "top", "width", "height", "how"}``; raises
        :class:`RedactionError` for anything else."""
        try:
            region = cls(
                left=int(data["left"]),
                top=int(data["top"]),
                width=int(data["width"]),
                height=int(data["height"]),
                how=str(data.get("how", "box")),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise RedactionError(_("A region is not readable.")) from None
        if (
            region.how not in {"box", "blur"}
            or min(region.left, region.top) < 0
            or min(region.width, region.height) < _SMALLEST
        ):
            raise RedactionError(_("A region is not readable."))
        return region

    def as_json(self) -> dict[str, int | str]:
        return {
            "left": self.left,
            "top": self.top,
            "width": self.width,
            "height": self.height,
            "how": self.how,
        }


@dataclass(frozen=True)
class Copy:
    """An encoded copy, how it was made, and by what. Documents have no width."""

    data: bytes
    media_type: str
    width: int | None
    height: int | None
    recipe: dict[str, Any]
    tool: str


def image_copy(
    stream: IO[bytes],
    regions: Sequence[Region] = (),
    *,
    largest_side: int = LARGEST_SIDE,
) -> Copy:
    """Return a WebP copy of an image, upright, with ``regions`` made unrecognisable.

    Raises :class:`RedactionError` for what is no image, is damaged or too large, and
    for a region that lies outside of it.
    """
    image = _decoded(stream)
    for region in regions:
        _redact(image, region)
    image.thumbnail((largest_side, largest_side), Image.Resampling.LANCZOS)
    # Pixels alone: a new image has none of the old one's information.
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    target = io.BytesIO()
    clean.save(target, "WEBP", quality=82, method=4)
    data = target.getvalue()
    _assert_clean(data)
    return Copy(
        data=data,
        media_type="image/webp",
        width=clean.width,
        height=clean.height,
        recipe={
            "upright": True,
            "regions": [region.as_json() for region in regions],
            "largest_side": largest_side,
            "format": "WEBP",
            "quality": 82,
        },
        tool=f"Pillow {PIL.__version__}",
    )


def _decoded(stream: IO[bytes]) -> Image.Image:
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream) as image:
                image.load()
                upright = ImageOps.exif_transpose(image)
                has_alpha = upright.mode in {"RGBA", "LA", "PA"}
                if has_alpha or "transparency" in upright.info:
                    layer = upright.convert("RGBA")
                    ground = Image.new("RGBA", layer.size, "white")
                    return Image.alpha_composite(ground, layer).convert("RGB")
                return upright.convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RedactionError(_("The image has too many pixels to be shown.")) from None
    except Exception as fault:
        raise RedactionError(_("The image is damaged and cannot be read.")) from fault


def _redact(image: Image.Image, region: Region) -> None:
    right, bottom = region.left + region.width, region.top + region.height
    if right > image.width or bottom > image.height:
        raise RedactionError(_("A region lies outside of the image."))
    box = (region.left, region.top, right, bottom)
    if region.how == "box":
        ImageDraw.Draw(image).rectangle((*box[:2], right - 1, bottom - 1), fill="black")
        return
    part = image.crop(box)
    scale = max(part.size) / _BLOCKS
    few = (max(1, int(part.width / scale)), max(1, int(part.height / scale)))
    blocks = part.resize(few, Image.Resampling.BOX).resize(
        part.size, Image.Resampling.NEAREST
    )
    radius = max(part.size) / (_BLOCKS * 2)
    image.paste(blocks.filter(ImageFilter.GaussianBlur(radius)), box)


def _assert_clean(data: bytes) -> None:
    """Make sure that the copy carries no metadata of any kind that WebP can."""
    with Image.open(io.BytesIO(data)) as copy:
        carried = {"exif", "xmp", "icc_profile", "comment"} & copy.info.keys()
        if (
            carried
            or copy.getexif()
            or any(mark in data for mark in (b"EXIF", b"XMP ", b"ICCP"))
        ):
            raise RedactionError(_("The copy would carry metadata of the original."))
