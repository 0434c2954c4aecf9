"""The custody log: the one place that writes to it, and how its chain is made.

An entry's digest is the SHA-256 of the canonical JSON (RFC 8785) of the object that
:func:`entry_document` returns. It holds the digest of the entry before, so no entry can
be changed, removed, moved or put in without breaking every later one; the daily anchors
fix the end of the chain in time.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from evidence import canonical
from evidence.models import CustodyEvent, CustodyHead, Exhibit, Record

__all__ = ["GENESIS", "entry_digest", "entry_document", "moment", "record_event"]

GENESIS = "0" * 64


def moment(at: datetime) -> str:
    """Return a time as the archive writes it: UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_document(event: CustodyEvent) -> dict[str, Any]:
    """Return what the digest of ``event`` is made of.

    Persons are named by the number of their account, exhibits by identifier and hash.
    """
    return {
        "sequence": event.sequence,
        "kind": event.kind,
        "at": moment(event.at),
        "exhibit": event.exhibit.name if event.exhibit else None,
        "exhibit_sha256": event.exhibit.sha256 if event.exhibit else None,
        "record": event.record.name if event.record else None,
        "actor": event.actor_id,
        "detail": event.detail,
        "previous": event.previous,
    }


def entry_digest(event: CustodyEvent) -> str:
    return canonical.digest(entry_document(event))


@transaction.atomic
def record_event(
    *,
    kind: str,
    exhibit: Exhibit | None = None,
    record: Record | None = None,
    actor: Any = None,
    detail: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> CustodyEvent:
    """Add an entry at the end of the log.

    ``detail`` holds strings, whole numbers, booleans, None, lists and dicts only. The
    end of the chain is held until the caller's transaction ends, so call this last.
    """
    CustodyHead.objects.get_or_create(pk=1)
    head = CustodyHead.objects.select_for_update().get(pk=1)
    event = CustodyEvent(
        sequence=head.sequence + 1,
        kind=kind,
        at=at or timezone.now(),
        exhibit=exhibit,
        record=record,
        actor=actor,
        detail=detail or {},
        previous=head.digest,
    )
    event.digest = entry_digest(event)
    event.save(force_insert=True)
    head.sequence, head.digest = event.sequence, event.digest
    head.save(update_fields=["sequence", "digest"])
    return event
