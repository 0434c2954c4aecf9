"""Fixity: every exhibit is hashed again and again, and a failure cannot be overlooked.

Each exhibit has its own hour in a period of 28 days, drawn from its hash, so the work
is spread evenly and no more than 29 days lie between two checks. The state is the
exhibit's ``next_check_at``: a round that is cut short is taken up where it was left.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from evidence.alerts import tell_of_findings
from evidence.custody import moment, record_event
from evidence.hashing import digests_of
from evidence.models import CustodyEvent, Exhibit, FixityCheck, FixityFinding
from evidence.store import ORIGINALS, Shelf

__all__ = ["check_exhibit", "next_check", "resolve_finding", "sweep_fixity"]

logger = logging.getLogger(__name__)

PERIOD = timedelta(days=28)
# So soon a file that failed is looked at again.
AFTER_FAILURE = timedelta(days=1)
# One round of the clock: other sweeps wait meanwhile.
ROUND_SECONDS = 40


def next_check(sha256: str, now: datetime) -> datetime:
    """Return the exhibit's next hour, from one to 29 days after ``now``."""
    period = int(PERIOD.total_seconds())
    phase = int(sha256[:12], 16) % period
    earliest = int((now + timedelta(days=1)).timestamp())
    return datetime.fromtimestamp(earliest + (phase - earliest) % period, tz=UTC)


def sweep_fixity() -> int:
    """Check what is due, the longest overdue first, for a while; return how many."""
    begun, done = time.monotonic(), 0
    tell_of_findings()
    while time.monotonic() - begun < ROUND_SECONDS:
        due = Exhibit.objects.filter(next_check_at__lte=timezone.now())
        exhibit = due.order_by("next_check_at", "pk").first()
        if exhibit is None:
            break
        check_exhibit(exhibit=exhibit)
        done += 1
    return done


def check_exhibit(
    *, exhibit: Exhibit, by: Any = None, shelf: Shelf = ORIGINALS
) -> FixityCheck:
    """Hash an exhibit's bytes now; note the result, and tell staff of a failure.

    ``shelf`` is where the bytes should be.
    """
    found, fault = _measure(exhibit, shelf)
    with transaction.atomic():
        now = timezone.now()
        row = Exhibit.objects.select_for_update().get(pk=exhibit.pk)
        check = FixityCheck.objects.create(
            exhibit=row,
            at=now,
            is_good=not fault,
            found_sha256=found,
            fault=fault,
        )
        later = now + AFTER_FAILURE if fault else next_check(row.sha256, now)
        Exhibit.objects.filter(pk=row.pk).update(next_check_at=later)
        open_findings = FixityFinding.objects.filter(exhibit=row, resolved_at=None)
        if fault and not open_findings.exists():
            FixityFinding.objects.create(exhibit=row, failed=check)
            tell_of_findings()
        record_event(
            kind=CustodyEvent.Kind.FIXITY,
            exhibit=row,
            actor=by,
            detail={"is_good": not fault, "found_sha256": found, "fault": fault},
            at=now,
        )
    if fault:
        logger.error("Exhibit %s failed its fixity check: %s.", exhibit.name, fault)
    return check


def _measure(exhibit: Exhibit, shelf: Shelf) -> tuple[str, str]:
    """Return the SHA-256 that is found, and the fault or nothing."""
    try:
        with shelf.open(exhibit.sha256) as file:
            found = digests_of(file)
    except FileNotFoundError:
        return "", FixityCheck.Fault.MISSING.value
    except OSError:
        return "", FixityCheck.Fault.UNREADABLE.value
    recorded = (exhibit.sha256, exhibit.sha512, exhibit.size)
    same = (found.sha256, found.sha512, found.size) == recorded
    return found.sha256, "" if same else FixityCheck.Fault.CHANGED.value


@transaction.atomic
def resolve_finding(
    *, finding: FixityFinding, by: Any, explanation: str
) -> FixityFinding:
    """Close a finding: by a person, with a reason, after a later check was good.

    Raises PermissionDenied, or ValidationError with what is lacking.
    """
    if not by.has_perm("evidence.change_fixityfinding"):
        raise PermissionDenied
    row = FixityFinding.objects.select_for_update().get(pk=finding.pk)
    newest = row.exhibit.fixity_checks.order_by("-at", "-pk").first()
    if row.resolved_at:
        raise ValidationError(_("This is resolved already."), code="resolved")
    if not explanation.strip():
        raise ValidationError(
            _("Say what had happened, and how the file was restored."), code="required"
        )
    if newest is None or not newest.is_good or newest.pk == row.failed_id:
        raise ValidationError(
            _("The file is not whole: restore it, then check it again."), code="failing"
        )
    row.explanation, row.restored = explanation.strip(), newest
    row.resolved_by, row.resolved_at = by, timezone.now()
    row.save()
    log(instance=row, action="evidence.resolve_fixity", user=by)
    record_event(
        kind=CustodyEvent.Kind.RESTORATION,
        exhibit=row.exhibit,
        actor=by,
        detail={"failed_at": moment(row.failed.at), "restored_at": moment(newest.at)},
    )
    return row
