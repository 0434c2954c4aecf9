"""What holds today of a version's parts: openness, fixity, custody, dead links.

Each function asks a number of queries that does not depend on how much is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q

from evidence.documents.reading import READABLE
from evidence.fixity import Fixity, fixity_of
from evidence.models import (
    Anchor,
    CatalogueFacet,
    CatalogueWords,
    CustodyEvent,
    Derivative,
    DocumentPage,
    Exhibit,
    LinkCheck,
    Proof,
    Record,
)
from evidence.presentation.exhibits import EventView

__all__ = [
    "AnchorView",
    "Holdings",
    "Neighbour",
    "anchor_over",
    "dead_sources",
    "holdings_of",
    "neighbours_of",
]

Document = dict[str, Any]


@dataclass(frozen=True)
class Holdings:
    """The exhibits of a version as the archive has them now."""

    exhibits: dict[str, Exhibit] = field(default_factory=dict)
    offered: set[str] = field(default_factory=set)
    fixity: dict[int, Fixity] = field(default_factory=dict)
    events: dict[int, list[EventView]] = field(default_factory=dict)
    published_as: dict[int, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    """Identifier → the first page of a document whose text may be read."""


@dataclass(frozen=True)
class ProofView:
    kind: str
    authority: str
    state: str
    attested_at: datetime | None
    is_complete: bool


@dataclass(frozen=True)
class AnchorView:
    """The daily root that covers a version, and who has witnessed it."""

    day: date
    root: str
    proofs: list[ProofView]


@dataclass(frozen=True)
class Neighbour:
    """Another record that this one names, or that names this one."""

    name: str
    title: str
    language: str
    kind: str

    @property
    def url(self) -> str:
        return f"/{self.language}/evidence/{self.name}/"


def holdings_of(document: Document, record_id: int) -> Holdings:
    """Return how the exhibits stand, with the numbers in the custody log of the
    record's publications. Four queries, one without exhibits, five with documents."""
    names = [row["name"] for row in document["exhibits"]]
    exhibits = (
        {row.name: row for row in Exhibit.objects.filter(name__in=names)}
        if names
        else {}
    )
    keys = [row.pk for row in exhibits.values()]
    rows = CustodyEvent.objects.filter(
        Q(exhibit__in=keys) | Q(record=record_id, kind=CustodyEvent.Kind.PUBLICATION)
    ).order_by("sequence")
    events: dict[int, list[EventView]] = defaultdict(list)
    published_as: dict[int, int] = {}
    for kind, at, exhibit, detail, sequence in rows.values_list(
        "kind", "at", "exhibit_id", "detail", "sequence"
    ):
        if exhibit is not None:
            is_good = bool(detail.get("is_good", True))
            events[exhibit].append(EventView(kind, at, is_good))
        elif "version" in detail:
            published_as[detail["version"]] = sequence
    offered = (
        {
            row.sha256
            for row in Derivative.objects.filter(
                exhibit__in=keys, is_current=True
            ).select_related("exhibit")
            if row.may_be_shown
        }
        if keys
        else set()
    )
    return Holdings(
        exhibits=exhibits,
        offered=offered,
        fixity=fixity_of(list(exhibits.values())) if exhibits else {},
        events=events,
        published_as=published_as,
        texts=_texts_of(document),
    )


def _texts_of(document: Document) -> dict[str, int]:
    names = [
        row["name"] for row in document["exhibits"] if row["media_type"] in READABLE
    ]
    if not names:
        return {}
    pages = DocumentPage.search_public().filter(exhibit__name__in=names)
    first = pages.order_by().values("exhibit__name").annotate(first=Min("number"))
    return dict(first.values_list("exhibit__name", "first"))


def anchor_over(sequence: int | None) -> AnchorView | None:
    """Return the anchor over an entry of the custody log, with its proofs."""
    if sequence is None:
        return None
    rows = list(
        Anchor.objects.filter(
            first_sequence__lte=sequence, last_sequence__gte=sequence
        ).values_list(
            "day",
            "root",
            "proofs__kind",
            "proofs__authority",
            "proofs__state",
            "proofs__attested_at",
        )
    )
    if not rows:
        return None
    return AnchorView(
        day=rows[0][0],
        root=rows[0][1],
        proofs=[
            ProofView(
                kind=str(Proof.Kind(kind).label),
                authority=authority,
                state=str(Proof.State(state).label),
                attested_at=attested,
                is_complete=state == Proof.State.COMPLETE,
            )
            for _day, _root, kind, authority, state, attested in rows
            if kind
        ],
    )


def dead_sources(document: Document) -> dict[str, bool]:
    """Return identifier → True of each source whose address no longer answers."""
    names = [row["name"] for row in document["sources"] if row.get("url")]
    if not names:
        return {}
    found = LinkCheck.objects.filter(source__name__in=names, is_dead=True)
    return dict.fromkeys(found.values_list("source__name", flat=True), True)


def neighbours_of(
    document: Document, names: Iterable[str], language: str
) -> tuple[dict[str, Neighbour], list[Neighbour]]:
    """Return the records called ``names``, by name, and those that happened to this
    place or object; each in ``language``, else in one it is published in."""
    wanted = {name for name in names if name}
    own = document["name"]
    here = CatalogueFacet.objects.filter(facet__in=("place", "object"), value=own)
    rows = CatalogueWords.objects.filter(
        Q(entry__record__name__in=wanted) | Q(entry__in=here.values("entry")),
        entry__record__in=Record.objects.visible(),
    )
    best: dict[str, Neighbour] = {}
    for name, title, code, kind in rows.order_by(
        "-entry__first_published_at", "-entry"
    ).values_list("entry__record__name", "title", "language", "entry__kind"):
        held = best.get(name)
        if held is None or (held.language != language and code == language):
            best[name] = Neighbour(name, title, code, kind)
    return (
        {name: row for name, row in best.items() if name in wanted},
        [row for name, row in best.items() if name not in wanted | {own}],
    )
