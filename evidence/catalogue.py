"""Keeps the catalogue in step with what is published. All of it can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from evidence.closing import closed_in
from evidence.geometry import middle
from evidence.models import (
    CatalogueEntry,
    CatalogueFacet,
    CatalogueWords,
    Incident,
    MovableObject,
    Place,
    PublishedVersion,
    Record,
    VocabularyTerm,
)

__all__ = ["follow_place", "forget", "rebuild", "refresh"]

# An incident that may have happened in any of more years than this has no year.
MOST_YEARS = 30
Facets = set[tuple[str, str]]


@transaction.atomic
def refresh(version: PublishedVersion) -> CatalogueEntry:
    """Make the entry of the version's record anew from ``version``, its newest."""
    document = closed_in(version.document).told(version.document)
    facts = document["facts"]
    place = facts.get("place") or facts.get("home") or facts
    geometry = place.get("geometry")
    longitude, latitude = middle(geometry) if geometry else (None, None)
    first = (
        PublishedVersion.objects.filter(record_id=version.record_id)
        .order_by("number")
        .values_list("published_at", flat=True)[:1]
        .get()
    )
    forget(version.record_id)
    entry = CatalogueEntry.objects.create(
        record_id=version.record_id,
        version=version,
        kind=document["kind"],
        first_published_at=first,
        published_at=version.published_at,
        earliest=_day(facts.get("earliest")),
        latest=_day(facts.get("latest")),
        latitude=latitude,
        longitude=longitude,
    )
    CatalogueWords.objects.bulk_create(
        CatalogueWords(
            entry=entry,
            language=code,
            title=words["title"],
            summary=words["summary"],
        )
        for code, words in document["words"].items()
    )
    facets = facets_of(document) | _files_of(version.record_id)
    CatalogueFacet.objects.bulk_create(
        CatalogueFacet(entry=entry, facet=facet, value=value)
        for facet, value in sorted(facets)
    )
    return entry


def _files_of(record_id: int) -> Facets:
    """Return ("file", hash) of every copy that any version of a record shows."""
    versions = PublishedVersion.objects.filter(record_id=record_id)
    return {
        ("file", derivative["sha256"])
        for version in versions
        for exhibit in version.document["exhibits"]
        for derivative in exhibit["derivatives"]
    }


def forget(record_id: int) -> None:
    """Take a record out of every public list."""
    CatalogueEntry.objects.filter(record_id=record_id).delete()


@transaction.atomic
def follow_place(place: Place) -> list[int]:
    """Let the entries that tell where something lies follow whether ``place`` may be
    told of; return the records whose entries have changed."""
    telling = CatalogueFacet.objects.filter(facet="place", value=place.name)
    entries = CatalogueEntry.objects.exclude(record=place.pk)
    if place.is_open:
        names_it = (
            Q(record__in=Incident.objects.filter(place=place).values("pk"))
            | Q(record__in=MovableObject.objects.filter(home=place).values("pk"))
            | Q(record__in=Place.objects.filter(within=place).values("pk"))
        )
        stale = entries.filter(names_it).exclude(pk__in=telling.values("entry"))
    else:
        stale = entries.filter(pk__in=telling.values("entry"))
    changed = list(stale.select_related("version"))
    for entry in changed:
        refresh(entry.version)
    return [entry.pk for entry in changed]


def rebuild() -> int:
    """Make the whole catalogue anew; return the number of entries."""
    CatalogueEntry.objects.exclude(record__in=Record.objects.visible()).delete()
    count = 0
    for pk in Record.objects.visible().values_list("pk", flat=True):
        newest = PublishedVersion.objects.filter(record_id=pk).order_by("-number")
        if version := newest.first():
            refresh(version)
            count += 1
    return count


def facets_of(document: dict[str, Any]) -> Facets:
    """Return (facet, value) of everything that a document can be filtered by."""
    facts = document["facts"]
    found: Facets = {("kind", document["kind"])}
    found |= {("language", code) for code in document["words"]}
    if category := facts.get("category"):
        found |= {("category", slug) for slug in _with_broader("category", category)}
    for facet, key in (("cause", "causes"), ("effect", "effects")):
        found |= {(facet, slug) for slug in facts.get(key, [])}
    for slug in facts.get("threats", []):
        found |= {("threat", one) for one in _with_broader("threat", slug)}
    for facet in ("place_type", "object_type", "designation", "whereabouts"):
        if value := facts.get(facet):
            found.add((facet, value))
    place = facts.get("place") or facts.get("home") or facts
    for name in [place.get("name"), *place.get("within", [])]:
        if name and name != document["name"]:
            found.add(("place", name))
    if movable := facts.get("object"):
        found.add(("object", movable))
    found |= {("year", str(year)) for year in _years(facts)}
    if document["verification"]:
        found.add(("verification", document["verification"]))
    superseded = {row["supersedes"] for row in document["assessments"]}
    found |= {
        ("severity", row["severity"])
        for row in document["assessments"]
        if row["number"] not in superseded
    }
    found |= {("source_kind", source["kind"]) for source in document["sources"]}
    if any(e["media_type"].startswith("image/") for e in document["exhibits"]):
        found.add(("has", "photographs"))
    if any(
        link["relation"] == "contradicts"
        for claim in document["claims"]
        for link in claim["sources"]
    ):
        found.add(("has", "contradictions"))
    return found


def _with_broader(scheme: str, slug: str) -> Iterator[str]:
    term = VocabularyTerm.objects.filter(scheme=scheme, slug=slug).first()
    seen: set[int] = set()
    while term is not None and term.pk not in seen:
        seen.add(term.pk)
        yield term.slug
        term = term.parent


def _years(facts: dict[str, Any]) -> range:
    earliest, latest = _day(facts.get("earliest")), _day(facts.get("latest"))
    if not earliest or not latest or latest.year - earliest.year >= MOST_YEARS:
        return range(0)
    return range(earliest.year, latest.year + 1)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
