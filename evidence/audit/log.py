"""Whether the custody log is one unbroken chain, and still guarded."""

from __future__ import annotations

from collections.abc import Iterator

from evidence import triggers
from evidence.audit.faults import Fault
from evidence.custody import GENESIS, entry_digest
from evidence.models import CustodyEvent, CustodyHead

__all__ = ["check_log", "check_triggers"]


def check_triggers() -> Iterator[Fault]:
    for name in triggers.missing():
        yield Fault(f"trigger {name}", "is missing: history could be rewritten")


def check_log() -> Iterator[Fault]:
    sequence, digest = 0, GENESIS
    events = CustodyEvent.objects.select_related("exhibit", "record")
    for event in events.order_by("sequence").iterator():
        where = f"custody entry {event.sequence}"
        if event.sequence != sequence + 1:
            missing = event.sequence - sequence - 1
            yield Fault(where, f"{missing} entries before it are missing")
        elif event.previous != digest:
            yield Fault(where, "does not hold the digest of the entry before it")
        if (event.exhibit_id and not event.exhibit) or (
            event.record_id and not event.record
        ):
            yield Fault(where, "what it is about is missing")
        elif _digest(event) != event.digest:
            yield Fault(where, "its content does not have its digest")
        sequence, digest = event.sequence, event.digest
    head = CustodyHead.objects.filter(pk=1).first()
    end = (head.sequence, head.digest) if head else (0, GENESIS)
    if end != (sequence, digest):
        yield Fault("custody log", f"ends with entry {sequence}, not {end[0]}")


def _digest(event: CustodyEvent) -> str:
    try:
        return entry_digest(event)
    except (AttributeError, TypeError, ValueError):
        return ""
