"""The records of the evidence archive, for programs.

Everything comes from the catalogue and from frozen versions, which name each field that
the public is told. Nothing here reads a draft table, so nothing here can leak one.
"""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from core.locales import language_codes
from core.meta import absolute
from delivery.conditional import unless_known
from evidence.closing import closed_in
from evidence.crm import crm_document
from evidence.models import CatalogueEntry, PublishedVersion, Record
from evidence.spreadsheets import disarmed

__all__ = ["router"]

PAGE_SIZE = 50
LARGEST_PAGE = 200
# A file of features or rows is made in one piece.
LARGEST_FILE = 5_000
FACETS = (
    *("kind", "category", "place", "place_type", "year", "cause", "effect"),
    *("threat", "severity", "verification", "source_kind", "has", "language"),
)
_CURSOR = re.compile(r"^(\d{1,16})-(\d{1,18})$", re.ASCII)
COLUMNS = (
    *("ark", "kind", "version", "title", "summary", "language", "url"),
    *("earliest", "latest", "latitude", "longitude", "verification", "categories"),
    *("published_at", "sha256"),
)

router = Router(tags=["records"])


class RecordSummary(Schema):
    """A public record, as lists give it."""

    ark: str = Field(description="Persistent identifier, ark:/NAAN/name.")
    name: str = Field(description="The name inside the identifier.")
    kind: str = Field(description="place, object or incident.")
    version: int
    sha256: str = Field(description="SHA-256 of the version's canonical JSON.")
    is_sample: bool
    titles: dict[str, str] = Field(description="Language code → title.")
    summaries: dict[str, str]
    urls: dict[str, str] = Field(description="Language code → page.")
    earliest: date | None = Field(description="First day that the date can mean.")
    latest: date | None
    latitude: float | None = Field(description="Of the generalised place, WGS 84.")
    longitude: float | None
    verification: str | None
    categories: list[str] = Field(description="Category and its broader terms.")
    published_at: datetime


