"""Freezing a record: the one place that decides what of it the public is told.

:func:`freeze` returns the document of a published version. It names every field that
it takes (an allow list); whatever is added to the tables stays private until it is
named here. Terms are given by their slugs, numbers with fractions as text, times in
UTC, so that the canonical form is the same for everyone (see ``evidence.canonical``).
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from evidence.custody import moment
from evidence.models import (
    Assessment,
    Exhibit,
    Incident,
    MovableObject,
    Place,
    PublishedVersion,
    Record,
    RecordPage,
    Source,
)
from evidence.verification import Judgement, verification_of
from evidence.words import frozen_words

__all__ = ["FORMAT", "freeze", "freeze_words", "whole_record"]

FORMAT = "voice-of-karabakh/record/1"
Document = dict[str, Any]


def whole_record(pk: int) -> Incident | Place | MovableObject:
    """Return a record as its own kind, with all that its page shows, prefetched."""
    kind = Record.objects.values_list("kind", flat=True).get(pk=pk)
    shared = (
        "claims__sources__source__kind",
        "claims__sources__source__captures__archive",
        "exhibit_links__exhibit__derivatives__reason_term",
        "exhibit_links__exhibit__rights",
        "exhibit_links__exhibit__content_warning",
        "exhibit_links__exhibit__source",
    )
    if kind == Record.Kind.INCIDENT:
        return (
            Incident.objects.select_related(
                "language", "content_warning", "category", "place", "movable_object"
            )
            .prefetch_related(
                *shared, "causes", "effects", "threats", "alleged_actors__certainty",
                "assessments__method", "assessments__condition",
                "assessments__severity", "assessments__extent",
                "assessments__certainty", "assessments__role",
            )
            .get(pk=pk)
        )  # fmt: skip
    if kind == Record.Kind.PLACE:
        return (
            Place.objects.select_related(
                "language", "content_warning", "place_type", "designation", "within"
            )
            .prefetch_related(*shared, "names")
            .get(pk=pk)
        )
    return (
        MovableObject.objects.select_related(
            "language", "content_warning", "object_type", "home"
        )
        .prefetch_related(*shared)
        .get(pk=pk)
    )


def freeze(
    record: Incident | Place | MovableObject,
    *,
    pages: dict[str, RecordPage],
    occasion: str,
    reasons: dict[str, str],
    previous: PublishedVersion | None,
    at: Any = None,
) -> Document:
    """Return the document of the next version of ``record`` (see :func:`whole_record`).

    ``pages`` maps language code → the record's live page; the original's language must
    be among them. ``reasons`` maps language code → why this version is made.
    """
    original = record.language.language_code
    assessments = _assessments(record)
    return {
        "format": FORMAT,
        "ark": record.ark,
        "name": record.name,
        "kind": record.kind,
        "version": previous.number + 1 if previous else 1,
        "occasion": str(occasion),
        "reasons": dict(reasons),
        "published_at": moment(at or timezone.now()),
        "previous_sha256": previous.sha256 if previous else None,
        "is_sample": record.is_sample,
        "original_language": original,
        "content_warning": _slug(record.content_warning),
        "facts": _facts(record),
        "words": frozen_words(pages, original, previous),
        "claims": _claims(record),
        "sources": _sources(record),
        "assessments": assessments,
        "verification": _verification(record),
        "alleged_actors": _actors(record),
        "exhibits": [_exhibit(use) for use in record.exhibit_links.all()
                     if use.exhibit.is_open],
    }  # fmt: skip


def _slug(term: Any) -> str | None:
    return term.slug if term else None


def _slugs(terms: Any) -> list[str]:
    return [term.slug for term in terms.all()]


def freeze_words(
    previous: PublishedVersion,
    *,
    pages: dict[str, RecordPage],
    reasons: dict[str, str],
    at: Any,
) -> Document:
    """Return the document of the next version of a record of which only words have
    changed. The tables are not read: they may be ahead of what was reviewed."""
    document = previous.document
    return {
        **document,
        "version": previous.number + 1,
        "occasion": str(PublishedVersion.Occasion.TRANSLATION),
        "reasons": dict(reasons),
        "published_at": moment(at),
        "previous_sha256": previous.sha256,
        "words": frozen_words(pages, document["original_language"], previous),
    }


def _facts(record: Record) -> Document:
    if isinstance(record, Incident):
        return {
            "date": record.date,
            "date_qualifier": record.date_qualifier,
            "earliest": record.earliest.isoformat() if record.earliest else None,
            "latest": record.latest.isoformat() if record.latest else None,
            "category": record.category.slug,
            "causes": _slugs(record.causes),
            "effects": _slugs(record.effects),
            "threats": _slugs(record.threats),
            "place": _place_reference(record.place),
            "object": record.movable_object.name if record.movable_object else None,
        }
    if isinstance(record, Place):
        return {
            "place_type": record.place_type.slug,
            "designation": _slug(record.designation),
            "designation_reference": record.designation_reference,
            "built": record.built,
            "names": [
                {"name": n.name, "language": n.language, "kind": n.kind,
                 "period": n.period}
                for n in record.names.all()
            ],
            **(_place_reference(record) or {}),
        }  # fmt: skip
    assert isinstance(record, MovableObject)  # noqa: S101 - there are three kinds
    return {
        "object_type": record.object_type.slug,
        "measurements": record.measurements,
        "made": record.made,
        "inventory_number": record.inventory_number,
        "whereabouts": record.whereabouts,
        "home": _place_reference(record.home),
    }


def _place_reference(place: Place | None) -> Document | None:
    """Return where a place lies, as far as the public is told; None if it is told
    nothing. The exact geometry is not read here."""
    if place is None or not place.is_open:
        return None
    within, above = [], place.within
    while above is not None and above.is_open and above.name not in within:
        within.append(above.name)
        above = above.within
    return {
        "name": place.name,
        "within": within,
        "precision": place.precision,
        "geometry": _geometry_as_text(place.public_geometry),
    }


def _geometry_as_text(geometry: Any) -> Document | None:
    """Return GeoJSON whose coordinates are text: canonical JSON has no fractions."""
    if not geometry:
        return None
    return {
        "type": geometry["type"],
        "coordinates": _as_text(geometry["coordinates"]),
    }


def _as_text(coordinates: Any) -> Any:
    if isinstance(coordinates, list | tuple):
        return [_as_text(item) for item in coordinates]
    return _number(coordinates)


def _number(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")


def _claims(record: Record) -> list[Document]:
    return [
        {
            "uuid": str(claim.uuid),
            "sources": [
                {
                    "uuid": str(link.uuid),
                    "source": link.source.name,
                    "relation": link.relation,
                    "credibility": link.credibility,
                    "locator_kind": link.locator_kind if link.source.is_open else "",
                    "locator": link.locator if link.source.is_open else "",
                    "quotation": link.quotation if link.source.is_open else "",
                    "quotation_language": link.quotation_language,
                }
                for link in claim.sources.all()
            ],
        }
        for claim in record.claims.all()
        if claim.is_public
    ]


def _sources(record: Record) -> list[Document]:
    """Every source that a public claim names, once, in the order of first mention."""
    found: dict[str, Source] = {}
    for claim in record.claims.all():
        if claim.is_public:
            for link in claim.sources.all():
                found.setdefault(link.source.name, link.source)
    for use in record.exhibit_links.all():
        if use.exhibit.is_open and use.exhibit.source:
            found.setdefault(use.exhibit.source.name, use.exhibit.source)
    return [_source(source) for source in found.values()]


def _source(source: Source) -> Document:
    graded = {
        "name": source.name,
        "kind": source.kind.slug,
        "reliability": source.reliability,
        "is_confidential": not source.is_open,
    }
    if not source.is_open:
        return graded
    return {
        **graded,
        "ark": source.ark,
        "title": source.title,
        "language": source.language,
        "author": source.author,
        "publisher": source.publisher,
        "container": source.container,
        "volume": source.volume,
        "pages": source.pages,
        "number": source.number,
        "issued": source.issued,
        "url": source.url,
        "affiliation": source.affiliation,
        "reliability_reason": source.reliability_reason,
        "captures": [
            {
                "uuid": str(capture.uuid),
                "captured_at": moment(capture.captured_at),
                "sha256": capture.archive.sha256,
            }
            for capture in source.captures.all()
            if capture.captured_at and capture.archive
        ],
    }


def _assessments(record: Record) -> list[Document]:
    """Every assessment, superseded ones too. Assessors are numbered within the record,
    so that two by one person can be told; the person is named as signed."""
    if not isinstance(record, Incident):
        return []
    rows = list(record.assessments.all())
    numbers: dict[int, int] = {}
    places = {row.pk: place for place, row in enumerate(rows, start=1)}
    return [
        {
            "number": places[row.pk],
            "assessor": numbers.setdefault(row.assessor_id, len(numbers) + 1),
            "signed_as": row.signed_as,
            "role": _slug(row.role),
            "is_independent": row.is_independent,
            "independence": row.independence,
            "language": row.language,
            "method": row.method.slug,
            "imagery_dates": row.imagery_dates,
            "condition": row.condition.slug,
            "severity": row.severity.slug,
            "extent": row.extent.slug,
            "certainty": row.certainty.slug,
            "made_at": moment(row.made_at),
            "supersedes": places.get(row.supersedes_id or 0),
        }
        for row in rows
    ]


def standing_judgements(assessments: list[Assessment]) -> list[Judgement]:
    superseded = {row.supersedes_id for row in assessments}
    return [
        Judgement(
            assessor=row.assessor_id,
            is_independent=row.is_independent,
            severity=row.severity.slug,
            condition=row.condition.slug,
        )
        for row in assessments
        if row.pk not in superseded
    ]


def _verification(record: Record) -> str | None:
    """None for records that nobody assesses: places and objects."""
    if not isinstance(record, Incident):
        return None
    return str(verification_of(standing_judgements(list(record.assessments.all()))))


def _actors(record: Record) -> list[Document]:
    if not isinstance(record, Incident):
        return []
    return [
        {"uuid": str(actor.uuid), "certainty": actor.certainty.slug}
        for actor in record.alleged_actors.all()
        if actor.is_public
    ]


def _exhibit(use: Any) -> Document:
    exhibit: Exhibit = use.exhibit
    source = exhibit.source
    return {
        "uuid": str(use.uuid),
        "name": exhibit.name,
        "ark": exhibit.ark,
        "sha256": exhibit.sha256,
        "sha512": exhibit.sha512,
        "size": exhibit.size,
        "media_type": exhibit.media_type,
        "language": exhibit.language,
        "accessioned_at": moment(exhibit.accessioned_at),
        "acquisition": exhibit.acquisition,
        "rights": _slug(exhibit.rights),
        "rights_holder": exhibit.rights_holder,
        "content_warning": _slug(exhibit.content_warning),
        "source": source.name if source else None,
        "taken": use.taken,
        "is_before": use.is_before,
        "is_after": use.is_after,
        "derivatives": [
            {
                "uuid": str(d.uuid),
                "kind": d.kind,
                "parent_sha256": d.parent_sha256,
                "sha256": d.sha256,
                "size": d.size,
                "media_type": d.media_type,
                "width": d.width,
                "height": d.height,
                "recipe": d.recipe,
                "tool": d.tool,
                "reason": d.reason,
                "reason_language": d.reason_language,
                "reason_term": _slug(d.reason_term),
            }
            for d in exhibit.derivatives.all()
            if d.may_be_shown
        ],
    }
