"""Audit the evidence archive: every file, row, chain, anchor and proof."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.audit import Fault, audit
from evidence.audit.files import bytes_to_check, check_files
from evidence.progress import Progress


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sha512",
            action="store_true",
            help="compute the SHA-512 of the originals, too; this takes longer",
        )
        parser.add_argument(
            "--rows-only", action="store_true", help="leave the files out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        with Progress(sys.stderr, bytes_to_check()) as progress:
            for fault in self._find(progress, options):
                faults += 1
                progress.clear()
                self.stdout.write(f"FAULT {fault}")
        if faults:
            raise CommandError(f"The archive has {faults} faults.")
        self.stdout.write("The archive is whole.")

    def _find(self, progress: Progress, options: dict[str, Any]) -> Iterator[Fault]:
        yield from audit(on_check=progress.say)
        if not options["rows_only"]:
            progress.say("files")
            yield from check_files(both=options["sha512"], on_bytes=progress.advance)
