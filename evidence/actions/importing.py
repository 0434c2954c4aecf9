"""Bringing tables in: a file is handed in, its columns named, its rows checked and
written.

What each verb begins is done in turns, by :mod:`evidence.actions.import_turns`. Records
come as drafts: a reader sees none of them before somebody else has reviewed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.models import Locale

from evidence.actions.import_turns import carry_on
from evidence.importing import keeping
from evidence.importing.columns import all_columns, guess_mapping
from evidence.importing.faults import FileFault
from evidence.importing.files import detect, heading_of
from evidence.models import ImportRow, ImportRun, VocabularyTerm
from evidence.models.importing import AT_WORK, SETTLED

__all__ = [
    "Choices",
    "begin_check",
    "begin_import",
    "begin_writing",
    "discard_import",
    "earlier_import",
    "import_on",
    "may_import",
    "read_differently",
    "sweep_imports",
]

State = ImportRun.State
RIGHTS = ("add_incident", "add_place", "add_movableobject", "add_source")
MOST_AT_ONCE = 20
# What was handed out to a worker is not handed out again before.
AGAIN = timedelta(minutes=3)
UNDECIDED, REMEMBERED = timedelta(days=30), timedelta(days=90)


@dataclass(frozen=True)
class Choices:
    """What holds for all rows that do not say otherwise."""

    language: Locale
    kind: str = ""
    source_kind: VocabularyTerm | None = None
    duplicates: str = ImportRun.Duplicates.SKIP
    is_whole: bool = True


def may_import(user: Any) -> bool:
    """Whether ``user`` may add all that a table can bring."""
    return all(user.has_perm(f"evidence.{right}") for right in RIGHTS)


def begin_import(
    *, stream: IO[bytes], file_name: str, choices: Choices, by: Any
) -> ImportRun:
    """Keep a file and find out how it is to be read; return its run.

    Raises PermissionDenied, or ValidationError for a file that cannot be a table.
    """
    if not may_import(by):
        raise PermissionDenied
    uuid = uuid4()
    try:
        layout = detect(stream)
        header = heading_of(stream, layout)
        stream.seek(0)
        sha256, size = keeping.keep(uuid, stream)
    except FileFault as fault:
        raise ValidationError(str(fault), code=fault.code) from None
    return ImportRun.objects.create(
        uuid=uuid,
        made_by=by,
        file_name=file_name.replace("\\", "/").rpartition("/")[2][:255],
        sha256=sha256,
        size=size,
        layout=layout,
        header=header,
        mapping=guess_mapping(header),
        kind=choices.kind,
        language=choices.language,
        source_kind=choices.source_kind,
        duplicates=choices.duplicates,
        is_whole=choices.is_whole,
    )


def earlier_import(sha256: str, *, but: int = 0) -> ImportRun | None:
    """Return the last import that brought the very same file into the archive."""
    done = ImportRun.objects.filter(sha256=sha256, state=State.DONE).exclude(pk=but)
    return done.order_by("-pk").first()


def read_differently(*, run: ImportRun, **layout: str) -> ImportRun:
    """Read the file anew in another encoding, with another delimiter or sheet."""
    _refuse_unless(run, State.RECEIVED, State.CHECKED)
    known = {key: value for key, value in layout.items() if value and key in run.layout}
    changed = {**run.layout, **known}
    try:
        with keeping.kept(run) as stream:
            header = heading_of(stream, changed)
    except FileFault as fault:
        raise ValidationError(str(fault), code=fault.code) from None
    run.layout, run.header, run.mapping = changed, header, guess_mapping(header)
    run.state = State.RECEIVED
    run.save()
    return run


@transaction.atomic
def begin_check(
    *, run: ImportRun, mapping: Iterable[str], choices: Choices
) -> ImportRun:
    """Name the columns and check every row: a dry run, which writes no record."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    _refuse_unless(run, State.RECEIVED, State.CHECKED)
    mapping = list(mapping)[: len(run.header)]
    named = [name for name in mapping if name]
    faults = []
    if unknown := [name for name in named if name not in all_columns()]:
        faults.append(_("There is no column “%(name)s”.") % {"name": unknown[0]})
    doubles = {name for name in named if named.count(name) > 1}
    faults += [
        _("Two columns stand for “%(name)s”.") % {"name": all_columns()[name].label}
        for name in sorted(doubles & all_columns().keys())
    ]
    if "title" not in named:
        faults.append(_("Say which column holds the title."))
    if "kind" not in named and not choices.kind:
        faults.append(_("Say what kind of records these are."))
    if faults:
        raise ValidationError(faults, code="mapping")
    ImportRow.objects.filter(run=run).delete()
    run.mapping = mapping
    run.kind, run.language = choices.kind, choices.language
    run.source_kind, run.duplicates = choices.source_kind, choices.duplicates
    run.is_whole = choices.is_whole
    return _begin(run, State.CHECKING)


