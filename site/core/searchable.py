"""What a model offers to the search. ``search`` asks; no model knows of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db.models import QuerySet
from django.utils.functional import Promise

from core.restrictions import is_restricted

__all__ = ["SearchDocument", "SearchablePage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """The words and facts of one published object in one language.

    ``object_id`` is the primary key of the object. ``kind`` is one of its model's
    ``search_kinds``. ``keys`` are what results are filtered by, as in
    ``articles.ListingEntry``: ``section:<story key>`` for the section and each of its
    ancestors, ``topic:<id>``, ``tag:<id>`` … ``section`` is the nearest section's key.
    ``keywords`` are words that find the object without standing in its text, such as
    the names of its authors.
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


class SearchablePage:
    """Mixed into a page type that readers can find.

    A page type that is not searchable says why in ``search_excluded``; a system check
    holds that each does one or the other.
    """

    search_kinds: ClassVar[dict[str, str | Promise]]
    search_excluded: ClassVar[str] = ""

    @classmethod
    def search_public(cls) -> QuerySet[Any]:
        """Return the objects that any reader may find now."""
        manager: Any = cls.objects  # type: ignore[attr-defined]
        found: QuerySet[Any] = manager.live().filter(~is_restricted())
        return found

    def search_document(self) -> SearchDocument | None:
        """Return what the search knows of this object; None for nothing.

        It reads the committed facts, whatever an editor holds in an open draft.
        """
        raise NotImplementedError

    @classmethod
    def search_documents(cls, objects: Sequence[Self]) -> Iterator[SearchDocument]:
        """Yield the documents of many objects: override it to read in bulk."""
        documents: Iterable[SearchDocument | None] = (
            item.search_document() for item in objects
        )
        return (document for document in documents if document is not None)
