"""Cutting an image into tiles, by the IIIF Image API 3.0, level 0: everything that may
be asked for is a file that was made before.

All tiles of an image are one ZIP archive, stored without compression: one file to
write, to keep and to name by its hash. Where each tile lies in it is told beside, so
that serving one reads nothing but the tile.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import PIL
from PIL import Image

__all__ = [
    "LARGEST_WHOLE",
    "TILE",
    "TILED_FROM",
    "Tiling",
    "cut_tiles",
    "factors_of",
    "information",
]

TILE = 512
# A page shows an image this large; who wants to see more of it needs tiles.
TILED_FROM = 1600
# The largest size at which an image is given whole.
LARGEST_WHOLE = 2048
QUALITY = 82
# The oldest date that a ZIP archive can name: the same image makes the same archive.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_LOCAL_HEADER = 30


@dataclass(frozen=True)
class Tiling:
    """Where each file lies in the archive: name → first byte, length."""

    width: int
    height: int
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def recipe(self) -> dict[str, Any]:
        return {"tile": TILE, "format": "JPEG", "quality": QUALITY}

    @property
    def tool(self) -> str:
        return f"Pillow {PIL.__version__}"


def cut_tiles(image: Image.Image, target: IO[bytes]) -> Tiling:
    """Write the tiles of ``image`` to ``target``; return where each lies.

    Their names are what the API has after an image's address, without rotation,
    quality and format: ``0,0,1024,1024/512,512``.
    """
    tiling = Tiling(image.width, image.height)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:

        def keep(name: str, part: Image.Image) -> None:
            file = io.BytesIO()
            part.save(file, "JPEG", quality=QUALITY)
            member = zipfile.ZipInfo(f"{name}/0/default.jpg", _NO_DATE)
            archive.writestr(member, file.getvalue())
            start = member.header_offset + _LOCAL_HEADER + len(member.filename)
            tiling.places[name] = (start, member.file_size)

        for factor, level in _levels(image.convert("RGB")):
            side = TILE * factor
            for top in range(0, image.height, side):
                for left in range(0, image.width, side):
                    wide = min(side, image.width - left)
                    high = min(side, image.height - top)
                    size = (math.ceil(wide / factor), math.ceil(high / factor))
                    at = (left // factor, top // factor)
                    part = level.crop((*at, at[0] + size[0], at[1] + size[1]))
                    is_whole = (wide, high) == image.size
                    region = "full" if is_whole else f"{left},{top},{wide},{high}"
                    keep(f"{region}/{size[0]},{size[1]}", part)
            whole = f"full/{level.width},{level.height}"
            if max(level.size) <= LARGEST_WHOLE:
                if whole not in tiling.places:
                    keep(whole, level)
                # The first that is small enough is the largest.
                tiling.places.setdefault("full/max", tiling.places[whole])
    return tiling


def factors_of(width: int, height: int) -> list[int]:
    """Return by how much each level is smaller than the image, up to a single tile."""
    steps = max(0, math.ceil(math.log2(max(width, height) / TILE)))
    return [2**step for step in range(steps + 1)]


def _levels(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    level = image
    for factor in factors_of(*image.size):
        if factor > 1:
            size = (math.ceil(image.width / factor), math.ceil(image.height / factor))
            level = level.resize(size, Image.Resampling.BOX)
        yield factor, level


def information(address: str, width: int, height: int) -> dict[str, Any]:
    """Return the image's ``info.json``. ``address`` is the image's own."""
    factors = factors_of(width, height)
    sizes = [
        {"width": math.ceil(width / factor), "height": math.ceil(height / factor)}
        for factor in reversed(factors)
        if math.ceil(max(width, height) / factor) <= LARGEST_WHOLE
    ]
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": width,
        "height": height,
        "maxWidth": sizes[-1]["width"],
        "maxHeight": sizes[-1]["height"],
        "sizes": sizes,
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": factors}],
    }
