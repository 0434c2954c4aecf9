"""What is said of the subject, and by whom: claims, assessments, allegations."""

from __future__ import annotations

from collections.abc import Iterable

from evidence.crm.frame import Frame
from evidence.crm.nodes import Document, Node, moment, said, term, terms

__all__ = ["allegations", "assessments", "claims"]


def claims(frame: Frame) -> Iterable[Node]:
    for claim in frame.document["claims"]:
        identity = frame.part("claim", claim["uuid"])
        yield {
            "@id": identity,
            "@type": "crm:E13_Attribute_Assignment",
            "crm:P140_assigned_attribute_to": {"@id": frame.subject},
            "crm:P141_assigned": {
                "@type": "crm:E73_Information_Object",
                "crm:P190_has_symbolic_content": frame.entries(
                    f"claim.{claim['uuid']}"
                ),
            },
            "crm:P140i_was_attributed_by": [
                _backing(frame, link, identity) for link in claim["sources"]
            ],
        }


def _backing(frame: Frame, link: Document, claim: str) -> Node:
    """What one source says of a claim, with the credibility of that."""
    node: Node = {
        "@type": "crm:E13_Attribute_Assignment",
        "crm:P140_assigned_attribute_to": {"@id": claim},
        "crm:P141_assigned": term(link["relation"], "relation"),
        "crm:P2_has_type": term(link["credibility"], "credibility"),
        "crm:P16_used_specific_object": {"@id": frame.part("source", link["source"])},
    }
    if link["source"] not in frame.closed.sources:
        if link["quotation"]:
            node["crm:P3_has_note"] = [
                said(link["quotation"], link["quotation_language"])
            ]
        if link["locator"]:
            node["dcterms:description"] = (
                f"{link['locator_kind']} {link['locator']}".strip()
            )
    return node


def assessments(frame: Frame) -> Iterable[Node]:
    for row in frame.document["assessments"]:
        node: Node = {
            "@id": frame.part("assessment", row["number"]),
            "@type": [
                "crm:E13_Attribute_Assignment",
                "crm:E14_Condition_Assessment",
            ],
            "crm:P140_assigned_attribute_to": {"@id": frame.subject},
            "crm:P14_carried_out_by": {
                "@type": "crm:E39_Actor",
                "rdfs:label": row["signed_as"],
            },
            "crm:P32_used_general_technique": term(row["method"], "assessment_method"),
            "crm:P35_has_identified": {
                "@type": "crm:E3_Condition_State",
                "crm:P2_has_type": terms(
                    *((name, row[name]) for name in ("condition", "severity", "extent"))
                ),
            },
            "crm:P2_has_type": terms(
                ("certainty", row["certainty"]),
                ("independence", "independent" if row["is_independent"] else None),
            ),
            "crm:P4_has_time-span": moment(row["made_at"]),
        }
        if row["supersedes"]:
            earlier = frame.part("assessment", row["supersedes"])
            node["dcterms:replaces"] = {"@id": earlier}
        yield node


def allegations(frame: Frame) -> Iterable[Node]:
    for row in frame.document["alleged_actors"]:
        yield {
            "@id": frame.part("actor", row["uuid"]),
            "@type": "crm:E13_Attribute_Assignment",
            "crm:P140_assigned_attribute_to": {"@id": frame.subject},
            "crm:P177_assigned_property_of_type": {"@id": "crm:P11_had_participant"},
            "crm:P141_assigned": {
                "@type": "crm:E39_Actor",
                "rdfs:label": frame.entries(f"actor.{row['uuid']}"),
            },
            "crm:P2_has_type": term(row["certainty"], "certainty"),
            "crm:P3_has_note": frame.entries(f"basis.{row['uuid']}"),
        }
