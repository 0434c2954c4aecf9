"""A version of a record as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.citations import Citable
from evidence.closing import closed_beside
from evidence.models import MovableObject, PlaceName, PublishedVersion, Record
from evidence.presentation.assessments import (
    AssessmentView,
    VerificationView,
    assessments_of,
    verification_view,
)
from evidence.presentation.exhibits import ExhibitView, exhibits_of
from evidence.presentation.history import VersionRow, citable, history_of
from evidence.presentation.place import PlaceView, place_view
from evidence.presentation.sources import ClaimView, SourceView, claims_of, sources_of
from evidence.presentation.standing import (
    AnchorView,
    Neighbour,
    anchor_over,
    dead_sources,
    holdings_of,
    neighbours_of,
)
from evidence.presentation.terms import TermRow, Terms, terms_in
from evidence.presentation.wording import Passage, Wording, language_name, when

__all__ = ["ActorView", "Fact", "RecordView", "present"]

Document = dict[str, Any]

_OBJECT_LABELS = {
    "materials": gettext_lazy("Materials and techniques"),
    "inscriptions": gettext_lazy("Inscriptions and markings"),
    "features": gettext_lazy("Distinguishing features"),
    "subject": gettext_lazy("Subject"),
    "maker": gettext_lazy("Maker"),
}


@dataclass(frozen=True)
class Fact:
    """A line of the table of facts: words, links to other records, or both."""

    label: str
    text: str = ""
    passage: Passage | None = None
    links: list[Neighbour] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class ActorView:
    actor: Passage
    basis: Passage
    certainty: str


@dataclass(frozen=True)
class RecordView:
    """All that the templates of a record's page need."""

    document: Document
    sha256: str
    wording: Wording
    kind: str
    warning: str
    account: list[Passage]
    not_known: list[Passage]
    category: list[TermRow]
    facts: list[Fact]
    place: PlaceView | None
    claims: list[ClaimView]
    sources: list[SourceView]
    assessments: list[AssessmentView]
    verification: VerificationView | None
    actors: list[ActorView]
    exhibits: list[ExhibitView]
    anchor: AnchorView | None
    history: list[VersionRow]
    citable: Citable
    happened_here: list[Neighbour]

    @property
    def contradicted(self) -> list[ClaimView]:
        return [claim for claim in self.claims if claim.is_contradicted]

    @property
    def gallery(self) -> list[ExhibitView]:
        """The exhibits of which a picture is shown."""
        return [e for e in self.exhibits if e.shown and e.media == "image"]

    @property
    def pair(self) -> tuple[ExhibitView, ExhibitView] | None:
        """What may stand beside each other: the first picture from before, and the
        first from after."""
        shown = [exhibit for exhibit in self.gallery if not exhibit.warning]
        before = next((e for e in shown if e.facts["is_before"]), None)
        after = next((e for e in shown if e.facts["is_after"] and e != before), None)
        return (before, after) if before and after else None


def present(version: PublishedVersion, language: str) -> RecordView:
    """Return ``version`` in ``language``. Raises KeyError if it is not in it."""
    wording = Wording(version.document, language)
    terms = terms_in(language)
    holdings = holdings_of(version.document, version.record_id)
    closed = closed_beside(version.document, holdings.exhibits)
    document = closed.told(version.document)
    sources = sources_of(document, terms, dead_sources(document), closed.sources)
    facts = document["facts"]
    reference = facts.get("place") or facts.get("home")
    place = place_view(reference or facts)
    named = [facts.get("object") or ""]
    if place:
        named += [place.name, *place.within]
    neighbours, happened_here = neighbours_of(document, named, language)
    return RecordView(
        document=document,
        sha256=version.sha256,
        wording=wording,
        kind=str(Record.Kind(document["kind"]).label),
        warning=terms.warning(document["content_warning"]),
        account=wording.passages("account"),
        not_known=wording.passages("not_known"),
        category=terms.way("category", facts.get("category")),
        facts=_facts(document, wording, terms, place, neighbours),
        place=place,
        claims=claims_of(document, wording, sources),
        sources=list(sources.values()),
        assessments=assessments_of(document, terms),
        verification=verification_view(document),
        actors=[
            ActorView(
                actor=wording.passage(f"actor.{row['uuid']}"),
                basis=wording.passage(f"basis.{row['uuid']}"),
                certainty=terms.label("certainty", row["certainty"]),
            )
            for row in document["alleged_actors"]
        ],
        exhibits=exhibits_of(
            document,
            wording,
            terms,
            sources,
            held=holdings.exhibits,
            offered=holdings.offered,
            fixity=holdings.fixity,
            events=holdings.events,
            texts=holdings.texts,
        ),
        anchor=anchor_over(holdings.published_as.get(version.number)),
        history=history_of(version.record_id, document["name"], language),
        citable=citable(document, version.sha256, language),
        happened_here=happened_here,
    )


