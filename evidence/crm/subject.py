"""What a record is about: a site, a human-made object or an event."""

from __future__ import annotations

from evidence.crm.frame import Frame
from evidence.crm.nodes import (
    Document,
    Node,
    days,
    identifier,
    said,
    term,
    terms,
    well_known_text,
    when,
)
from evidence.models import Record
from evidence.verification import Verification

__all__ = ["subject"]

_SUBJECTS = {
    Record.Kind.PLACE: "crm:E27_Site",
    Record.Kind.OBJECT: "crm:E22_Human-Made_Object",
    Record.Kind.INCIDENT: "crm:E5_Event",
}
_BEGINNING, _PRODUCTION = "crm:E63_Beginning_of_Existence", "crm:E12_Production"
_DESTROYED = "destroyed"
# Parts of Object ID that are told in words.
_OBJECT_WORDS = ("materials", "inscriptions", "features", "subject", "maker")


def subject(frame: Frame) -> Node:
    facts, kind = frame.document["facts"], frame.document["kind"]
    node: Node = {
        "@id": frame.subject,
        "@type": _SUBJECTS[kind],
        "crm:P1_is_identified_by": _titles(frame),
    }
    more = {
        Record.Kind.PLACE: _site,
        Record.Kind.OBJECT: _object,
        Record.Kind.INCIDENT: _event,
    }[kind](frame, facts)
    return node | {key: value for key, value in more.items() if value}


def _titles(frame: Frame) -> list[Node]:
    return [
        {"@type": "crm:E41_Appellation", "rdfs:label": title}
        for title in frame.words("title")
    ]


def _site(frame: Frame, facts: Document) -> Node:
    names: list[Node] = [
        {
            "@type": "crm:E41_Appellation",
            "rdfs:label": said(row["name"], row["language"]),
            "crm:P2_has_type": term(row["kind"], "kind of name"),
            **when("crm:P4_has_time-span", row["period"]),
        }
        for row in facts["names"]
    ]
    return {
        "crm:P1_is_identified_by": [*_titles(frame), *names],
        "crm:P2_has_type": terms(
            ("place_type", facts["place_type"]),
            ("designation", facts["designation"]),
        ),
        "crm:P53_has_former_or_current_location": _place(frame, facts),
        **_begun("crm:P92i_was_brought_into_existence_by", _BEGINNING, facts["built"]),
    }


def _object(frame: Frame, facts: Document) -> Node:
    number = facts["inventory_number"]
    size = facts["measurements"]
    return {
        "crm:P1_is_identified_by": [
            *_titles(frame),
            *([identifier(number, "inventory number")] if number else []),
        ],
        "crm:P2_has_type": terms(
            ("object_type", facts["object_type"]),
            ("whereabouts", facts["whereabouts"]),
        ),
        "crm:P43_has_dimension": (
            {"@type": "crm:E54_Dimension", "crm:P3_has_note": size} if size else None
        ),
        "crm:P53_has_former_or_current_location": _place(frame, facts["home"]),
        "crm:P3_has_note": [
            words for word in _OBJECT_WORDS for words in frame.entries(f"object.{word}")
        ],
        **_begun("crm:P108i_was_produced_by", _PRODUCTION, facts["made"]),
    }


def _begun(name: str, crm_class: str, date: str) -> Node:
    if not date:
        return {}
    return {name: {"@type": crm_class, **when("crm:P4_has_time-span", date)}}


def _event(frame: Frame, facts: Document) -> Node:
    place = facts["place"]
    # What was damaged: the object, if there is one, else the place.
    struck = facts["object"] or (place["name"] if place else "")
    is_destruction = bool(struck) and _is_destruction(frame)
    relation = (
        "crm:P13_destroyed" if is_destruction else "crm:P12_occurred_in_the_presence_of"
    )
    span = when("crm:P4_has_time-span", facts["date"])
    for inside in span.values():
        inside |= days(facts["earliest"], facts["latest"])
        if facts["date_qualifier"] not in ("", "on"):
            inside["crm:P3_has_note"] = facts["date_qualifier"]
    return {
        "@type": "crm:E6_Destruction" if is_destruction else "crm:E5_Event",
        "crm:P2_has_type": terms(
            ("category", facts["category"]),
            *(("cause", slug) for slug in facts["causes"]),
            *(("effect", slug) for slug in facts["effects"]),
            *(("threat", slug) for slug in facts["threats"]),
            ("verification", frame.document["verification"]),
        ),
        "crm:P7_took_place_at": _place(frame, place),
        relation: {"@id": frame.subject_of(struck)} if struck else None,
        **span,
    }


def _is_destruction(frame: Frame) -> bool:
    rows = frame.document["assessments"]
    superseded = {row["supersedes"] for row in rows}
    standing = [row for row in rows if row["number"] not in superseded]
    return frame.document["verification"] == Verification.VERIFIED and all(
        row["severity"] == _DESTROYED for row in standing
    )


def _place(frame: Frame, place: Document | None) -> Node | None:
    """Return where, as far as the public is told; None if it is told nothing."""
    if not place or not place.get("precision"):
        return None
    node: Node = {
        "@id": frame.place_of(place["name"]),
        "@type": "crm:E53_Place",
        "crm:P2_has_type": term(place["precision"], "precision"),
    }
    if geometry := place["geometry"]:
        node["crm:P168_place_is_defined_by"] = {
            "@type": "geo:wktLiteral",
            "@value": well_known_text(geometry),
        }
    if within := place["within"]:
        node["crm:P89_falls_within"] = [
            {"@id": frame.place_of(name)} for name in within
        ]
    return node