@transaction.atomic
def begin_writing(*, run: ImportRun, is_whole: bool, by: Any) -> ImportRun:
    """Write the records of a file that was checked.

    ``is_whole``: all rows or none. Otherwise the good rows alone.
    """
    if not may_import(by):
        raise PermissionDenied
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    _refuse_unless(run, State.CHECKED)
    rows = ImportRow.objects.filter(run=run)
    if is_whole and rows.filter(outcome=ImportRow.Outcome.BAD).exists():
        raise ValidationError(
            _("Some rows have faults, so nothing is imported. Choose the good rows."),
            code="bad_rows",
        )
    if not rows.filter(outcome=ImportRow.Outcome.GOOD).exists():
        raise ValidationError(_("There is no row to import."), code="no_rows")
    run.is_whole = is_whole
    return _begin(run, State.WRITING)


@transaction.atomic
def discard_import(*, run: ImportRun) -> ImportRun:
    """Give a file up that nothing was written of."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    _refuse_unless(run, State.RECEIVED, State.CHECKING, State.CHECKED)
    run.state = State.DISCARDED
    run.save(update_fields=["state", "touched_at"])
    ImportRow.objects.filter(run=run).delete()
    transaction.on_commit(partial(keeping.discard, run.uuid))
    return run


def _refuse_unless(run: ImportRun, *states: str) -> None:
    if run.state not in states:
        raise ValidationError(
            _("This import has gone on in the meantime."), code="state"
        )


def _begin(run: ImportRun, state: str) -> ImportRun:
    run.state, run.position, run.share, run.stalls = state, 0, 0, 0
    run.reasons = {}
    run.due_at = timezone.now() + AGAIN
    run.save()
    transaction.on_commit(partial(import_on.enqueue, run.pk, run.turn))
    return run


@task()
def import_on(run_id: int, turn: int) -> None:
    """Wake up for an import; a long one takes several turns."""
    if carry_on(run_id=run_id, turn=turn):
        import_on.enqueue(run_id, turn + 1)


def sweep_imports() -> int:
    """Wake workers for imports that were left behind, and clear old ones away."""
    count = 0
    now = timezone.now()
    left = ImportRun.objects.filter(state__in=AT_WORK, due_at__lte=now).order_by("pk")
    for run in left[:MOST_AT_ONCE]:
        same = ImportRun.objects.filter(pk=run.pk, turn=run.turn, due_at=run.due_at)
        if same.update(due_at=now + AGAIN):
            import_on.enqueue(run.pk, run.turn)
            count += 1
    _forget(now)
    keeping.clear_away()
    return count


def _forget(now: datetime) -> None:
    """Give up files that nobody decided on, and forget what was in bad rows."""
    undecided = ImportRun.objects.filter(
        state__in=(State.RECEIVED, State.CHECKED), touched_at__lt=now - UNDECIDED
    )
    for run in undecided.order_by("pk")[:MOST_AT_ONCE]:
        discard_import(run=run)
    ImportRow.objects.filter(
        outcome=ImportRow.Outcome.BAD,
        run__state__in=SETTLED,
        run__touched_at__lt=now - REMEMBERED,
    ).delete()
