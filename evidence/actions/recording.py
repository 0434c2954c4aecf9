"""Making copies of sound and film, away from requests: it takes its time.

The state is :class:`~evidence.models.RecordingOrder`. Whoever makes a copy takes the
order for a lease; what is killed is found by the clock and made again.
"""

from __future__ import annotations

import logging
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from evidence.actions.deriving import keep_copy
from evidence.actions.reading import file_of
from evidence.models import Derivative, Exhibit, RecordingOrder
from evidence.recordings import (
    RecordingError,
    RecordingFault,
    Transcoder,
    get_transcoder,
)

__all__ = [
    "hand_out_recordings",
    "is_recording",
    "make_recording",
    "order_recording",
]

logger = logging.getLogger(__name__)

_State = RecordingOrder.State
LEASE = timedelta(hours=1)
MOST_ATTEMPTS, MOST_AT_ONCE = 3, 5


def is_recording(exhibit: Exhibit) -> bool:
    return exhibit.media_type.startswith(("audio/", "video/"))


def order_recording(
    *, exhibit: Exhibit, by: Any = None, transcoder: Transcoder | None = None
) -> RecordingOrder:
    """Ask for a copy that readers may hear or see. Raises ValidationError where none
    can be made."""
    if not (transcoder or get_transcoder()).is_ready():
        raise ValidationError(str(RecordingFault.NO_PROGRAM.label), code="program")
    with transaction.atomic():
        order, _is_new = RecordingOrder.objects.update_or_create(
            exhibit=exhibit,
            defaults={
                "state": _State.WAITING,
                "fault": "",
                "attempts": 0,
                "due_at": timezone.now() + LEASE,
                "made_by": by,
                "made_at": timezone.now(),
            },
        )
        transaction.on_commit(lambda: record.enqueue(order.pk, 0))
    return order


def make_recording(
    *, order: RecordingOrder, transcoder: Transcoder | None = None
) -> Derivative | None:
    """Make the copy that was asked for; None if there is none, or another makes it.

    Of several callers that have seen the same number of attempts, one makes it.
    """
    turn = order.attempts + 1
    taken = RecordingOrder.objects.filter(
        pk=order.pk, state=_State.WAITING, attempts=order.attempts
    ).update(attempts=turn, due_at=timezone.now() + LEASE)
    if not taken:
        return None
    mine = RecordingOrder.objects.filter(
        pk=order.pk, state=_State.WAITING, attempts=turn
    )
    try:
        derivative = _recode(order, transcoder or get_transcoder())
    except RecordingError as error:
        logger.warning("No copy of exhibit %s: %s", order.exhibit_id, error)
        mine.update(state=_State.FAILED, fault=error.fault.value)
        return None
    mine.update(state=_State.DONE)
    return derivative


def _recode(order: RecordingOrder, transcoder: Transcoder) -> Derivative:
    exhibit = order.exhibit
    with tempfile.TemporaryDirectory(prefix="recording-") as folder:
        target = Path(folder) / "copy"
        try:
            with file_of(exhibit) as source:
                copy = transcoder.recode(source, exhibit.media_type, target)
        except OSError as error:
            raise RecordingError(RecordingFault.STORE, str(error)) from error
        with target.open("rb") as stream:
            return keep_copy(
                exhibit=exhibit,
                kind=Derivative.Kind.TRANSCODED,
                copy=copy,
                stream=stream,
                by=order.made_by,
            )


@task()
def record(order_id: int, attempts: int) -> None:
    """Wake up for one order."""
    found = RecordingOrder.objects.select_related("exhibit", "made_by")
    for order in found.filter(pk=order_id, attempts=attempts):
        make_recording(order=order)


def hand_out_recordings() -> int:
    """Wake workers for orders that were left behind; return for how many."""
    waiting = RecordingOrder.objects.filter(
        state=_State.WAITING, due_at__lte=timezone.now()
    )
    given_up = waiting.filter(attempts__gte=MOST_ATTEMPTS)
    given_up.update(state=_State.FAILED, fault=RecordingFault.TIME.value)
    due = list(waiting.order_by("due_at", "pk")[:MOST_AT_ONCE])
    for order in due:
        RecordingOrder.objects.filter(pk=order.pk).update(due_at=timezone.now() + LEASE)
        record.enqueue(order.pk, order.attempts)
    return len(due)
