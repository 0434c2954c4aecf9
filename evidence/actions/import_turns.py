"""The work of an import, a turn at a time.

Each batch of rows is one transaction, which also moves the run's position. It begins by
claiming the run for this turn: a turn that was taken over writes nothing more. So
whatever is killed, the next turn goes on behind the last whole batch, and no row is
lost or written twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import IO, Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.log_actions import log

from core.locales import language_codes
from evidence.importing import keeping
from evidence.importing.batches import Batch, batches
from evidence.importing.drafts import MODELS
from evidence.importing.faults import FileFault
from evidence.importing.references import PENDING
from evidence.importing.saving import BatchWriter
from evidence.importing.terms import Terms
from evidence.models import ImportFault, ImportRow, ImportRun, Source
from evidence.models.importing import AT_WORK

__all__ = ["carry_on"]

logger = logging.getLogger(__name__)

# A turn that does not come back by then was killed.
LEASE = timedelta(minutes=2)
# A turn ends after so long, for the sake of other tasks; the next one goes on.
TURN_SECONDS = 60
# Turns that may end without a batch before the import is given up.
MOST_STALLS = 10
# Rows that may be bad, and faults that are told of each.
MOST_BAD, MOST_FAULTS = 5_000, 20
UNDO_SIZE = 50
READABLE_OTHERWISE = ("encoding", "cell", "columns")

State, Outcome = ImportRun.State, ImportRow.Outcome
Tell = Callable[[ImportRun], object]


class _Superseded(Exception):
    """Another turn has taken the run: this one was too slow."""


def carry_on(
    *,
    run_id: int,
    turn: int | None = None,
    seconds: float = TURN_SECONDS,
    tell: Tell = lambda run: None,
) -> bool:
    """Go on with an import for a turn; return whether there is more to do.

    ``turn`` is the number of turns that the caller has seen: of several callers with
    the same number, one works. Without it the run is taken from whoever has it.
    ``tell`` hears of each batch.
    """
    waiting = ImportRun.objects.filter(pk=run_id, state__in=AT_WORK)
    if turn is not None:
        waiting = waiting.filter(turn=turn)
    with transaction.atomic():
        found = waiting.select_for_update().first()
        if found is None:
            return False
        # Who insists is not counted: a person looks on.
        found.stalls = 0 if turn is None else found.stalls + 1
        found.turn += 1
        found.due_at = timezone.now() + LEASE
        found.save(update_fields=["turn", "stalls", "due_at"])
    turn_of = _Turn(found, seconds, tell)
    try:
        if found.stalls > MOST_STALLS:
            raise FileFault(
                "stalled", _("The import has failed again and again at the same row.")
            )
        return turn_of.work()
    except FileFault as fault:
        logger.warning("Import %s cannot go on: %s", found.uuid, fault.code)
        return turn_of.fail(fault)
    except _Superseded:
        return False


class _Turn:
    def __init__(self, run: ImportRun, seconds: float, tell: Tell) -> None:
        self._run, self._tell = run, tell
        self._until = time.monotonic() + seconds

    def work(self) -> bool:
        if self._run.state == State.UNDOING:
            return self._undo()
        with keeping.kept(self._run) as stream:
            return self._walk(stream)

    def _walk(self, stream: IO[bytes]) -> bool:
        """Check or write batch after batch, as the run's state says."""
        run = self._run
        is_check = run.state == State.CHECKING
        for batch in batches(stream, run, Terms()):
            (self._check if is_check else self._write)(batch)
            self._tell(run)
            if run.state == State.UNDOING:
                return True
            if time.monotonic() > self._until:
                # Others wait as well.
                ImportRun.objects.filter(pk=run.pk, turn=run.turn).update(
                    due_at=timezone.now()
                )
                return True
        with transaction.atomic():
            self._keep(state=State.CHECKED if is_check else State.DONE, share=1)
            if not is_check:
                transaction.on_commit(partial(keeping.discard, run.uuid))
        self._tell(run)
        return False

    def _keep(self, **values: Any) -> None:
        """Store progress, first of all in a transaction: see the module."""
        run = self._run
        values = {"stalls": 0, "due_at": timezone.now() + LEASE, **values}
        mine = ImportRun.objects.filter(pk=run.pk, turn=run.turn, state=run.state)
        if not mine.update(touched_at=timezone.now(), **values):
            raise _Superseded
        for name, value in values.items():
            setattr(run, name, value)

    def _advance(self, batch: Batch, **more: Any) -> None:
        share = batch.last_line / max(self._run.layout.get("lines", 0), batch.last_line)
        self._keep(position=batch.last_line, share=min(share, 0.99), **more)

    def _check(self, batch: Batch) -> None:
        references = batch.look_up()
        rows: list[ImportRow] = []
        faults: list[ImportFault] = []
        for row in batch.rows:
            draft = batch.draft(row, references)
            new = ImportRow(
                run=self._run,
                line=row.line,
                kind=draft.kind,
                key=draft.key[:200],
                title=batch.cells[row.line].get("title", "")[:200],
                outcome=Outcome.GOOD,
            )
            rows.append(new)
            own = [
                ImportFault(row=new, field=f.field[:80], code=f.code, reasons=reasons)
                for f, reasons in (
                    batch.reasons(row, references) if draft.faults else ()
                )
            ]
            if not own and new.key:
                own = self._judge_key(new, references)
            if own:
                new.outcome, new.cells = Outcome.BAD, row.cells
                faults += own[:MOST_FAULTS]
            elif new.outcome == Outcome.GOOD:
                references.add(
                    kind=new.kind,
                    key=new.key,
                    title=new.title,
                    pk=PENDING - row.line,
                    line=row.line,
                )
        with transaction.atomic():
            self._advance(batch)
            ImportRow.objects.bulk_create(rows)
            ImportFault.objects.bulk_create(faults)
        if faults and self._run.rows.filter(outcome=Outcome.BAD).count() > MOST_BAD:
            raise FileFault(
                "faults",
                _("More than %(most)d rows have faults. Mend the table first.")
                % {"most": MOST_BAD},
            )

    def _judge_key(self, row: ImportRow, references: Any) -> list[ImportFault]:
        """Find out whether the archive, or the file, has a row's identifier already."""
        if references.existing(row.kind, row.key) is not None:
            if self._run.duplicates == ImportRun.Duplicates.SKIP:
                row.outcome = Outcome.DUPLICATE
                return []
            reason: Any = _("The archive has a record with this identifier already.")
        elif line := references.line_of(row.kind, row.key):
            reason = _("Line %(line)d has this identifier already.") % {"line": line}
        else:
            return []
        said = _in_every_language(reason)
        return [ImportFault(row=row, field="key", code="duplicate", reasons=said)]

    def _write(self, batch: Batch) -> None:
        run = self._run
        with transaction.atomic():
            self._advance(batch)
            wanted = ImportRow.objects.filter(
                run=run, outcome=Outcome.GOOD, line__in=batch.cells
            )
            good = {row.line: row for row in wanted}
            references = batch.look_up()
            writer = BatchWriter(run, batch.cells.values())
            for row in batch.rows:
                if row.line not in good:
                    continue
                entry = good[row.line]
                # Somebody else may have brought it since it was checked.
                told = self._judge_key(entry, references) if entry.key else []
                if told:
                    entry.outcome, entry.cells = Outcome.BAD, row.cells
                    ImportFault.objects.bulk_create(told)
                if entry.outcome != Outcome.GOOD:
                    continue
                draft = batch.draft(row, references)
                if draft.faults:
                    self._refuse(entry, batch, row, references)
                    continue
                writer.write(draft, entry)
                references.add(
                    kind=draft.kind,
                    key=draft.key,
                    title=draft.record.title,
                    pk=draft.record.pk,
                    line=row.line,
                )
            writer.finish()
            fields = ["outcome", "cells", "record", "written_at", "sources"]
            ImportRow.objects.bulk_create(
                good.values(),
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=fields,
            )
            bad = any(row.outcome == Outcome.BAD for row in good.values())
            if bad and run.is_whole:
                self._keep(state=State.UNDOING, position=0)

    def _refuse(
        self, entry: ImportRow, batch: Batch, row: Any, references: Any
    ) -> None:
        """Note what is wrong with a row that was good when it was checked."""
        entry.outcome, entry.cells = Outcome.BAD, row.cells
        ImportFault.objects.bulk_create(
            [
                ImportFault(row=entry, field=f.field[:80], code=f.code, reasons=said)
                for f, said in batch.reasons(row, references)
            ][:MOST_FAULTS]
        )

    def _undo(self) -> bool:
        """Take back what was written, last rows first: none may stand in another."""
        run = self._run
        while True:
            written = ImportRow.objects.filter(run=run, outcome=Outcome.CREATED)
            rows = list(written.order_by("-line").select_related("record")[:UNDO_SIZE])
            if not rows:
                break
            with transaction.atomic():
                self._keep(share=1 - rows[0].line / max(1, run.layout.get("lines", 1)))
                for row in rows:
                    self._take_back(row)
            self._tell(run)
        with transaction.atomic():
            self._keep(state=State.UNDONE, share=1)
            transaction.on_commit(partial(keeping.discard, run.uuid))
        self._tell(run)
        return False

    def _take_back(self, row: ImportRow) -> None:
        """Delete a draft of this run, unless somebody has worked on it since."""
        record = row.record
        row.outcome = Outcome.TAKEN_BACK
        if record is not None and record.updated_at != row.written_at:
            row.outcome = Outcome.KEPT
        elif record is not None:
            whole = MODELS[record.kind].objects.get(pk=record.pk)
            try:
                with transaction.atomic():
                    log(
                        instance=whole,
                        action="wagtail.delete",
                        user=self._run.made_by,
                        deleted=True,
                    )
                    whole.delete()
                    row.record = None
            except ProtectedError:
                row.outcome = Outcome.KEPT
        row.save(update_fields=["outcome", "record"])
        for source in Source.objects.filter(pk__in=row.sources, claim_links=None):
            source.delete()

    def fail(self, fault: FileFault) -> bool:
        """End the run; if all or nothing was wanted, take back what was written. What
        another way of reading may mend is given back to whoever chooses it."""
        run = self._run
        reasons = _in_every_language(fault.message)
        written = ImportRow.objects.filter(run=run, outcome=Outcome.CREATED)
        undo = run.state == State.WRITING and run.is_whole and written.exists()
        state = State.UNDOING if undo else State.FAILED
        if run.state == State.CHECKING and fault.code in READABLE_OTHERWISE:
            state = State.RECEIVED
        try:
            with transaction.atomic():
                self._keep(state=state, reasons=reasons)
                if state == State.FAILED:
                    transaction.on_commit(partial(keeping.discard, run.uuid))
        except _Superseded:
            return False
        self._tell(run)
        return undo


def _in_every_language(message: object) -> dict[str, str]:
    said = {}
    for code in language_codes():
        with override(code):
            said[code] = str(message)
    return said
