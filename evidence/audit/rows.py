"""Whether the rows tell what the custody log tells of them.

The entry that brought an exhibit, a derivative or a version holds the digest of the
row, as :mod:`evidence.leaves` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from evidence import canonical
from evidence.audit.faults import Fault
from evidence.custody import moment
from evidence.leaves import (
    MAKING,
    derivative_document,
    exhibit_document,
    name_of,
    version_document,
)
from evidence.models import (
    CustodyEvent,
    Derivative,
    Exhibit,
    FixityCheck,
    PublishedVersion,
)

__all__ = ["check_fixity", "check_rows", "check_versions"]

UNKNOWN = "the custody log does not know it"
OTHERWISE = "the custody log tells otherwise"
Kind = CustodyEvent.Kind


def _events(*kinds: str) -> Iterator[CustodyEvent]:
    events = CustodyEvent.objects.filter(kind__in=kinds).order_by("sequence")
    return events.select_related("exhibit", "record").iterator()


def check_rows() -> Iterator[Fault]:
    logged = {event.exhibit_id: event.detail for event in _events(Kind.ACCESSION)}
    for exhibit in Exhibit.objects.iterator():
        told = logged.pop(exhibit.pk, None)
        document = exhibit_document(exhibit)
        yield from _compare(f"exhibit {exhibit.name}", document, told)
    for key in logged:
        yield Fault(f"exhibit number {key}", "is missing")

    made = {
        (event.exhibit_id, event.detail["sha256"]): event.detail
        for event in _events(*MAKING)
    }
    for derivative in Derivative.objects.select_related("exhibit").iterator():
        where = name_of(derivative)
        told = made.pop((derivative.exhibit_id, derivative.sha256), None)
        yield from _compare(where, derivative_document(derivative), told)
        if derivative.parent_sha256 != derivative.exhibit.sha256:
            yield Fault(where, "was made from other bytes than those of its exhibit")
    for key, sha256 in made:
        yield Fault(f"derivative {sha256} of exhibit number {key}", "is missing")


def _compare(
    where: str, document: dict[str, Any], told: dict[str, Any] | None
) -> Iterator[Fault]:
    """Hold a row against what the log recorded when it came."""
    if told is None:
        yield Fault(where, UNKNOWN)
    elif told.get("row_sha256") != canonical.digest(document):
        yield Fault(where, OTHERWISE)


def check_versions() -> Iterator[Fault]:
    logged = {
        (event.record_id, event.detail["version"]): event.detail
        for event in _events(Kind.PUBLICATION)
    }
    before: PublishedVersion | None = None
    versions = PublishedVersion.objects.select_related("record")
    for version in versions.order_by("record", "number").iterator():
        where = f"version {version.number} of {version.record.name}"
        if before and before.record_id != version.record_id:
            before = None
        told = logged.pop((version.record_id, version.number), None)
        yield from _compare(where, version_document(version), told)
        yield from (Fault(where, what) for what in _faults_of(version, before))
        before = version
    for record, number in logged:
        yield Fault(f"version {number} of record number {record}", "is missing")


def _faults_of(
    version: PublishedVersion, before: PublishedVersion | None
) -> Iterator[str]:
    content = version.content.encode()
    if hashlib.sha256(content).hexdigest() != version.sha256:
        yield "differs from its hash"
    try:
        document: dict[str, Any] = json.loads(content)
        is_canonical = canonical.canonical(document) == content
    except (ValueError, RecursionError):
        yield "cannot be read"
        return
    if not is_canonical:
        yield "is not canonical JSON"
    if version.number != (before.number + 1 if before else 1):
        yield f"comes after version {before.number if before else 0}"
    if document.get("previous_sha256") != (before.sha256 if before else None):
        yield "does not hold the hash of the version before it"


def check_fixity() -> Iterator[Fault]:
    logged = {
        (event.exhibit_id, moment(event.at)): event.detail
        for event in _events(Kind.FIXITY)
    }
    for check in FixityCheck.objects.select_related("exhibit").iterator():
        where = f"fixity check {check.exhibit.name} {moment(check.at)}"
        told = logged.pop((check.exhibit_id, moment(check.at)), None)
        row = {
            "is_good": check.is_good,
            "found_sha256": check.found_sha256,
            "fault": check.fault,
        }
        if told != row:
            yield Fault(where, UNKNOWN if told is None else OTHERWISE)
    for exhibit, at in logged:
        yield Fault(f"fixity check of exhibit number {exhibit} {at}", "is missing")
