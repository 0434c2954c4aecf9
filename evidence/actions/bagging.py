"""Exports asked for in the admin: written in the background, kept for some days.

The state is :class:`Export`; a task is only a wake-up. Whoever writes a bag takes the
row by counting its attempts up; of a writer that was killed, the next attempt writes
another file, and what was left is taken away.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import log

from evidence.actions.exporting import export_evidence
from evidence.export.bag import ZipTarget
from evidence.models import Exhibit, Export, Record

__all__ = ["FOLDER", "ask_for_export", "may_fetch", "sweep_exports", "write_export"]

FOLDER = "evidence/exports"
KEPT = timedelta(days=7)
# A writer tells every other second that it lives.
TOLD_EVERY = 2.0
LEFT_BEHIND = timedelta(minutes=10)
MOST_ATTEMPTS = 3
MOST_RECORDS = 2000
_State = Export.State


class _Superseded(Exception):
    """Another writer has taken the export: this one was too slow."""


def ask_for_export(
    *, records: list[Record] | None, by: Any, private: bool = False, reason: str = ""
) -> Export:
    """Ask for a bag with ``records``, or with everything (None); a worker writes it.

    Raises PermissionDenied or ValidationError, as ``export_evidence`` would.
    """
    private = private or records is None
    needed = ["evidence.add_export", *(["evidence.export_private"] if private else [])]
    if not by.has_perms(needed):
        raise PermissionDenied(_("You may not export this."))
    if private and not reason.strip():
        raise ValidationError(_("Say what the private export is for."), code="required")
    if records is not None:
        _check(records, private)
    with transaction.atomic():
        export = Export.objects.create(
            asked_by=by,
            is_everything=records is None,
            is_private=private,
            reason=reason.strip(),
            total=_size(records),
        )
        export.records.set(records or [])
        log(
            instance=export,
            action="evidence.ask_export",
            user=by,
            data={"private": private, "reason": reason.strip()},
        )
        wake = partial(write_in_background.enqueue, export.pk, 0)
        transaction.on_commit(wake)
    return export


def _check(records: list[Record], private: bool) -> None:
    if not records:
        raise ValidationError(_("Choose what to export."), code="required")
    if len(records) > MOST_RECORDS:
        raise ValidationError(
            _("Choose at most %(most)d records, or everything.")
            % {"most": MOST_RECORDS},
            code="many",
        )
    chosen = Record.objects.filter(pk__in=[record.pk for record in records])
    if not private and not chosen.visible().exists():
        raise ValidationError(_("Nothing of this is public yet."), code="closed")


def _size(records: list[Record] | None) -> int:
    """About how many bytes will be copied."""
    exhibits = Exhibit.objects.all()
    if records is not None:
        keys = [record.pk for record in records]
        exhibits = exhibits.filter(record_links__record__in=keys).distinct()
    return exhibits.aggregate(total=Sum("size"))["total"] or 0


@task()
def write_in_background(export_id: int, attempt: int) -> None:
    """Wake up for one export."""
    write_export(export_id=export_id, attempt=attempt)


def write_export(*, export_id: int, attempt: int) -> Export | None:
    """Write the bag of an export that waits. Of several callers that have seen the same
    number of attempts one writes, the others get None."""
    taken = Export.objects.filter(
        pk=export_id, attempts=attempt, state__in=(_State.WAITING, _State.WORKING)
    ).update(
        attempts=attempt + 1,
        state=_State.WORKING,
        written=0,
        touched_at=timezone.now(),
    )
    if not taken:
        return None
    export = Export.objects.select_related("asked_by").get(pk=export_id)
    try:
        _write(export)
    except _Superseded:
        return None
    except (PermissionDenied, ValidationError) as fault:
        messages = getattr(fault, "messages", None) or [str(fault)]
        _keep(export, state=_State.FAILED, fault=" ".join(messages)[:400])
    export.refresh_from_db()
    return export


def _write(export: Export) -> None:
    name = f"{export.uuid.hex[:16]}-{export.attempts}.zip"
    path = Path(settings.DATA_DIR) / "exports" / name
    records = None if export.is_everything else list(export.records.order_by("pk"))
    told = time.monotonic()
    written = 0

    def tell(count: int) -> None:
        nonlocal told, written
        written += count
        if time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            _keep(export, written=written)

    try:
        export_evidence(
            target=ZipTarget(path),
            records=records,
            private=export.is_private,
            reason=export.reason,
            by=export.asked_by,
            on_bytes=tell,
        )
        size = path.stat().st_size
        kept = f"{FOLDER}/{name}"
        _put(path, kept)
        _keep(
            export,
            state=_State.DONE,
            file=kept,
            size=size,
            written=written,
            fault="",
            expires_at=timezone.now() + KEPT,
        )
    except _Superseded:
        default_storage.delete(f"{FOLDER}/{name}")
        raise
    finally:
        path.unlink(missing_ok=True)


def _put(path: Path, kept: str) -> None:
    """Bring a bag into the private storage; on the same disk it is only moved."""
    if isinstance(default_storage, FileSystemStorage):
        target = Path(default_storage.path(kept))
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.rename(target)
        except OSError:
            # Another disk.
            with path.open("rb") as file:
                default_storage.save(kept, File(file))
        return
    with path.open("rb") as file:
        default_storage.save(kept, File(file))


def _keep(export: Export, **values: Any) -> None:
    mine = Export.objects.filter(pk=export.pk, attempts=export.attempts)
    if not mine.update(touched_at=timezone.now(), **values):
        raise _Superseded


def may_fetch(export: Export, user: Any) -> bool:
    """Whether ``user`` may have the file: who asked for it and may still export."""
    needed = ["evidence.add_export"]
    if export.is_private:
        needed.append("evidence.export_private")
    return bool(
        export.state == _State.DONE
        and export.asked_by_id == user.pk
        and user.is_active
        and user.has_perms(needed)
        and export.expires_at
        and export.expires_at > timezone.now()
    )


def sweep_exports() -> int:
    """Take away what has expired, and wake workers for what was left behind."""
    now = timezone.now()
    done = 0
    for export in Export.objects.filter(state=_State.DONE, expires_at__lte=now)[:50]:
        _forget_attempts(export)
        _keep(export, state=_State.EXPIRED, file="")
        done += 1
    left = Export.objects.filter(
        state__in=(_State.WAITING, _State.WORKING), touched_at__lt=now - LEFT_BEHIND
    )
    for export in left.order_by("pk")[:20]:
        with suppress(_Superseded):
            _take_up(export)
        done += 1
    return done


def _take_up(export: Export) -> None:
    _forget_attempts(export)
    if export.attempts < MOST_ATTEMPTS:
        _keep(export)
        write_in_background.enqueue(export.pk, export.attempts)
        return
    fault = _("It was begun several times and never came to an end.")
    _keep(export, state=_State.FAILED, fault=fault)


def _forget_attempts(export: Export) -> None:
    """Take away every file that was written for an export."""
    for number in range(1, export.attempts + 1):
        name = f"{export.uuid.hex[:16]}-{number}.zip"
        path = Path(settings.DATA_DIR) / "exports" / name
        path.unlink(missing_ok=True)
        path.with_name(f"{name}.partial").unlink(missing_ok=True)
        default_storage.delete(f"{FOLDER}/{name}")
