"""Import records of the evidence archive from a table, CSV or XLSX, as drafts.

Run again after whatever broke it off, it goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils.translation import override
from wagtail.models import Locale

from core.locales import language_codes
from evidence.actions.import_turns import carry_on
from evidence.actions.importing import (
    Choices,
    begin_check,
    begin_import,
    begin_writing,
    discard_import,
    earlier_import,
    read_differently,
)
from evidence.importing.encodings import ENCODINGS
from evidence.importing.refused import field_label, refused_lines
from evidence.models import ImportFault, ImportRow, ImportRun, Record, VocabularyTerm
from evidence.models.importing import SETTLED
from evidence.progress import Progress

State, Outcome = ImportRun.State, ImportRow.Outcome
MOST_TOLD = 100
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a file, CSV or XLSX")
        parser.add_argument("--user", required=True, help="the account that records")
        parser.add_argument(
            "--kind", choices=Record.Kind.values, default="",
            help="of rows that do not say it",
        )  # fmt: skip
        parser.add_argument(
            "--language", choices=language_codes(), default=language_codes()[0],
            help="of rows that do not say it",
        )  # fmt: skip
        parser.add_argument(
            "--source-kind", default="", metavar="SLUG",
            help="the kind of sources whose kind is not told",
        )  # fmt: skip
        parser.add_argument(
            "--map", action="append", default=[], metavar="HEADING=COLUMN",
            help="what a heading stands for; COLUMN empty leaves it out",
        )  # fmt: skip
        parser.add_argument("--encoding", choices=ENCODINGS, default="")
        parser.add_argument("--delimiter", choices=_DELIMITERS, default="")
        parser.add_argument("--sheet", default="", help="of an XLSX file")
        parser.add_argument(
            "--duplicates", choices=ImportRun.Duplicates.values, default="skip",
            help="what becomes of rows that the archive has already",
        )  # fmt: skip
        parser.add_argument(
            "--good-rows", action="store_true",
            help="import what is good, not all or nothing",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="write no record")
        parser.add_argument(
            "--again", action="store_true",
            help="import a file that was imported before",
        )  # fmt: skip
        parser.add_argument(
            "--refused", type=Path, help="a new file for the rows with faults"
        )
        parser.add_argument(
            "--speak", choices=language_codes(), default="en",
            help="the language of the reasons",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["speak"]):
            try:
                self._import(options)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            except PermissionDenied as error:
                raise CommandError("This account may not import.") from error

    def _import(self, options: dict[str, Any]) -> None:
        path: Path = options["path"]
        by = get_user_model().objects.filter(username=options["user"]).first()
        if by is None:
            raise CommandError(f"There is no account {options['user']}.")
        try:
            with path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise CommandError(str(error)) from error
        done = earlier_import(sha256)
        if done and not options["again"]:
            self.stdout.write(f"This file was imported on {done.begun_at:%Y-%m-%d}.")
            self._tell(done, options)
            return
        run = self._run(path, sha256, by, options)
        if run.state not in (State.WRITING, State.UNDOING):
            self._work(run)
            if run.state != State.CHECKED:
                self._report(run, options)
                if run.state == State.RECEIVED:
                    discard_import(run=run)
                raise CommandError("The file cannot be read.")
            if options["dry_run"]:
                self._report(run, options)
                discard_import(run=run)
                return
            bad = ImportRow.objects.filter(run=run, outcome=Outcome.BAD).exists()
            if bad and run.is_whole:
                self._report(run, options)
                discard_import(run=run)
                raise CommandError("Nothing was imported: some rows have faults.")
            if not run.rows.filter(outcome=Outcome.GOOD).exists():
                self._report(run, options)
                discard_import(run=run)
                return
            run = begin_writing(run=run, is_whole=run.is_whole, by=by)
        self._work(run)
        self._report(run, options)
        if run.state != State.DONE:
            raise CommandError("Nothing was imported.")

    def _run(
        self, path: Path, sha256: str, by: Any, options: dict[str, Any]
    ) -> ImportRun:
        """Return the run that was broken off, or a new one that is to be checked."""
        choices = _choices(options)
        open_runs = ImportRun.objects.filter(made_by=by, sha256=sha256).exclude(
            state__in=SETTLED
        )
        for run in open_runs:
            if run.state in (State.WRITING, State.UNDOING):
                return run
            discard_import(run=run)
        with path.open("rb") as stream:
            run = begin_import(
                stream=stream, file_name=path.name, choices=choices, by=by
            )
        run = read_differently(
            run=run,
            encoding=options["encoding"],
            delimiter=_DELIMITERS.get(options["delimiter"], ""),
            sheet=options["sheet"],
        )
        return begin_check(run=run, mapping=_mapping(run, options), choices=choices)

    def _work(self, run: ImportRun) -> None:
        """Go on until the run comes to a rest, with a bar."""
        lines = max(1, run.layout.get("lines", 1))
        with Progress(sys.stderr, lines, unit=("rows/s", 1)) as bar:
            bar.say(str(run.get_state_display()))
            position = 0

            def tell(now: ImportRun) -> None:
                nonlocal position
                bar.advance(max(0, now.position - position))
                position = now.position

            while carry_on(run_id=run.pk, tell=tell):
                pass
        run.refresh_from_db()

    def _report(self, run: ImportRun, options: dict[str, Any]) -> None:
        faults = ImportFault.objects.filter(row__run=run).select_related("row")
        told = faults.order_by("row__line", "pk")
        for fault in told[:MOST_TOLD]:
            where = field_label(run, fault)
            self.stdout.write(f"Line {fault.row.line}, {where}: {fault.reason}")
        if (more := told.count() - MOST_TOLD) > 0:
            self.stdout.write(f"… and {more} more faults")
        if options["refused"]:
            with options["refused"].open("x", encoding="utf-8", newline="") as out:
                out.writelines(refused_lines(run))
        self._tell(run, options)

    def _tell(self, run: ImportRun, options: dict[str, Any]) -> None:
        if run.reason:
            self.stdout.write(run.reason)
        counted = run.rows.order_by().values_list("outcome").annotate(Count("pk"))
        for outcome, count in sorted(counted):
            self.stdout.write(f"{Outcome(outcome).label}: {count}")
        self.stdout.write(str(run.get_state_display()))


def _choices(options: dict[str, Any]) -> Choices:
    source_kind = None
    if slug := options["source_kind"]:
        terms = VocabularyTerm.objects.filter(scheme="source_kind", slug=slug)
        source_kind = terms.first()
        if source_kind is None:
            raise CommandError(f"There is no kind of source {slug}.")
    return Choices(
        language=Locale.objects.get(language_code=options["language"]),
        kind=options["kind"],
        source_kind=source_kind,
        duplicates=options["duplicates"],
        is_whole=not options["good_rows"],
    )


def _mapping(run: ImportRun, options: dict[str, Any]) -> list[str]:
    mapping = list(run.mapping)
    for pair in options["map"]:
        heading, _equals, column = pair.partition("=")
        if heading not in run.header:
            raise CommandError(f"The table has no column “{heading}”.")
        mapping[run.header.index(heading)] = column
    return mapping