class RecordPage(Schema):
    """A page of records, newest first."""

    records: list[RecordSummary]
    next: str = Field(description="Address of the next page; empty at the end.")


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by, read from a query string."""

    facets: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, request: HttpRequest) -> Filters:
        return cls(
            tuple(
                (facet, value[:80])
                for facet in FACETS
                for value in request.GET.getlist(facet)[:10]
                if value
            )
        )

    def apply(self, entries: QuerySet[CatalogueEntry]) -> QuerySet[CatalogueEntry]:
        for facet, value in self.facets:
            entries = entries.filter(facets__facet=facet, facets__value=value)
        return entries


def _entries(request: HttpRequest) -> QuerySet[CatalogueEntry]:
    public = CatalogueEntry.objects.filter(record__in=Record.objects.visible())
    return (
        Filters.read(request)
        .apply(public)
        .select_related("record", "version")
        .prefetch_related("words", "facets")
        .order_by("-first_published_at", "-record_id")
    )


def _cursor(entry: CatalogueEntry) -> str:
    return f"{int(entry.first_published_at.timestamp() * 1_000_000)}-{entry.record_id}"


def _after(entries: QuerySet[CatalogueEntry], cursor: str) -> QuerySet[CatalogueEntry]:
    """Return what comes behind the row that ``cursor`` names, by one seek."""
    match = _CURSOR.match(cursor)
    try:
        if not match:
            raise ValueError
        at = datetime.fromtimestamp(int(match[1]) / 1_000_000).astimezone()
    except (ValueError, OverflowError, OSError):
        raise HttpError(400, "The cursor is not readable.") from None
    return entries.filter(
        Q(first_published_at__lt=at) | Q(record_id__lt=int(match[2])),
        first_published_at__lte=at,
    )


def _summary(entry: CatalogueEntry) -> RecordSummary:
    document = entry.version.document
    facets: dict[str, list[str]] = {}
    for row in entry.facets.all():
        facets.setdefault(row.facet, []).append(row.value)
    words = sorted(entry.words.all(), key=lambda w: language_codes().index(w.language))
    return RecordSummary(
        ark=document["ark"],
        name=document["name"],
        kind=entry.kind,
        version=entry.version.number,
        sha256=entry.version.sha256,
        is_sample=document["is_sample"],
        titles={w.language: w.title for w in words},
        summaries={w.language: w.summary for w in words},
        urls={
            w.language: absolute(f"/{w.language}/evidence/{document['name']}/")
            for w in words
        },
        earliest=entry.earliest,
        latest=entry.latest,
        latitude=entry.latitude,
        longitude=entry.longitude,
        verification=document["verification"],
        categories=sorted(facets.get("category", [])),
        published_at=entry.published_at,
    )


@router.get("/records", response=RecordPage, summary="List public records")
def list_records(
    request: HttpRequest, limit: int = PAGE_SIZE, after: str = ""
) -> RecordPage:
    """Newest first. Filters are repeatable parameters named like the facets of the
    library: kind, category, place, place_type, year, cause, effect, threat, severity,
    verification, source_kind, has, language. A record must match all of them."""
    size = max(1, min(limit, LARGEST_PAGE))
    entries = _entries(request)
    if after:
        entries = _after(entries, after)
    rows = list(entries[: size + 1])
    following = ""
    if len(rows) > size:
        rows = rows[:size]
        query = request.GET.copy()
        query["after"] = _cursor(rows[-1])
        following = absolute(f"{request.path}?{query.urlencode()}")
    return RecordPage(records=[_summary(row) for row in rows], next=following)


@router.get("/records.geojson", summary="Public records as GeoJSON")
def geojson(request: HttpRequest) -> HttpResponse:
    """A FeatureCollection (RFC 7946) of the records that have a public place. Points
    are generalised: see ``precision`` in the record."""
    entries = _entries(request).exclude(latitude=None)[:LARGEST_FILE]
    features = [
        {
            "type": "Feature",
            "id": row["ark"],
            "geometry": {
                "type": "Point",
                "coordinates": [row.pop("longitude"), row.pop("latitude")],
            },
            "properties": row,
        }
        for row in (_summary(entry).model_dump(mode="json") for entry in entries)
    ]
    return _json(
        request,
        {"type": "FeatureCollection", "features": features},
        "application/geo+json",
    )


@router.get("/records.csv", summary="Public records as CSV")
def csv_file(request: HttpRequest, language: str = "") -> HttpResponse:
    """A row a record and language (RFC 4180, UTF-8). ``language`` narrows both."""
    entries = _entries(request)[:LARGEST_FILE]
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_rows(entries, language))
    return unless_known(
        request, text.getvalue(), content_type="text/csv; charset=utf-8"
    )


def _rows(entries: Iterable[CatalogueEntry], only: str) -> Iterator[dict[str, str]]:
    for entry in entries:
        summary = _summary(entry)
        for code, title in summary.titles.items():
            if only and code != only:
                continue
            row = {
                "ark": summary.ark,
                "kind": summary.kind,
                "version": summary.version,
                "title": title,
                "summary": summary.summaries[code],
                "language": code,
                "url": summary.urls[code],
                "earliest": summary.earliest or "",
                "latest": summary.latest or "",
                "latitude": _or_empty(summary.latitude),
                "longitude": _or_empty(summary.longitude),
                "verification": summary.verification or "",
                "categories": " ".join(summary.categories),
                "published_at": summary.published_at.isoformat(),
                "sha256": summary.sha256,
            }
            yield {key: disarmed(str(value)) for key, value in row.items()}


def _or_empty(value: float | None) -> str:
    return "" if value is None else str(value)


@router.get("/records/{name}.jsonld", summary="A record in the terms of CIDOC-CRM")
def crm(request: HttpRequest, name: str) -> HttpResponse:
    """The newest version as JSON-LD: its subject, and who claims, assesses or alleges
    what on which sources. What was closed since it was published is left out."""
    found = _public(name).order_by("-number").first()
    if found is None:
        raise HttpError(404, "There is no such public record or version.")
    document = found.document
    described = crm_document(
        document, found.sha256, closed_in(document), home=absolute("/")
    )
    return _json(request, described, "application/ld+json")


@router.get("/records/{name}", summary="The newest version of a record")
def newest(request: HttpRequest, name: str) -> HttpResponse:
    """The frozen document: exactly the bytes that the hash is of."""
    return _version(request, _public(name).order_by("-number").first())


@router.get("/records/{name}/versions/{number}", summary="A version of a record")
def version(request: HttpRequest, name: str, number: int) -> HttpResponse:
    return _version(request, _public(name).filter(number=number).first())


def _public(name: str) -> QuerySet[PublishedVersion]:
    return PublishedVersion.objects.filter(
        record__name=name, record__in=Record.objects.visible()
    )


def _version(request: HttpRequest, found: PublishedVersion | None) -> HttpResponse:
    if found is None:
        raise HttpError(404, "There is no such public record or version.")
    if closed_in(found.document):
        raise HttpError(403, "Something that this version tells of was closed since.")
    response = unless_known(
        request,
        found.content,
        content_type="application/json",
    )
    response.headers["Repr-Digest"] = _digest(found.sha256)
    return response


def _digest(sha256: str) -> str:
    """Return a SHA-256 as RFC 9530 writes it in a header."""
    return f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"


def _json(request: HttpRequest, value: Any, content_type: str) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False)
    return unless_known(request, text, content_type=content_type)
