"""Which pages are captured, and when: those that sources cite, and those that are asked
for.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import log

from evidence.actions.capturing import carry_out
from evidence.captures import url_digest
from evidence.models import Capture, Source

__all__ = [
    "capture_now",
    "capture_page",
    "due_captures",
    "find_cited_pages",
    "hand_out_captures",
]

# New pages, and captures handed out, in one round of the clock.
ROUND, MOST_AT_ONCE = 200, 20
# What was handed out to a worker is not handed out again before.
AGAIN = timedelta(minutes=20)
_State = Capture.State


def find_cited_pages() -> int:
    """Put pages that sources cite in line to be captured; return how many.

    Samples are left alone: their addresses are made up.
    """
    if not settings.CAPTURING["by_itself"]:
        return 0
    known = Capture.objects.filter(source=OuterRef("pk"), url=OuterRef("url"))
    cited = Source.objects.exclude(url="").filter(is_sample=False)
    found = list(cited.exclude(Exists(known)).order_by("pk")[:ROUND])
    delay = timedelta(seconds=settings.CAPTURING["delay"])
    for source in found:
        _put_in_line(source, source.url, due_at=source.updated_at + delay)
    return len(found)


def capture_now(*, source: Source, by: Any) -> Capture:
    """Have the page of a source captured at once, however recent its last copy is."""
    if not by.has_perm("evidence.add_capture"):
        raise PermissionDenied
    if not source.url:
        raise ValidationError(_("The source has no web address."), code="no_url")
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        waiting = Capture.objects.filter(
            source=source, url=source.url, state=_State.WAITING
        ).first()
        capture = waiting or _put_in_line(source, source.url)
        capture.asked_by, capture.due_at = by, timezone.now()
        capture.save(update_fields=["asked_by", "due_at"])
        log(instance=source, action="evidence.capture", user=by)
        wake = partial(capture_page.enqueue, capture.pk, capture.attempts)
        transaction.on_commit(wake)
    return capture


def due_captures() -> QuerySet[Capture]:
    """Return the captures whose turn it is, those that wait longest first."""
    return Capture.objects.filter(
        state=_State.WAITING, due_at__lte=timezone.now()
    ).order_by("due_at", "pk")


def _put_in_line(source: Source, url: str, due_at: datetime | None = None) -> Capture:
    return Capture.objects.create(
        source=source,
        url=url,
        url_digest=url_digest(url),
        due_at=due_at or timezone.now(),
    )


@task()
def capture_page(capture_id: int, attempt: int) -> None:
    """Wake up for one capture."""
    carry_out(capture_id=capture_id, attempt=attempt)


def hand_out_captures() -> int:
    """Find pages to be captured, and wake workers for those that are due.

    The clock itself waits for no page.
    """
    find_cited_pages()
    count = 0
    for capture in due_captures()[:MOST_AT_ONCE]:
        waiting = Capture.objects.filter(pk=capture.pk, due_at=capture.due_at)
        if waiting.update(due_at=timezone.now() + AGAIN):
            capture_page.enqueue(capture.pk, capture.attempts)
            count += 1
    return count
