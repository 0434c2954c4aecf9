"""A frozen version in the terms of CIDOC-CRM 7.1, as JSON-LD.

The version is an information object that documents its subject: a site, a human-made
object or an event. What is claimed, assessed or alleged is an attribute assignment with
who says so, never a property of the subject itself. Only the frozen document is read;
what has been closed since is left out.

Classes and properties: https://cidoc-crm.org/. Dates are EDTF
(https://www.loc.gov/standards/datetime/), places Well-known Text of the generalised
geometry. An event is a *destruction* only where it counts as verified and everybody
who assessed it found the place or object destroyed. No event is a *modification*:
that is an activity of people, and who did it is no fact here.
"""

from __future__ import annotations

from evidence.closing import Closed
from evidence.crm.assignments import allegations, assessments, claims
from evidence.crm.frame import Frame
from evidence.crm.nodes import Document, Node, identifier, moment
from evidence.crm.sources import exhibits, sources
from evidence.crm.subject import subject

__all__ = ["CONTEXT", "crm_document"]

CONTEXT: Node = {
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def crm_document(document: Document, sha256: str, closed: Closed, *, home: str) -> Node:
    """Return a version's document in CIDOC-CRM. ``home`` is the address that the
    archive's identifiers stand below, such as ``https://example.org/``."""
    frame = Frame(closed.told(document), closed, home)
    assigned = [*claims(frame), *assessments(frame), *allegations(frame)]
    return {
        "@context": CONTEXT,
        "@id": frame.version,
        "@type": ["crm:E73_Information_Object", "crm:E31_Document"],
        "crm:P1_is_identified_by": [
            identifier(frame.ark, "ark"),
            identifier(str(document["version"]), "version"),
            identifier(f"sha256:{sha256}", "sha256"),
        ],
        "crm:P102_has_title": [
            {"@type": "crm:E35_Title", "crm:P190_has_symbolic_content": title}
            for title in frame.words("title")
        ],
        "crm:P3_has_note": frame.words("summary"),
        "crm:P94i_was_created_by": {
            "@type": "crm:E65_Creation",
            "crm:P4_has_time-span": moment(document["published_at"]),
        },
        "crm:P70_documents": subject(frame),
        "crm:P165_incorporates": [*sources(frame), *exhibits(frame)],
        "crm:P67_refers_to": assigned,
    }
