"""What of a frozen version has been closed since it was published.

A version never changes, so what it told of an exhibit, a source or a place that may no
longer be told of is left out where it is shown; its exact bytes are given to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Model, Value

from evidence.models import Exhibit, Place, Source, open_today

__all__ = ["Closed", "closed_beside", "closed_in", "everything_closed"]

Document = dict[str, Any]


@dataclass(frozen=True)
class Closed:
    """The identifiers of exhibits, sources and places that a document names and that
    readers may not learn of today."""

    exhibits: frozenset[str]
    sources: frozenset[str]
    places: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.exhibits or self.sources or self.places)

    def touches(self, document: Document) -> bool:
        """Whether a document tells of anything that is closed."""
        return bool(
            self.sources & _told_sources(document)
            or self.exhibits & {row["name"] for row in document["exhibits"]}
            or self.places & _told_places(document)
        )

    def told(self, document: Document) -> Document:
        """Return a document without the places that may not be told of: neither where
        something lies nor what lies around it."""
        facts = document["facts"]
        if not self.places & _told_places(document):
            return document
        changed = {}
        for key in ("place", "home"):
            if place := facts.get(key):
                is_closed = place["name"] in self.places
                changed[key] = None if is_closed else self._within(place)
        return {**document, "facts": {**self._within(facts), **changed}}

    def _within(self, place: Document) -> Document:
        around = place.get("within")
        if not around:
            return place
        return {**place, "within": [name for name in around if name not in self.places]}

    def keys_in(self, document: Document) -> set[str]:
        """Return the keys of the words that tell of what is closed."""
        return set(self._keys_in(document))

    def _keys_in(self, document: Document) -> Iterator[str]:
        for use in document["exhibits"]:
            if use["name"] in self.exhibits:
                yield from (f"{k}.{use['uuid']}" for k in ("caption", "alt"))
                yield f"transcript.{use['uuid']}"
        for claim in document["claims"]:
            for link in claim["sources"]:
                if link["source"] in self.sources:
                    yield f"quotation.{link['uuid']}"


def closed_in(*documents: Document) -> Closed:
    """Return what any of ``documents`` tells of and may not be told of today, in at
    most one query."""
    exhibits, sources, places = set(), set(), set()
    for document in documents:
        exhibits |= {row["name"] for row in document["exhibits"]}
        sources |= _told_sources(document)
        places |= _told_places(document)
    return Closed(*_closed((Exhibit, exhibits), (Source, sources), (Place, places)))


def closed_beside(document: Document, exhibits: Mapping[str, Exhibit]) -> Closed:
    """Return the same of one document whose ``exhibits`` were read already."""
    shown = {row["name"] for row in document["exhibits"]}
    is_open = {name for name, exhibit in exhibits.items() if exhibit.is_open}
    sources, places = _told_sources(document), _told_places(document)
    return Closed(
        frozenset(shown - is_open), *_closed((Source, sources), (Place, places))
    )


def _told_sources(document: Document) -> set[str]:
    rows = document["sources"]
    return {row["name"] for row in rows if not row["is_confidential"]}


def _told_places(document: Document) -> set[str]:
    """The places that a document names, but for the one that it is about."""
    facts = document["facts"]
    told = set(facts.get("within", ()))
    for key in ("place", "home"):
        if place := facts.get(key):
            told |= {place["name"], *place["within"]}
    return told


def everything_closed() -> Closed:
    """Return all that is closed today, to hold many documents against it."""
    return Closed(
        *(
            frozenset(
                model._default_manager.exclude(open_today()).values_list(
                    "name", flat=True
                )
            )
            for model in (Exhibit, Source, Place)
        )
    )


def _closed(*asked: tuple[type[Model], set[str]]) -> list[frozenset[str]]:
    """Return, for each model, those of its names that are closed, in one query."""
    rows = [
        model._default_manager.filter(open_today(), name__in=names)
        .order_by()
        .values_list("name", Value(str(place), output_field=CharField()))
        for place, (model, names) in enumerate(asked)
        if names
    ]
    found = set(rows[0].union(*rows[1:])) if rows else set()
    return [
        frozenset(name for name in names if (name, str(place)) not in found)
        for place, (_model, names) in enumerate(asked)
    ]