def _facts(
    document: Document,
    wording: Wording,
    terms: Terms,
    place: PlaceView | None,
    neighbours: dict[str, Neighbour],
) -> list[Fact]:
    kind, facts = document["kind"], document["facts"]
    if kind == Record.Kind.INCIDENT:
        found = _facts_of_incident(facts, terms, place, neighbours)
    elif kind == Record.Kind.PLACE:
        found = _facts_of_place(facts, terms, place, neighbours)
    else:
        found = _facts_of_object(facts, wording, terms, place, neighbours)
    return [fact for fact in found if fact.text or fact.passage or fact.links]


def _linked(names: list[str], neighbours: dict[str, Neighbour]) -> list[Neighbour]:
    return [neighbours[name] for name in names if name in neighbours]


def _where(place: PlaceView | None, neighbours: dict[str, Neighbour]) -> list[Fact]:
    if place is None:
        return [Fact(_("Place"), _("Not told"))]
    note = f"{place.precision_label}. {place.explanation}"
    return [
        Fact(_("Lies in"), links=_linked(place.within, neighbours)),
        Fact(_("Shown on maps at"), place.words or _("Not shown"), note=note),
    ]


def _facts_of_incident(
    facts: Document,
    terms: Terms,
    place: PlaceView | None,
    neighbours: dict[str, Neighbour],
) -> list[Fact]:
    date = when(facts["date"], facts["date_qualifier"])
    here = _linked([place.name], neighbours) if place else []
    return [
        Fact(_("Date"), capfirst(date) if date else _("Not known")),
        Fact(_("Place"), links=here),
        *_where(place, neighbours),
        Fact(_("Object"), links=_linked([facts["object"] or ""], neighbours)),
        Fact(_("Causes of damage"), _listed(terms.labels("cause", facts["causes"]))),
        Fact(_("Effects"), _listed(terms.labels("effect", facts["effects"]))),
        Fact(
            _("Direct threats (IUCN-CMP)"),
            _listed(terms.labels("threat", facts["threats"])),
        ),
    ]


def _facts_of_place(
    facts: Document,
    terms: Terms,
    place: PlaceView | None,
    neighbours: dict[str, Neighbour],
) -> list[Fact]:
    designation = terms.label("designation", facts["designation"])
    reference = facts["designation_reference"]
    return [
        Fact(_("Type of place"), terms.label("place_type", facts["place_type"])),
        Fact(_("Names"), _listed([_name(row) for row in facts["names"]])),
        Fact(_("Date of origin"), capfirst(when(facts["built"]))),
        Fact(
            _("Designation"),
            ", ".join(part for part in (designation, reference) if part),
        ),
        *_where(place, neighbours),
    ]


def _name(row: Document) -> str:
    kinds = PlaceName.Kind
    kind = str(kinds(row["kind"]).label) if row["kind"] in kinds.values else ""
    about = [language_name(row["language"]), kind.lower(), when(row["period"])]
    return f"{row['name']} ({', '.join(part for part in about if part)})"


def _facts_of_object(
    facts: Document,
    wording: Wording,
    terms: Terms,
    place: PlaceView | None,
    neighbours: dict[str, Neighbour],
) -> list[Fact]:
    known = MovableObject.Whereabouts
    where = facts["whereabouts"]
    home = _linked([place.name], neighbours) if place else []
    words = wording.of_object()
    return [
        Fact(_("Type of object"), terms.label("object_type", facts["object_type"])),
        Fact(
            _("Whereabouts"),
            str(known(where).label) if where in known.values else where,
        ),
        Fact(_("Measurements"), facts["measurements"]),
        Fact(_("Date or period"), capfirst(when(facts["made"]))),
        *(
            Fact(str(_OBJECT_LABELS[key]), passage=passage)
            for key, passage in words.items()
        ),
        Fact(_("Inventory number"), facts["inventory_number"]),
        Fact(_("Belongs to the place"), links=home),
        *(_where(place, neighbours) if place else []),
    ]


def _listed(labels: list[str]) -> str:
    return "; ".join(labels)
