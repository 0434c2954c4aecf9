"""The rows that were refused, as a table to be mended and handed in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from evidence.importing.columns import all_columns
from evidence.models import ImportFault, ImportRow, ImportRun
from evidence.spreadsheets import disarmed

__all__ = ["REASONS", "field_label", "refused_lines"]

# Headings that no column answers to: what was mended can be handed in with them.
REASONS = ("import_line", "import_reasons")


def field_label(run: ImportRun, fault: ImportFault) -> str:
    """Return the heading of the column that a fault is in, as the file has it."""
    if fault.field in run.mapping:
        place = run.mapping.index(fault.field)
        if place < len(run.header) and run.header[place]:
            return str(run.header[place])
    column = all_columns().get(fault.field)
    return column.label if column else _("Row")


def refused_lines(run: ImportRun) -> Iterator[str]:
    """Walk the lines of a CSV file, the heading first; reasons are in the active
    language."""
    yield "\ufeff" + _line([*run.header, *REASONS])
    bad = ImportRow.objects.filter(run=run, outcome=ImportRow.Outcome.BAD)
    for row in bad.prefetch_related("faults").order_by("line").iterator(chunk_size=200):
        cells = [*row.cells, *[""] * (len(run.header) - len(row.cells))]
        reasons = [
            f"{field_label(run, fault)}: {fault.reason}" for fault in row.faults.all()
        ]
        shown = cells[: len(run.header)]
        yield _line([*shown, str(row.line), "\n".join(reasons)])


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(disarmed, cells))
    return out.getvalue()
