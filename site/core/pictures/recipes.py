"""Which renditions readers get: shape, width and format, as Wagtail's filter specs."""

from __future__ import annotations

from typing import Final

__all__ = ["FORMATS", "MARKER", "SHAPES", "SPECS", "WIDTHS", "spec", "wanted"]

WIDTHS: Final = (320, 640, 960, 1440)
FORMATS: Final = ("avif", "webp")
SHAPES: Final = ("full", "card")
# No public rendition is larger than this, whatever the shape of the picture.
LARGEST: Final = 1920
# A width that gains less than this over the one before is not worth a file.
WORTHWHILE: Final = 1.15


def spec(shape: str, width: int, file_format: str) -> str:
    """Return the filter spec: ``full`` is the whole picture, ``card`` a 3:2 crop that
    keeps the focal point. Wagtail's operations never enlarge."""
    if shape == "card":
        size = f"fill-{width}x{round(width * 2 / 3)}"
    else:
        size = f"max-{width}x{LARGEST}"
    return f"{size}|format-{file_format}"


# Spec → what it is.
SPECS: Final = {
    spec(shape, width, file_format): (shape, width, file_format)
    for shape in SHAPES
    for width in WIDTHS
    for file_format in FORMATS
}

# Every picture has this one. It is written together with all the others, so its
# presence says that a picture is done, and its absence that it waits for the sweeper.
MARKER: Final = spec("card", WIDTHS[0], "webp")


def wanted(width: int, height: int) -> list[str]:
    """Return the specs for a picture of this (upright) size, without near doubles."""
    # The width that each shape would have if it were not scaled down at all.
    natural = {
        "full": width * min(1.0, LARGEST / height),
        "card": min(width, height * 1.5),
    }
    specs = []
    for shape in SHAPES:
        before = 0.0
        for target in WIDTHS:
            actual = min(target, natural[shape])
            if actual > before * WORTHWHILE:
                specs += [spec(shape, target, kind) for kind in FORMATS]
                before = actual
    return specs
