"""Carrying out captures: from an address that waits to exhibits with their custody.

The state is :class:`~evidence.models.Capture`. Whoever works on one takes it for a
lease by counting its attempts up; a worker that is killed costs the lease, no more.
What was captured is handed to the intake in one transaction with the capture's facts:
before it, the page is captured anew and nothing of the first time is left; after it,
the same files become exhibits, once.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evidence import incoming
from evidence.actions.intake import accession, begin_intake
from evidence.capture_mail import tell_of_failure
from evidence.captures import canonical_url, captures_of
from evidence.capturing import Captured, CaptureEngine, CaptureError, Reason, get_engine
from evidence.custody import moment, record_event
from evidence.models import Capture, CustodyEvent, Exhibit, Intake

__all__ = ["carry_out"]

logger = logging.getLogger(__name__)

# An address that was kept less long ago is not kept again, unless somebody asks.
PERIOD = timedelta(days=30)
# Longer than a capture may take. A worker that is not back by then was killed.
LEASE = timedelta(minutes=15)
PAUSES = [
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
]
# So often a capture may be begun without coming to any end.
MOST_BEGUN = 40
# While another page of the same host is being kept.
NEIGHBOURLY = timedelta(minutes=1)
_State = Capture.State


class _Superseded(Exception):
    """Another worker has taken the capture: this one was too slow."""


def carry_out(
    *, capture_id: int, attempt: int, engine: CaptureEngine | None = None
) -> Capture | None:
    """Carry out a capture that waits; return it as it then stands.

    ``attempt`` is the number of attempts that the caller has seen: of several callers
    with the same number one works, the others get None.
    """
    capture = _take(capture_id, attempt)
    if capture is None:
        return None
    try:
        if "intakes" not in capture.facts:
            _capture(capture, engine or get_engine())
        _keep(capture)
    except FileNotFoundError as error:
        # The files on their way in are gone, as after a restored backup.
        logger.error("%s has to be captured anew: %s", capture.url, error)
        Intake.objects.filter(
            pk__in=capture.facts.pop("intakes").values(), state=Intake.State.WAITING
        ).update(state=Intake.State.REFUSED, fault=str(error)[:400])
        _put_off(capture, CaptureError(Reason.BROKEN, "its files were lost"))
    except _Superseded:
        return None
    except CaptureError as error:
        _put_off(capture, error)
    capture.refresh_from_db()
    return capture


def _take(capture_id: int, attempt: int) -> Capture | None:
    """Take a capture for the lease, if it is to be carried out now."""
    now = timezone.now()
    with transaction.atomic():
        capture = (
            Capture.objects.select_for_update(of=("self",))
            .select_related("source")
            .filter(pk=capture_id, state=_State.WAITING, attempts=attempt)
            .first()
        )
        if capture is None:
            return None
        if _is_moot(capture):
            capture.delete()
            return None
        if "intakes" not in capture.facts:
            if _adopt(capture):
                return None
            if _has_neighbour(capture, now):
                capture.due_at = now + NEIGHBOURLY
                capture.save(update_fields=["due_at"])
                return None
            if capture.attempts >= MOST_BEGUN:
                _give_up(capture, CaptureError(Reason.TIME, "it never came to an end"))
                return None
            _discard_staged(capture)
        capture.attempts += 1
        capture.due_at = now + LEASE
        capture.last_fault = ""
        capture.save()
    return capture


def _is_moot(capture: Capture) -> bool:
    """Say whether the source was given another address before anything was done."""
    source = capture.source
    return (
        capture.asked_by_id is None
        and capture.attempts == 0
        and source is not None
        and source.url != capture.url
    )


def _adopt(capture: Capture) -> bool:
    """Finish with a recent copy of the same address, if nobody asked for a new one."""
    if capture.asked_by_id is not None:
        return False
    recent = timezone.now() - PERIOD
    earlier = captures_of(capture.url).filter(captured_at__gte=recent).first()
    if earlier is None:
        return False
    for name in ("captured_at", "archive", "picture", "payload_sha256", "text"):
        setattr(capture, name, getattr(earlier, name))
    capture.facts = {**earlier.facts, "same_as": str(earlier.uuid)}
    capture.state, capture.last_fault = _State.DONE, ""
    capture.save()
    return True


def _has_neighbour(capture: Capture, now: datetime) -> bool:
    """Say whether another page of the same host is being captured now."""
    host = urlsplit(canonical_url(capture.url)).hostname
    under_way = Capture.objects.filter(
        state=_State.WAITING, attempts__gt=0, last_fault="", due_at__gt=now
    ).exclude(pk=capture.pk)
    return any(
        urlsplit(canonical_url(url)).hostname == host
        for url in under_way.values_list("url", flat=True)
    )


def _capture(capture: Capture, engine: CaptureEngine) -> None:
    """Capture the page and hand its files to the intake."""
    with _work_folder() as folder:
        captured = engine.capture(capture.url, folder)
        files = {"archive": captured.wacz}
        if captured.picture:
            files["picture"] = captured.picture
        if captured.document:
            files["document"] = captured.document
        intakes = {
            role: _stage(capture, captured, role, path) for role, path in files.items()
        }
    with transaction.atomic():
        _hold(capture)
        for intake in intakes.values():
            # From here on they become exhibits, whoever comes by.
            intake.received, intake.state = intake.size, Intake.State.WAITING
            intake.save()
        capture.captured_at = captured.captured_at
        capture.payload_sha256 = captured.payload_sha256
        capture.text = captured.text
        capture.facts = {
            **captured.facts,
            "title": captured.title,
            "intakes": {role: intake.pk for role, intake in intakes.items()},
        }
        capture.save()


def _stage(capture: Capture, captured: Captured, role: str, path: Path) -> Intake:
    """Copy a file to the intake's incoming files. It is nobody's exhibit yet."""
    source = capture.source
    day = captured.captured_at.astimezone(UTC)
    host = urlsplit(captured.final_url).hostname or "page"
    with transaction.atomic():
        _hold(capture)
        intake = begin_intake(
            original_name=f"{host}-{day:%Y%m%dT%H%M%SZ}{path.suffix}",
            size=path.stat().st_size,
            facts={
                "title": (captured.title or captured.url)[:300],
                "language": source.language if source else "",
                "source_id": source.pk if source else None,
                "acquisition": Exhibit.Acquisition.CAPTURE.value,
                "acquired_from": captured.url[:300],
                "acquired_on": f"{day:%Y-%m-%d}",
                "is_sample": source.is_sample if source else False,
            },
            by=capture.asked_by,
        )
        capture.facts.setdefault("staged", []).append(intake.pk)
        capture.save(update_fields=["facts"])
    with path.open("rb") as stream:
        end = incoming.append(intake.uuid, stream, at=0, most=intake.size + 1)
    if end != intake.size:
        raise CaptureError(Reason.BROKEN, f"{role}: {end} of {intake.size} bytes")
    return intake


def _discard_staged(capture: Capture) -> None:
    """Let go what an attempt that was killed had handed over too early."""
    left = Intake.objects.filter(
        pk__in=capture.facts.pop("staged", []), state=Intake.State.RECEIVING
    )
    for intake in left:
        incoming.discard(intake.uuid)
    left.delete()


def _keep(capture: Capture) -> None:
    """Make the files exhibits and finish the capture."""
    numbers: dict[str, int] = capture.facts["intakes"]
    exhibits = {
        role: accession(intake=Intake.objects.get(pk=number))
        for role, number in numbers.items()
    }
    with transaction.atomic():
        _hold(capture)
        capture.archive = exhibits["archive"]
        capture.picture = exhibits.get("picture")
        for name in ("intakes", "staged"):
            capture.facts.pop(name, None)
        if document := exhibits.get("document"):
            capture.facts["document"] = document.name
        capture.state, capture.last_fault = _State.DONE, ""
        capture.save()
        for role, exhibit in exhibits.items():
            record_event(
                kind=CustodyEvent.Kind.CAPTURE,
                exhibit=exhibit,
                actor=capture.asked_by,
                detail=_custody_detail(capture, role),
            )


def _custody_detail(capture: Capture, role: str) -> dict[str, Any]:
    detail = {
        "capture": str(capture.uuid),
        "role": role,
        "url": capture.url,
        "payload_sha256": capture.payload_sha256,
        "software": str(capture.facts.get("software", "")),
    }
    if capture.captured_at:
        detail["captured_at"] = moment(capture.captured_at)
    return detail


def _put_off(capture: Capture, error: CaptureError) -> None:
    """Note the fault, and try again later or never."""
    logger.info("%s was not captured: %s", capture.url, error)
    with transaction.atomic():
        try:
            _hold(capture)
        except _Superseded:
            return
        failures = capture.facts.get("failures", 0)
        if error.is_lasting or failures >= len(PAUSES):
            _give_up(capture, error)
            return
        capture.facts["failures"] = failures + 1
        capture.last_fault = str(error)[:400]
        capture.due_at = timezone.now() + PAUSES[failures]
        capture.save(update_fields=["facts", "last_fault", "due_at"])


def _give_up(capture: Capture, error: CaptureError) -> None:
    capture.state, capture.last_fault = _State.FAILED, str(error)[:400]
    _discard_staged(capture)
    capture.save()
    tell_of_failure(capture)


def _hold(capture: Capture) -> None:
    """Hold the row, and make sure that the capture is still ours."""
    mine = Capture.objects.select_for_update(of=("self",)).filter(
        pk=capture.pk, state=_State.WAITING, attempts=capture.attempts
    )
    if not list(mine.values_list("pk", flat=True)):
        raise _Superseded


@contextmanager
def _work_folder() -> Iterator[Path]:
    """Give a capture a folder of its own; clear those of captures that were killed."""
    root = Path(settings.DATA_DIR) / "capturing"
    root.mkdir(parents=True, exist_ok=True)
    long_ago = time.time() - 2 * LEASE.total_seconds()
    for left in root.iterdir():
        if left.stat().st_mtime < long_ago:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="capture-", dir=root) as folder:
        yield Path(folder)
