"""What a model offers to the search. ``search`` asks; no model knows of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils.functional import Promise

from core.restrictions import is_restricted

__all__ = ["Findable", "SearchDocument", "SearchablePage", "findable_changed"]

# Sent by a room whose objects ``pks`` of ``sender`` offer something else by now, though
# none of Wagtail's own signals tells of it.
findable_changed = Signal()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """The words and facts of one published object in one language.

    ``object_id`` is the primary key of the object. ``kind`` is one of its model's
    ``search_kinds``. ``keys`` are what results are filtered by, as in
    ``articles.ListingEntry``: ``section:<story key>`` for the section and each of its
    ancestors, ``topic:<id>``, ``tag:<id>`` … ``section`` is the nearest section's key.
    ``keywords`` are words that find the object without standing in its text, such as
    the names of its authors. ``text_language`` is the language of ``text`` where it is
    not ``language``, in which the object is found. One that ``is_part`` of something
    that is found by the title itself is found by its text alone.
    """

    object_id: int
    language: str
    translation_key: uuid.UUID
    kind: str
    title: str
    url: str
    summary: str = ""
    text: str = ""
    keywords: str = ""
    section: str = ""
    keys: tuple[str, ...] = ()
    published_at: datetime | None = None
    text_language: str = ""
    is_part: bool = False


class Findable:
    """Mixed into a model whose objects readers can find."""

    search_kinds: ClassVar[dict[str, str | Promise]]

    @classmethod
    def search_public(cls) -> QuerySet[Any]:
        """Return the objects that any reader may find now."""
        raise NotImplementedError

    def search_document(self) -> SearchDocument | None:
        """Return what the search knows of this object; None for nothing.

        It reads the committed facts, whatever an editor holds in an open draft.
        """
        raise NotImplementedError

    @classmethod
    def search_documents(cls, objects: Sequence[Self]) -> Iterator[SearchDocument]:
        """Yield the documents of many objects: override it to read in bulk, or for
        objects that are found in several languages."""
        documents: Iterable[SearchDocument | None] = (
            item.search_document() for item in objects
        )
        return (document for document in documents if document is not None)


class SearchablePage(Findable):
    """Mixed into a page type that readers can find.

    A page type that is not searchable says why in ``search_excluded``; a system check
    holds that each does one or the other.
    """

    search_excluded: ClassVar[str] = ""

    @classmethod
    def search_public(cls) -> QuerySet[Any]:
        manager: Any = cls.objects  # type: ignore[attr-defined]
        found: QuerySet[Any] = manager.live().filter(~is_restricted())
        return found
