"""The vocabularies that ship with the archive, read from ``evidence/vocabularies``.

One JSON file a scheme: terms in order, a parent before its children, each with a slug
that never changes and labels in all languages of the site. Where a scheme is taken from
a standard, ``source`` names it and its terms keep the standard's wording in English.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Scheme", "Term", "fill", "schemes"]

_FOLDER = Path(__file__).parent / "vocabularies"


@dataclass(frozen=True)
class Term:
    """One term. ``parent`` is the slug of the broader term, or empty; ``code`` the
    notation of the standard, or empty; ``labels`` has one entry a language code."""

    slug: str
    labels: Mapping[str, str]
    parent: str = ""
    code: str = ""


@dataclass(frozen=True)
class Scheme:
    """One list of terms, in the order in which they are shown.

    The terms of an ordinal scheme run from the least to the most; one that says
    "unknown" or "not applicable" stands last or first and has no rank.
    """

    name: str
    source: str
    is_ordinal: bool
    terms: tuple[Term, ...]


def schemes() -> list[Scheme]:
    """Return every scheme, by name."""
    return [_read(path) for path in sorted(_FOLDER.glob("*.json"))]


def _read(path: Path) -> Scheme:
    data = json.loads(path.read_text(encoding="utf-8"))
    return Scheme(
        name=data["scheme"],
        source=data["source"],
        is_ordinal=data["ordinal"],
        terms=tuple(Term(**term) for term in data["terms"]),
    )


def fill(terms: type[Any], labels: type[Any]) -> None:
    """Put in every term and label that is not there, by the models given (a migration
    has its own); what editors changed stays as it is."""
    for scheme in schemes():
        rows: dict[str, Any] = {}
        for position, term in enumerate(scheme.terms, start=1):
            row, _is_new = terms.objects.get_or_create(
                scheme=scheme.name,
                slug=term.slug,
                defaults={
                    "code": term.code,
                    "position": position,
                    "parent": rows.get(term.parent),
                },
            )
            rows[term.slug] = row
            held = set(
                labels.objects.filter(term=row).values_list("language", flat=True)
            )
            labels.objects.bulk_create(
                labels(term=row, language=language, label=label)
                for language, label in term.labels.items()
                if language not in held
            )
