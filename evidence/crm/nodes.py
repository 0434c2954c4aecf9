"""Small parts of a description in CIDOC-CRM."""

from __future__ import annotations

from typing import Any

__all__ = [
    "Document",
    "Node",
    "days",
    "identifier",
    "moment",
    "said",
    "term",
    "terms",
    "well_known_text",
    "when",
]

Document = dict[str, Any]
Node = dict[str, Any]


def said(text: str, language: str) -> Node:
    return {"@value": text, "@language": language} if language else {"@value": text}


def identifier(value: str, kind: str) -> Node:
    return {
        "@type": "crm:E42_Identifier",
        "crm:P190_has_symbolic_content": value,
        "crm:P2_has_type": term(kind, "identifier"),
    }


def term(slug: str, vocabulary: str) -> Node:
    """A term, by its slug; ``vocabulary`` says of which list."""
    return {
        "@type": "crm:E55_Type",
        "rdfs:label": slug,
        "crm:P71i_is_listed_in": {
            "@type": "crm:E32_Authority_Document",
            "rdfs:label": vocabulary,
        },
    }


def terms(*terms: tuple[str, str | None]) -> list[Node]:
    return [term(slug, vocabulary) for vocabulary, slug in terms if slug]


def when(name: str, date: str) -> Node:
    """Return a time-span under ``name``, for a date in EDTF; nothing for none."""
    if not date:
        return {}
    return {
        name: {
            "@type": "crm:E52_Time-Span",
            "crm:P82_at_some_time_within": {"@type": "edtf:EDTF", "@value": date},
        }
    }


def days(earliest: str | None, latest: str | None) -> Node:
    named = {
        "crm:P82a_begin_of_the_begin": earliest,
        "crm:P82b_end_of_the_end": latest,
    }
    return {
        name: {"@type": "xsd:date", "@value": day} for name, day in named.items() if day
    }


def moment(at: str) -> Node:
    return {
        "@type": "crm:E52_Time-Span",
        "crm:P82_at_some_time_within": {"@type": "xsd:dateTime", "@value": at},
    }


def well_known_text(geometry: Document) -> str:
    """Return GeoJSON, whose coordinates are text, as Well-known Text."""

    def inside(part: Any) -> str:
        if isinstance(part[0], str):
            return " ".join(part)
        return ", ".join(
            inside(one) if isinstance(one[0], str) else f"({inside(one)})"
            for one in part
        )

    return f"{geometry['type'].upper()}({inside(geometry['coordinates'])})"
