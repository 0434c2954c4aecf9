"""The notes that an article's citations of the archive lead to.

A note tells what the cited version says, exactly as it was frozen, and what holds
today: whether the record is still public, and whether there is a newer version. Of a
record that is not public nothing is told but that, and when it was withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.restrictions import is_restricted
from evidence.models import (
    CatalogueEntry,
    Exhibit,
    PublishedVersion,
    Record,
    RecordPage,
    Reliability,
    Withdrawal,
    open_today,
)
from evidence.presentation.assessments import VerificationView, verification_view
from evidence.presentation.history import version_address
from evidence.presentation.sources import ClaimView, claims_of, sources_of
from evidence.presentation.terms import Terms
from evidence.presentation.wording import Passage, Wording
from evidence.reference import CLAIM, EXHIBIT, Reference

__all__ = ["Grade", "Row", "SourceNote", "cited_rows", "source_notes"]

Document = dict[str, Any]
# (what, the newest version's number, time, words): see :func:`cited_rows`.
Row = tuple[Any, ...]

_PUBLIC, _WITHDRAWN, _CLOSED = "cited", "cited-withdrawn", "cited-closed"
_OPEN_EXHIBIT = "cited-exhibit"
_NO_TERMS = Terms({})


@dataclass(frozen=True)
class Grade:
    """The signs of the Admiralty code, and what they mean in words."""

    signs: str
    words: str
    relation: str = ""


@dataclass(frozen=True)
class SourceNote:
    """A citation as its note shows it. ``language`` is that of title and passage,
    ``newer`` the number of a newer version, 0 for none.

    Where ``is_public`` is False, only ``withdrawn_at`` and ``url`` may be set.
    """

    reference: Reference
    is_public: bool = False
    withdrawn_at: datetime | None = None
    title: str = ""
    language: str = ""
    url: str = ""
    kind: str = ""
    passage: str = ""
    part_label: str = ""
    verification: VerificationView | None = None
    grades: list[Grade] = field(default_factory=list)
    published_at: datetime | None = None
    ark: str = ""
    sha256: str = ""
    newer: int = 0
    newest_url: str = ""


def cited_rows(references: Collection[Reference]) -> list[QuerySet[Any, Row]]:
    """Return what has to be read for the notes of ``references``, as rows of (what,
    number, time, words), so that it can join another query in a union.

    The words of a version that is public are its document, those of another only
    which one it is: what is hidden does not leave the database.
    """
    cited = Q(pk__in=())
    for one in references:
        cited |= Q(record__name=one.name, number=one.version)
    record = OuterRef("record")
    withdrawals = Withdrawal.objects.filter(
        record=record, record__in=Record.objects.open()
    )
    private = RecordPage.objects.filter(is_restricted(), record=record)
    newest = CatalogueEntry.objects.filter(record=record).values("version__number")
    which = Concat(
        F("record__name"), Value("/v"), Cast(F("number"), CharField()),
        output_field=TextField(),
    )  # fmt: skip
    versions = (
        PublishedVersion.objects.filter(cited)
        .annotate(
            is_public=Exists(Record.objects.visible().filter(pk=record)),
            is_private=Exists(private),
            was_withdrawn=Exists(withdrawals),
        )
        .annotate(
            what=Case(
                When(is_public=True, is_private=False, then=Value(_PUBLIC)),
                When(
                    is_public=False, was_withdrawn=True, then=Value(_WITHDRAWN)
                ),
                default=Value(_CLOSED),
                output_field=CharField(),
            ),
            newest=Coalesce(Subquery(newest[:1]), F("number")),
            when=Coalesce(
                Subquery(withdrawals.order_by("-at").values("at")[:1]),
                F("published_at"),
            ),
            words=Case(
                When(is_public=True, is_private=False, then=F("content")),
                default=which,
                output_field=TextField(),
            ),
        )
        .order_by()
        .values_list("what", "newest", "when", "words")
    )  # fmt: skip
    names = {one.key for one in references if one.part == EXHIBIT}
    if not names:
        return [versions]
    exhibits = (
        Exhibit.objects.filter(open_today(), name__in=names)
        .annotate(
            what=Value(_OPEN_EXHIBIT, output_field=CharField()),
            newest=Value(0),
            when=F("accessioned_at"),
            words=Cast(F("name"), TextField()),
        )
        .order_by()
        .values_list("what", "newest", "when", "words")
    )
    return [versions, exhibits]


def source_notes(
    references: Iterable[Reference], language: str, rows: Iterable[Row]
) -> dict[Reference, SourceNote]:
    """Return the note of each reference, in ``language`` as far as the cited version
    is in it. ``rows`` are those of :func:`cited_rows`; others are passed over."""
    documents: dict[str, tuple[Document, str, int]] = {}
    withdrawn: dict[str, datetime] = {}
    open_exhibits: set[str] = set()
    for what, newest, when, words in rows:
        if what == _PUBLIC:
            document = json.loads(words)
            written = f"{document['name']}/v{document['version']}"
            digest = sha256(words.encode()).hexdigest()
            documents[written] = (document, digest, newest)
        elif what == _WITHDRAWN:
            withdrawn[words] = when
        elif what == _OPEN_EXHIBIT:
            open_exhibits.add(words)
    notes: dict[Reference, SourceNote] = {}
    for one in references:
        written = f"{one.name}/v{one.version}"
        if written in documents:
            notes[one] = _note(one, language, *documents[written], open_exhibits)
        elif written in withdrawn:
            # Its address tells the reason that was given.
            notes[one] = SourceNote(
                reference=one,
                withdrawn_at=withdrawn[written],
                url=f"/{language}/evidence/{one.name}/",
            )
        else:
            notes[one] = SourceNote(reference=one)
    return notes


def _note(
    reference: Reference,
    language: str,
    document: Document,
    digest: str,
    newest: int,
    open_exhibits: set[str],
) -> SourceNote:
    code = language if language in document["words"] else document["original_language"]
    wording = Wording(document, code)
    sources = sources_of(document, _NO_TERMS, {})
    claims = claims_of(document, wording, sources)
    label, passage, grades = "", Passage(), []
    if reference.part == CLAIM:
        claim = next((c for c in claims if c.uuid == reference.key), None)
        if claim:
            label, passage = _("Claim"), claim.text
            grades = _grades_of_claim(claim)
    elif reference.part == EXHIBIT:
        label = _("Exhibit")
        found = (e for e in document["exhibits"] if e["name"] == reference.key)
        exhibit = next(found, None)
        if exhibit and reference.key in open_exhibits:
            passage = wording.passage(f"caption.{exhibit['uuid']}")
            grades = _grade_of_exhibit(exhibit, document)
    else:
        grades = _grades_of_record(claims)
    is_newer = newest > document["version"]
    return SourceNote(
        reference=reference,
        is_public=True,
        title=wording.title,
        language=code,
        url=version_address(reference.name, reference.version, code)
        + reference.fragment,
        kind=str(Record.Kind(document["kind"]).label),
        passage=passage.text,
        part_label=label,
        verification=verification_view(document),
        grades=grades,
        published_at=parse_datetime(document["published_at"]),
        ark=document["ark"],
        sha256=digest,
        newer=newest if is_newer else 0,
        newest_url=f"/{code}/evidence/{reference.name}/" if is_newer else "",
    )


def _grades_of_claim(claim: ClaimView) -> list[Grade]:
    return [
        Grade(
            link.grade,
            _in_words(link.source.reliability, link.credibility),
            link.relation_label,
        )
        for link in claim.links
    ]


def _grades_of_record(claims: Iterable[ClaimView]) -> list[Grade]:
    """Return each grade that a source of the record has, once, the best first."""
    found: dict[str, Grade] = {}
    for grade in (g for claim in claims for g in _grades_of_claim(claim)):
        found.setdefault(grade.signs, Grade(grade.signs, grade.words))
    return [found[signs] for signs in sorted(found)]


def _grade_of_exhibit(exhibit: Document, document: Document) -> list[Grade]:
    """Return how reliable its source is; an exhibit makes no claim of its own."""
    rows: Mapping[str, Document] = {row["name"]: row for row in document["sources"]}
    source = rows.get(exhibit["source"] or "")
    if source is None or source["reliability"] not in Reliability.values:
        return []
    label = str(Reliability(source["reliability"]).label)
    return [Grade(label[:1], _in_words(label))]


def _in_words(*labels: str) -> str:
    """Return labels such as “B – Usually reliable” without their signs."""
    return "; ".join(label.partition("–")[2].strip() or label for label in labels)
