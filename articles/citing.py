"""Citations of the evidence archive: their numbers in a text, and who cites what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from articles.models import ArticlePage, EvidenceCitation
from evidence.blocks import choice_of
from evidence.cited_by import CITING, MOST, Row
from evidence.library import Choice
from evidence.models import Record
from evidence.reference import Reference

__all__ = [
    "Citations",
    "CitedNote",
    "Mark",
    "citations_in",
    "citing_articles",
    "numbers_in",
    "refresh",
]

CITATION, NUMBER = "evidence_citation", "evidence_number"
# A mark stands at the end of the paragraph before; other blocks have no place for it.
_HOSTS = frozenset({"paragraph"})
# Of a story in three languages one row is shown.
MOST_ROWS = 3 * MOST


@dataclass(frozen=True)
class Mark:
    """Leads from the text to note ``number``; the note leads back to ``anchor``."""

    number: int
    anchor: str


@dataclass
class CitedNote:
    """A note to be shown: what is cited, the editor's words, the marks that lead to it.

    ``note`` is what the archive tells of it, once it has been read.
    """

    number: int
    reference: Reference
    words: str
    anchors: list[str] = field(default_factory=list)
    note: Any = None


@dataclass
class Citations:
    """The citations of a text: its notes in order, and the marks by the block that they
    stand in. ``standing`` are those that follow no paragraph."""

    notes: list[CitedNote] = field(default_factory=list)
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    standing: dict[str, Mark] = field(default_factory=dict)

    @property
    def references(self) -> list[Reference]:
        """What is cited, each once, in order."""
        return list(dict.fromkeys(note.reference for note in self.notes))


def citations_in(body: Any) -> Citations:
    """Return the citations of a StreamField value, numbered, without a query.

    The numbers go on where those of its footnotes end. The same cited again with the
    same words is the same note.
    """
    found = Citations()
    known: dict[tuple[Reference, str], CitedNote] = {}
    first = 1 + max(_footnote_numbers(body), default=0)
    host = ""
    for block in body.raw_data:
        kind, key = block["type"], block.get("id") or ""
        if kind != CITATION:
            if kind != "footnote":
                host = key if kind in _HOSTS else ""
            continue
        value = block["value"] or {}
        reference = Reference.parse(value.get("cited"))
        if reference is None:
            continue
        words = (value.get("note") or "").strip().rstrip(".")
        note = known.get((reference, words))
        if note is None:
            note = CitedNote(first + len(found.notes), reference, words)
            known[reference, words] = note
            found.notes.append(note)
        again = f"-{len(note.anchors) + 1}" if note.anchors else ""
        mark = Mark(note.number, f"note-ref-{note.number}{again}")
        note.anchors.append(mark.anchor)
        if host:
            found.marks.setdefault(host, []).append(mark)
        else:
            found.standing[key] = mark
    return found


def _footnote_numbers(body: Any) -> Iterator[int]:
    for block in body.raw_data:
        if block["type"] == "footnote":
            label = str((block["value"] or {}).get("label") or "")
            if label.isdecimal():
                yield int(label)


def numbers_in(body: Any) -> list[Choice]:
    """Return what the numbers of a StreamField value count, without a query."""
    return [
        choice_of(block["value"] or {})
        for block in body.raw_data
        if block["type"] == NUMBER
    ]


@transaction.atomic
def refresh(article_id: int) -> None:
    """Bring in step which records the article's published text cites."""
    body = ArticlePage.objects.live().filter(pk=article_id).values_list("body")
    names = {one.name for (text,) in body for one in citations_in(text).references}
    rows = EvidenceCitation.objects.filter(article_id=article_id)
    rows.exclude(record__name__in=names).delete()
    if not names:
        return
    known = rows.values_list("record_id", flat=True)
    new = Record.objects.filter(name__in=names).exclude(pk__in=list(known))
    EvidenceCitation.objects.bulk_create(
        [
            EvidenceCitation(article_id=article_id, record_id=pk)
            for pk in new.values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )


def citing_articles(record: str, language: str) -> QuerySet[Any, Row]:
    """Return the newest articles that cite a record and that anybody may read, those
    in ``language`` before others, as rows of :mod:`evidence.cited_by`."""
    newest = (
        ArticlePage.objects.published()
        .filter(evidence_citations__record__name=record)
        .annotate(
            elsewhere=Case(
                When(locale__language_code=language, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by("elsewhere", "-first_published_at", "-pk")
    )
    rows: QuerySet[Any, Row] = (
        # No part of a union may be cut short: the list of keys is.
        ArticlePage.objects.filter(pk__in=newest.values("pk")[:MOST_ROWS])
        .annotate(
            what=Value(CITING),
            language=F("locale__language_code"),
            path_of=F("url_path"),
            at=F("first_published_at"),
            story=F("translation_key"),
        )
        .order_by()
        .values_list("what", "language", "path_of", "title", "at", "story")
    )
    return rows
