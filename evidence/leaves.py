"""What is anchored: the leaves of the daily tree, and the statement that is witnessed.

A leaf is a line ``kind:digest``. For an entry of the custody log the digest is its own
(:mod:`evidence.custody`). For an exhibit, a derivative and a published version it is
the SHA-256 of the canonical JSON of the documents here: the hashes of the bytes, and
everything else about them that never changes. An export carries the same documents, so
anyone can compute the same leaves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from evidence import canonical
from evidence.anchoring.merkle import MerkleTree
from evidence.custody import moment
from evidence.models import (
    Anchor,
    CustodyEvent,
    Derivative,
    Exhibit,
    PublishedVersion,
)

__all__ = [
    "STATEMENT_FORMAT",
    "derivative_document",
    "exhibit_document",
    "leaf_of",
    "leaves_between",
    "name_of",
    "previous_anchor",
    "private_document",
    "root_of",
    "statement_of",
    "version_document",
]

Document = dict[str, Any]

STATEMENT_FORMAT = "voice-of-karabakh/anchor/1"

# The events that bring a derivative. Exhibit and hash name it.
MAKING = (CustodyEvent.Kind.DERIVATION, CustodyEvent.Kind.REDACTION)


def private_document(exhibit: Exhibit) -> Document:
    """What was recorded of an exhibit at intake and is never public. The salt keeps
    anybody from guessing it by its digest."""
    return {
        "name": exhibit.name,
        "salt": exhibit.salt,
        "original_name": exhibit.original_name,
        "metadata": json.dumps(exhibit.metadata, sort_keys=True),
    }


def exhibit_document(exhibit: Exhibit) -> Document:
    """What identifies an exhibit. Its name is random, so nobody who merely has the
    same file can tell from the digest that the archive holds it."""
    return {
        "kind": "exhibit",
        "name": exhibit.name,
        "naan": exhibit.naan,
        "sha256": exhibit.sha256,
        "sha512": exhibit.sha512,
        "size": exhibit.size,
        "media_type": exhibit.media_type,
        "accessioned_at": moment(exhibit.accessioned_at),
        "accessioned_by": exhibit.accessioned_by_id,
        "private_sha256": canonical.digest(private_document(exhibit)),
    }


def derivative_document(derivative: Derivative) -> Document:
    """What identifies a derivative, and how it was made of which bytes.

    Those made before reasons were terms keep the document that was anchored.
    """
    why = {}
    if derivative.reason_term:
        why["reason_term"] = derivative.reason_term.slug
    if derivative.reason_language:
        why["reason_language"] = derivative.reason_language
    return {
        **why,
        "kind": "derivative",
        "exhibit": derivative.exhibit.name,
        "sha256": derivative.sha256,
        "size": derivative.size,
        "media_type": derivative.media_type,
        "parent_sha256": derivative.parent_sha256,
        "made_as": derivative.kind,
        "recipe": derivative.recipe,
        "tool": derivative.tool,
        "reason": derivative.reason,
        "made_at": moment(derivative.made_at),
        "made_by": derivative.made_by_id,
    }


def version_document(version: PublishedVersion) -> Document:
    """What identifies a published version."""
    return {
        "kind": "version",
        "record": version.record.name,
        "number": version.number,
        "occasion": version.occasion,
        "sha256": version.sha256,
        "published_at": moment(version.published_at),
        "published_by": version.published_by_id,
    }


def name_of(derivative: Derivative) -> str:
    """Return how audits and exports name a derivative."""
    return f"derivative {derivative.exhibit.name} {derivative.sha256}"


def leaf_of(document: Document) -> str:
    return f"{document['kind']}:{canonical.digest(document)}"


def leaves_between(first: int, last: int) -> list[tuple[str, str]]:
    """Return the leaves of the tree over the entries ``first`` to ``last`` of the log,
    each with what it stands for: the entries, then the exhibits, derivatives and
    versions that they brought."""
    span = (first, last)
    leaves: list[tuple[str, str]] = []
    derivatives: set[tuple[int | None, str]] = set()
    versions: set[tuple[int | None, int]] = set()
    events = CustodyEvent.objects.filter(sequence__range=span).order_by("sequence")
    for event in events.iterator():
        leaves.append((f"event:{event.digest}", f"custody entry {event.sequence}"))
        if event.kind in MAKING:
            derivatives.add((event.exhibit_id, event.detail["sha256"]))
        if event.kind == CustodyEvent.Kind.PUBLICATION:
            versions.add((event.record_id, event.detail["version"]))
    for exhibit in _exhibits(span):
        leaf = leaf_of(exhibit_document(exhibit))
        leaves.append((leaf, f"exhibit {exhibit.name}"))
    for derivative in _derivatives(span):
        if (derivative.exhibit_id, derivative.sha256) in derivatives:
            leaf = leaf_of(derivative_document(derivative))
            leaves.append((leaf, name_of(derivative)))
    for version in _versions(span):
        if (version.record_id, version.number) in versions:
            leaf = leaf_of(version_document(version))
            name = f"version {version.number} of {version.record.name}"
            leaves.append((leaf, name))
    return leaves


def _exhibits(span: tuple[int, int]) -> Iterator[Exhibit]:
    return (
        Exhibit.objects.filter(
            custody_events__kind=CustodyEvent.Kind.ACCESSION,
            custody_events__sequence__range=span,
        )
        .distinct()
        .order_by("pk")
        .iterator()
    )


def _derivatives(span: tuple[int, int]) -> Iterator[Derivative]:
    return (
        Derivative.objects.filter(
            exhibit__custody_events__kind__in=MAKING,
            exhibit__custody_events__sequence__range=span,
        )
        .select_related("exhibit", "reason_term")
        .distinct()
        .order_by("pk")
        .iterator()
    )


def _versions(span: tuple[int, int]) -> Iterator[PublishedVersion]:
    return (
        PublishedVersion.objects.filter(
            record__custody_events__kind=CustodyEvent.Kind.PUBLICATION,
            record__custody_events__sequence__range=span,
        )
        .select_related("record")
        .distinct()
        .order_by("pk")
        .iterator()
    )


def root_of(leaves: Iterable[str]) -> str:
    """Return the Merkle root over the leaves, in hexadecimal."""
    return MerkleTree(line.encode() for line in leaves).root.hex()


def previous_anchor(anchor: Anchor) -> Anchor | None:
    return Anchor.objects.filter(day__lt=anchor.day).order_by("-day").first()


def statement_of(anchor: Anchor, previous: Anchor | None) -> bytes:
    """Return the bytes whose hash is witnessed. They name the root, what it stands
    over, and the root of the anchor before, so that no anchor can be left out."""
    return canonical.canonical(
        {
            "format": STATEMENT_FORMAT,
            "day": anchor.day.isoformat(),
            "made_at": moment(anchor.made_at),
            "first_sequence": anchor.first_sequence,
            "last_sequence": anchor.last_sequence,
            "leaves": len(anchor.leaves),
            "root": anchor.root,
            "previous": previous.root if previous else None,
        }
    )
