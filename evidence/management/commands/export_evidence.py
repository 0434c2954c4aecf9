"""Export the evidence archive, or some of it, as a bag that checks itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Sum

from evidence.actions.exporting import export_evidence
from evidence.audit.files import bytes_to_check
from evidence.export.bag import BagTarget, FolderTarget, ZipTarget
from evidence.models import Exhibit, Record
from evidence.progress import Progress


class Command(BaseCommand):
    help = (
        "Export the evidence archive, or some of it, as a bag that checks itself. "
        "Without further options it holds what readers may see."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", type=Path, help="a new folder, or a new file that ends in .zip"
        )
        parser.add_argument(
            "--record",
            action="append",
            metavar="NAME",
            help="the identifier of a record; may be given several times",
        )
        parser.add_argument(
            "--private",
            action="store_true",
            help="with originals and all that was recorded of them; needs --reason",
        )
        parser.add_argument(
            "--everything",
            action="store_true",
            help="all that there is, public or not; needs --reason",
        )
        parser.add_argument(
            "--reason", default="", help="what a private export is for; it is logged"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        records = self._records(options)
        try:
            with Progress(sys.stderr, _size(records)) as progress:
                path = export_evidence(
                    target=_target(options["path"]),
                    records=records,
                    private=options["private"],
                    reason=options["reason"],
                    on_bytes=progress.advance,
                )
        except (FileExistsError, ValidationError) as error:
            message = getattr(error, "messages", [str(error)])
            raise CommandError(" ".join(message)) from error
        self.stdout.write(str(path))

    def _records(self, options: dict[str, Any]) -> list[Record] | None:
        if options["everything"]:
            if options["record"]:
                raise CommandError("Choose either records or everything.")
            return None
        names = options["record"]
        if not names:
            shown = Record.objects if options["private"] else Record.objects.visible()
            return list(shown.order_by("pk"))
        found = {row.name: row for row in Record.objects.filter(name__in=names)}
        if unknown := [name for name in names if name not in found]:
            raise CommandError(f"There is no record {', '.join(unknown)}.")
        return list(found.values())


def _target(path: Path) -> BagTarget:
    return ZipTarget(path) if path.suffix == ".zip" else FolderTarget(path)


def _size(records: list[Record] | None) -> int:
    """About how many bytes will be copied."""
    if records is None:
        return bytes_to_check()
    shown = Exhibit.objects.filter(record_links__record__in=records).distinct()
    return shown.aggregate(total=Sum("size"))["total"] or 0
