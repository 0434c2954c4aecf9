"""Reading renditions for a page: all pictures of a page in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.files.storage import storages
from wagtail.images import get_image_model

from core.pictures.recipes import SHAPES, SPECS

__all__ = ["Figure", "View", "figures_for"]

# The width that a reader without srcset gets, and that feeds name.
FALLBACK_WIDTH = 960
MIME_TYPES = {"avif": "image/avif", "webp": "image/webp"}


@dataclass(frozen=True)
class File:
    """One rendition in storage."""

    format: str
    width: int
    height: int
    name: str

    @property
    def url(self) -> str:
        return storages["renditions"].url(self.name)


@dataclass(frozen=True)
class View:
    """One shape of a picture, in all its widths and formats."""

    files: tuple[File, ...]

    @cached_property
    def _largest(self) -> File:
        return max(self.files, key=lambda file: file.width)

    @property
    def width(self) -> int:
        return self._largest.width

    @property
    def height(self) -> int:
        return self._largest.height

    @cached_property
    def src(self) -> str:
        """The address for those who know neither ``srcset`` nor AVIF."""
        webp = [f for f in self.files if f.format == "webp"] or list(self.files)
        near = [f for f in webp if f.width <= FALLBACK_WIDTH]
        if near:
            return max(near, key=lambda file: file.width).url
        return min(webp, key=lambda file: file.width).url

    @cached_property
    def sources(self) -> list[tuple[str, str]]:
        """(MIME type, srcset) pairs, the smallest format first."""
        pairs = []
        for kind, mime in MIME_TYPES.items():
            files = sorted(
                (f for f in self.files if f.format == kind), key=lambda f: f.width
            )
            if files:
                srcset = ", ".join(f"{f.url} {f.width}w" for f in files)
                pairs.append((mime, srcset))
        return pairs


@dataclass(frozen=True)
class Figure:
    """A picture ready to be shown: the whole of it, its 3:2 crop, and its words."""

    full: View
    card: View
    alt: str = ""
    caption: str = ""
    credit: str = ""

    @property
    def width(self) -> int:
        return self.full.width

    @property
    def height(self) -> int:
        return self.full.height

    @property
    def src(self) -> str:
        return self.full.src

    @property
    def sources(self) -> list[tuple[str, str]]:
        return self.full.sources

    def with_words(self, alt: str, caption: str = "", credit: str = "") -> Figure:
        """Return the same picture with the words of one use of it."""
        return replace(self, alt=alt, caption=caption, credit=credit)


def figures_for(picture_ids: Iterable[int]) -> dict[int, Figure]:
    """Return picture id → figure, in one query (none for no ids).

    A picture that has no renditions yet is left out: the page shows nothing there.
    """
    ids = set(picture_ids)
    if not ids:
        return {}
    rows = (
        get_image_model()
        .get_rendition_model()
        .objects.filter(image_id__in=ids, filter_spec__in=SPECS)
        # While a crop is being replaced there may be two; the later one wins.
        .order_by("pk")
        .values_list("image_id", "filter_spec", "file", "width", "height")
    )
    found: defaultdict[int, dict[str, File]] = defaultdict(dict)
    for picture_id, name, file, width, height in rows:
        found[picture_id][name] = File(SPECS[name][2], width, height, file)
    figures = {}
    for picture_id, files in found.items():
        full, card = (
            View(tuple(f for name, f in files.items() if SPECS[name][0] == shape))
            for shape in SHAPES
        )
        if full.files and card.files:
            figures[picture_id] = Figure(full, card)
    return figures
