"""Whether the rows tell what the custody log tells of them.

The entry that brought an exhibit, a derivative or a version holds the digest of the
row, as :mod:`evidence.leaves` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
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
Told = dict[str, CustodyEvent]


def _told(name: Callable[[CustodyEvent], str], *kinds: str) -> Told:
    """What the log tells of rows, by the names that they should have."""
    events = CustodyEvent.objects.filter(kind__in=kinds).order_by("sequence")
    about = events.select_related("exhibit", "record").iterator()
    return {name(event): event for event in about}


def _exhibit(event: CustodyEvent) -> str:
    return event.exhibit.name if event.exhibit else f"number {event.exhibit_id}"


def _record(event: CustodyEvent) -> str:
    return event.record.name if event.record else f"number {event.record_id}"


def _compare(where: str, document: dict[str, Any], told: Told) -> Iterator[Fault]:
    """Hold a row against what the log recorded when it came."""
    event = told.pop(where, None)
    if event is None:
        yield Fault(where, UNKNOWN)
    elif event.detail.get("row_sha256") != canonical.digest(document):
        yield Fault(where, OTHERWISE)


def check_rows() -> Iterator[Fault]:
    told = _told(lambda event: f"exhibit {_exhibit(event)}", Kind.ACCESSION)
    for exhibit in Exhibit.objects.iterator():
        yield from _compare(f"exhibit {exhibit.name}", exhibit_document(exhibit), told)
    told |= _told(
        lambda event: f"derivative {_exhibit(event)} {event.detail.get('sha256')}",
        *MAKING,
    )
    copies = Derivative.objects.select_related("exhibit", "reason_term")
    for derivative in copies.iterator():
        where = name_of(derivative)
        yield from _compare(where, derivative_document(derivative), told)
        if derivative.parent_sha256 != derivative.exhibit.sha256:
            yield Fault(where, "was made from other bytes than those of its exhibit")
    for where in told:
        yield Fault(where, "is missing")


def check_versions() -> Iterator[Fault]:
    told = _told(
        lambda event: f"version {event.detail.get('version')} of {_record(event)}",
        Kind.PUBLICATION,
    )
    before: PublishedVersion | None = None
    versions = PublishedVersion.objects.select_related("record")
    for version in versions.order_by("record", "number").iterator():
        where = f"version {version.number} of {version.record.name}"
        if before and before.record_id != version.record_id:
            before = None
        yield from _compare(where, version_document(version), told)
        yield from (Fault(where, what) for what in _faults_of(version, before))
        before = version
    for where in told:
        yield Fault(where, "is missing")


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
    told = _told(
        lambda event: f"fixity check {_exhibit(event)} {moment(event.at)}", Kind.FIXITY
    )
    for check in FixityCheck.objects.select_related("exhibit").iterator():
        where = f"fixity check {check.exhibit.name} {moment(check.at)}"
        row = {
            "is_good": check.is_good,
            "found_sha256": check.found_sha256,
            "fault": check.fault,
        }
        event = told.pop(where, None)
        if event is None or event.detail != row:
            yield Fault(where, OTHERWISE if event else UNKNOWN)
    for where in told:
        yield Fault(where, "is missing")
