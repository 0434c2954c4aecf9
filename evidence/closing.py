"""What of a frozen version has been closed since it was published.

A version never changes, so what it told of an exhibit or a source that may no longer be
told of is left out where it is shown, and its exact bytes are given to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evidence.models import Exhibit, Source, open_today

__all__ = ["Closed", "closed_beside", "closed_in", "everything_closed"]

Document = dict[str, Any]


@dataclass(frozen=True)
class Closed:
    """The identifiers of exhibits and sources that a document names and that readers
    may not see today."""

    exhibits: frozenset[str]
    sources: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.exhibits or self.sources)

    def touches(self, document: Document) -> bool:
        """Whether a document tells of anything that is closed."""
        return any(
            row["name"] in self.sources and not row["is_confidential"]
            for row in document["sources"]
        ) or any(row["name"] in self.exhibits for row in document["exhibits"])

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
    most two queries."""
    exhibits = {row["name"] for d in documents for row in d["exhibits"]}
    sources = {name for document in documents for name in _told_sources(document)}
    return Closed(_closed(Exhibit, exhibits), _closed(Source, sources))


def closed_beside(document: Document, exhibits: Mapping[str, Exhibit]) -> Closed:
    """Return the same of one document whose ``exhibits`` were read already."""
    return Closed(
        frozenset(
            row["name"]
            for row in document["exhibits"]
            if row["name"] not in exhibits or not exhibits[row["name"]].is_open
        ),
        _closed(Source, _told_sources(document)),
    )


def _told_sources(document: Document) -> set[str]:
    rows = document["sources"]
    return {row["name"] for row in rows if not row["is_confidential"]}


def everything_closed() -> Closed:
    """Return all that is closed today, to hold many documents against it."""
    return Closed(
        *(
            frozenset(
                model._default_manager.exclude(open_today()).values_list(
                    "name", flat=True
                )
            )
            for model in (Exhibit, Source)
        )
    )


def _closed(model: type[Exhibit] | type[Source], names: set[str]) -> frozenset[str]:
    if not names:
        return frozenset()
    rows = model._default_manager.filter(open_today(), name__in=names)
    return frozenset(names - set(rows.values_list("name", flat=True)))
