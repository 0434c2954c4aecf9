"""Asking the addresses of sources, now and then, whether they still answer."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_tasks import task

from evidence.capturing import CaptureEngine, CaptureError, get_engine
from evidence.models import LinkCheck, Source

__all__ = [
    "ask_link",
    "check_link",
    "due_links",
    "find_unchecked_links",
    "hand_out_links",
]

PERIOD = timedelta(days=28)
# An address that fails is asked again before readers are told that it is dead.
AGAIN = timedelta(days=1)
ENOUGH_FAILURES = 3
LEASE = timedelta(minutes=15)
# What was handed out to a worker is not handed out again before.
HANDED_OUT = timedelta(hours=1)
ROUND, MOST_AT_ONCE = 500, 20
# The server says that there is nothing under this address, or may be nothing. All else,
# a refusal or a passing fault of the server, shows that the address is in use.
GONE = {404, 410, 451}


def find_unchecked_links() -> int:
    """Put addresses that were never asked in line; return how many.

    They are spread over the period, so that an import of thousands is not asked at
    once.
    """
    if not settings.CAPTURING["by_itself"]:
        return 0
    checked = LinkCheck.objects.filter(source=OuterRef("pk"))
    sources = Source.objects.exclude(url="").filter(is_sample=False)
    found = list(sources.exclude(Exists(checked)).order_by("pk")[:ROUND])
    now = timezone.now()
    LinkCheck.objects.bulk_create(
        [
            LinkCheck(source=source, due_at=now + _share(source) * PERIOD)
            for source in found
        ],
        ignore_conflicts=True,
    )
    return len(found)


def due_links() -> QuerySet[LinkCheck]:
    """Return the addresses to be asked now; none if the archive asks nothing."""
    due = LinkCheck.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    return due if settings.CAPTURING["by_itself"] else due.none()


def check_link(
    *, check_id: int, due_at: datetime, engine: CaptureEngine | None = None
) -> bool | None:
    """Ask a source's address; return whether it is dead.

    ``due_at`` is what the caller has seen: of several callers one asks, the others get
    None.
    """
    taken = LinkCheck.objects.filter(pk=check_id, due_at=due_at)
    if not taken.update(due_at=timezone.now() + LEASE):
        return None
    check = LinkCheck.objects.select_related("source").get(pk=check_id)
    if not check.source.url:
        check.delete()
        return None
    try:
        failed = (engine or get_engine()).probe(check.source.url) in GONE
    except CaptureError:
        failed = True
    check.checked_at = timezone.now()
    check.failures = check.failures + 1 if failed else 0
    check.is_dead = check.failures >= ENOUGH_FAILURES
    still_asking = failed and not check.is_dead
    check.due_at = check.checked_at + (AGAIN if still_asking else PERIOD)
    check.save()
    return check.is_dead


@task()
def ask_link(check_id: int, due_at: str) -> None:
    """Wake up for one address."""
    check_link(check_id=check_id, due_at=datetime.fromisoformat(due_at))


def hand_out_links() -> int:
    """Wake workers for the addresses that are due; return how many there are."""
    find_unchecked_links()
    count = 0
    for check in due_links()[:MOST_AT_ONCE]:
        waiting = LinkCheck.objects.filter(pk=check.pk, due_at=check.due_at)
        later = timezone.now() + HANDED_OUT
        if waiting.update(due_at=later):
            ask_link.enqueue(check.pk, later.isoformat())
            count += 1
    return count


def _share(source: Source) -> float:
    """Return a number from 0 to 1 that is always the same for a source."""
    return int(hashlib.sha256(source.name.encode()).hexdigest()[:8], 16) / 0x1_0000_0000
