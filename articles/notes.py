"""What is noted of a story: corrections, live entries, and what it cites."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from articles.models import ArticlePage, Correction, CorrectionText, LiveEntryText
from evidence.reference import Reference
from evidence.source_notes import Row, cited_rows

__all__ = ["Note", "Notes", "live_notes", "notes_of"]

ENTRIES = 100


@dataclass(frozen=True)
class Note:
    """A correction or a live entry as a page shows it. A correction without ``text``
    waits for the translation of its explanation."""

    id: int
    at: datetime
    text: str

    @property
    def is_pending(self) -> bool:
        return not self.text


@dataclass(frozen=True)
class Notes:
    """Corrections and entries, the newest first; ``cited`` is what was read of the
    archive, for ``evidence.source_notes``."""

    corrections: list[Note]
    entries: list[Note]
    cited: list[Row] = field(default_factory=list)


def notes_of(article: ArticlePage, cited: Collection[Reference] = ()) -> Notes:
    """Return an article's notes in the words of its language, and what is to be read
    of the archive for what it cites, in one query."""
    rows: Any = _corrections(article)
    if article.is_live_report:
        rows = rows.union(_entries(article), all=True)
    if cited:
        rows = rows.union(*cited_rows(cited), all=True)
    found: dict[str, list[Note]] = {"correction": [], "entry": []}
    read: list[Row] = []
    for kind, *facts in rows:
        if kind in found:
            found[kind].append(Note(*facts))
        else:
            read.append((kind, *facts))
    for notes in found.values():
        notes.sort(key=_age, reverse=True)
    return Notes(found["correction"], found["entry"], read)


def live_notes(article: ArticlePage) -> list[Note]:
    """Return the live entries alone, in one query."""
    notes = [Note(*facts) for _kind, *facts in _entries(article)]
    return sorted(notes, key=_age, reverse=True)


def _age(note: Note) -> tuple[datetime, int]:
    return note.at, note.id


def _corrections(article: ArticlePage) -> QuerySet[Correction, tuple[Any, ...]]:
    text = CorrectionText.objects.filter(
        fact=OuterRef("pk"), locale_id=article.locale_id
    )
    return (
        Correction.objects.filter(story=article.translation_key)
        .annotate(
            kind=Value("correction"),
            key=F("pk"),
            when=F("at"),
            words=Coalesce(
                Subquery(text.values("text")[:1]), Value(""), output_field=TextField()
            ),
        )
        .order_by()
        .values_list("kind", "key", "when", "words")
    )


def _entries(article: ArticlePage) -> QuerySet[LiveEntryText, tuple[Any, ...]]:
    texts = LiveEntryText.objects.filter(
        fact__story=article.translation_key, locale_id=article.locale_id
    )
    # No part of a union may be cut short, so another query inside it is.
    newest = texts.order_by("-fact__at", "-fact_id").values("pk")[:ENTRIES]
    return (
        LiveEntryText.objects.filter(pk__in=newest)
        .annotate(
            kind=Value("entry"), key=F("fact_id"), when=F("fact__at"), words=F("text")
        )
        .order_by()
        .values_list("kind", "key", "when", "words")
    )
