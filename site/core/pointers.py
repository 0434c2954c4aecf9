"""What the blocks and links of a text point to, read for a whole page at once.

Wagtail reads it block by block and paragraph by paragraph, so a long text would cost
more queries than a short one. A view reads :class:`Targets` first and renders the text
within :func:`at_hand`; elsewhere, as in the admin, all is as Wagtail has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from core.restrictions import is_restricted

__all__ = [
    "Pointers",
    "Targets",
    "Versions",
    "at_hand",
    "key_of_link",
    "pointers_of",
    "public_versions",
    "targets_at_hand",
]

# Language code → address.
Versions = dict[str, str]


@dataclass
class Pointers:
    """The primary keys of the documents and pages that a text points to."""

    documents: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Targets:
    """What a text points to, by primary key. Of a page it has the public versions."""

    documents: Mapping[int, Any]
    pages: Mapping[int, Versions]

    @classmethod
    def read(cls, pointers: Pointers, pages: Mapping[int, Versions]) -> Targets:
        """Read the documents, in one query; ``pages`` has been read already."""
        documents = get_document_model().objects.in_bulk(pointers.documents)
        return cls(documents, pages)


_targets: ContextVar[Targets | None] = ContextVar("targets", default=None)


@contextmanager
def at_hand(targets: Targets) -> Iterator[None]:
    """Render texts without further queries for what they point to."""
    token = _targets.set(targets)
    try:
        yield
    finally:
        _targets.reset(token)


def targets_at_hand() -> Targets | None:
    return _targets.get()


def pointers_of(body: Any) -> Pointers:
    """Return what a StreamField value points to, from its stored data, without a
    query. Pictures are not among it: see :func:`core.body_pictures.picture_ids`."""
    found = Pointers()
    for block in body.raw_data:
        _collect(block["value"], found)
    return found


def _collect(value: Any, found: Pointers) -> None:
    if isinstance(value, str):
        for attributes in FIND_A_TAG.findall(value):
            link = extract_attrs(attributes)
            kinds = {"page": found.pages, "document": found.documents}
            if link.get("linktype") in kinds and (key := key_of_link(link)):
                kinds[link["linktype"]].add(key)
    elif isinstance(value, dict):
        for name, child in value.items():
            if name in {"document", "recording"} and isinstance(child, int):
                found.documents.add(child)
            else:
                _collect(child, found)
    elif isinstance(value, list):
        for child in value:
            _collect(child, found)


def key_of_link(attributes: Mapping[str, str]) -> int:
    """Return the primary key that a link of rich text names; 0 for none."""
    text = attributes.get("id", "")
    return int(text) if text.isdecimal() and text.isascii() else 0


def public_versions(pks: Iterable[int | None]) -> dict[int, Versions]:
    """Return page → language code → address of each public version, in one query.

    A page that is not public itself is there too, with the versions that are.
    """
    wanted = {pk for pk in pks if pk}
    same = Page.objects.filter(pk__in=wanted).values("translation_key")
    rows = (
        Page.objects.filter(translation_key__in=same)
        .annotate(private=is_restricted())
        .order_by("locale_id")
        .values_list(
            "pk", "translation_key", "locale__language_code", "url_path", "live",
            "private",
        )
    )  # fmt: skip
    keys: dict[int, Any] = {}
    versions: dict[Any, Versions] = {}
    for pk, key, code, path, live, private in rows:
        found = versions.setdefault(key, {})
        if live and not private:
            found[code] = path
        if pk in wanted:
            keys[pk] = key
    return {pk: versions[key] for pk, key in keys.items()}
