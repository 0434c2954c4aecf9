"""What a record's page says of itself to machines, in schema.org's terms.

Types and properties: https://schema.org/CreativeWork, https://schema.org/Claim.
CIDOC-CRM names what the record is about (https://cidoc-crm.org/).
"""

from __future__ import annotations

from typing import Any

from core.meta import absolute
from evidence.models import Record
from evidence.presentation import RecordView
from evidence.reference import CLAIM
from evidence.source_notes import SourceNote

__all__ = ["cited_version", "record"]

JsonLd = dict[str, Any]

_CRM = "http://www.cidoc-crm.org/cidoc-crm/"
_ABOUT = {
    Record.Kind.PLACE: ("Place", "E27_Site"),
    Record.Kind.OBJECT: ("Product", "E22_Human-Made_Object"),
    Record.Kind.INCIDENT: ("Event", "E5_Event"),
}


def cited_version(note: SourceNote) -> JsonLd:
    """Describe what a text cites: a frozen version, or a claim in it."""
    version: JsonLd = {
        "@type": "CreativeWork",
        "@id": absolute(note.url.partition("#")[0]),
        "url": absolute(note.url),
        "identifier": [note.ark, f"sha256:{note.sha256}"],
        "name": note.title,
        "inLanguage": note.language,
        "version": str(note.reference.version),
        "publisher": {"@id": absolute("/#organization")},
    }
    if note.reference.part == CLAIM and note.passage:
        return {"@type": "Claim", "text": note.passage, "isPartOf": version}
    return version


def record(view: RecordView, *, url: str, language: str) -> JsonLd:
    """Describe a version of a record. Only what the page itself shows is named."""
    document = view.document
    schema_type, crm_type = _ABOUT[document["kind"]]
    about: JsonLd = {
        "@type": schema_type,
        "additionalType": f"{_CRM}{crm_type}",
        "name": view.wording.title,
    }
    facts = document["facts"]
    if facts.get("earliest"):
        about["startDate"] = facts["earliest"]
    if facts.get("latest"):
        about["endDate"] = facts["latest"]
    if view.place and view.place.point:
        latitude, longitude = view.place.point
        geo = {
            "@type": "GeoCoordinates",
            "latitude": latitude,
            "longitude": longitude,
        }
        if schema_type == "Place":
            about["geo"] = geo
        elif schema_type == "Event":
            about["location"] = {"@type": "Place", "geo": geo}
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": absolute(f"/{document['ark']}"),
        "url": url,
        "identifier": [document["ark"], f"sha256:{view.sha256}"],
        "name": view.wording.title,
        "abstract": view.wording.summary,
        "inLanguage": language,
        "version": str(document["version"]),
        "datePublished": view.history[-1].published_at.isoformat(),
        "dateModified": document["published_at"],
        "publisher": {"@id": absolute("/#organization")},
        "isAccessibleForFree": True,
        "about": about,
        "hasPart": [
            {
                "@type": "Claim",
                "text": claim.text.text,
                "appearance": [
                    {
                        "@type": "CreativeWork",
                        "name": link.source.facts["title"],
                        **(
                            {"url": link.source.facts["url"]}
                            if link.source.facts["url"]
                            else {}
                        ),
                    }
                    for link in claim.links
                    if not link.source.is_confidential
                ],
            }
            for claim in view.claims
            if claim.text.text
        ],
    }
