"""Whether what people decided is what the custody log and the versions tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evidence.audit.faults import Fault
from evidence.custody import moment
from evidence.models import (
    CustodyEvent,
    Deaccession,
    FixityCheck,
    FixityFinding,
    PublishedVersion,
    VersionReason,
    Withdrawal,
)

__all__ = [
    "check_deaccessions",
    "check_findings",
    "check_reasons",
    "check_withdrawals",
]

Kind = CustodyEvent.Kind


def check_findings() -> Iterator[Fault]:
    """A failure is an open finding, or a person has resolved it, as the log tells."""
    resolved = {
        (event.exhibit_id, event.detail["failed_at"]): event.actor_id
        for event in CustodyEvent.objects.filter(kind=Kind.RESTORATION).iterator()
        if "failed_at" in event.detail
    }
    findings = list(FixityFinding.objects.select_related("exhibit", "failed"))
    for finding in findings:
        where = f"finding of exhibit {finding.exhibit.name}"
        key = (finding.exhibit_id, moment(finding.failed.at))
        if finding.failed.is_good:
            yield Fault(where, "names a check that was good")
        if finding.resolved_at and resolved.get(key) != finding.resolved_by_id:
            yield Fault(where, "was cleared, but the custody log does not tell by whom")
    failures = FixityCheck.objects.filter(is_good=False).select_related("exhibit")
    for check in failures.order_by("at").iterator():
        if not any(_covers(finding, check) for finding in findings):
            where = f"fixity check {check.exhibit.name} {moment(check.at)}"
            yield Fault(where, "failed, but there is no finding of it")


def _covers(finding: FixityFinding, check: FixityCheck) -> bool:
    return (
        finding.exhibit_id == check.exhibit_id
        and finding.failed.at <= check.at
        and (finding.resolved_at is None or check.at <= finding.resolved_at)
    )


def check_deaccessions() -> Iterator[Fault]:
    logged: dict[int | None, tuple[Any, ...]] = {
        event.exhibit_id: (
            event.actor_id,
            event.detail.get("proposed_by"),
            event.detail.get("reason"),
        )
        for event in CustodyEvent.objects.filter(kind=Kind.DEACCESSION).iterator()
    }
    for row in Deaccession.objects.select_related("exhibit").iterator():
        told = logged.pop(row.exhibit_id, None)
        decided = (row.approved_by_id, row.proposed_by_id, row.reason)
        if (told or row.approved_at) and told != decided:
            where = f"deaccession of exhibit {row.exhibit.name}"
            yield Fault(where, "the custody log tells otherwise")
    for key in logged:
        yield Fault(f"deaccession of exhibit number {key}", "is missing")


def check_reasons() -> Iterator[Fault]:
    """The reasons that a version was published with stand beside it unchanged."""
    told: dict[int, dict[str, str]] = {}
    for reason in VersionReason.objects.order_by("pk").iterator():
        told.setdefault(reason.version_id, {})[reason.language] = reason.text
    versions = PublishedVersion.objects.select_related("record").order_by("pk")
    for version in versions.iterator(chunk_size=200):
        frozen = version.document["reasons"]
        beside = told.get(version.pk, {})
        for language, text in frozen.items():
            if beside.get(language) != text:
                where = f"version {version.number} of {version.record.name}"
                yield Fault(where, f"its reason ({language}) is not the published one")


def check_withdrawals() -> Iterator[Fault]:
    """A record is withdrawn, by whom and why, if and only if the log tells so."""
    events = CustodyEvent.objects.filter(kind=Kind.WITHDRAWAL)
    told = {
        f"withdrawal of {event.record.name} {moment(event.at)}": (
            event.actor_id,
            event.detail,
        )
        for event in events.select_related("record").iterator()
        if event.record
    }
    for row in Withdrawal.objects.select_related("record").iterator():
        where = f"withdrawal of {row.record.name} {moment(row.at)}"
        decided = (row.by_id, {"language": row.language, "reason": row.reason})
        if told.pop(where, None) != decided:
            yield Fault(where, "the custody log tells otherwise")
    for where in told:
        yield Fault(where, "is missing")
