"""Any file that may be a table, opened with suspicion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from evidence.hashing import chunks_of
from evidence.importing.csv_files import detect_csv, read_csv
from evidence.importing.faults import FileFault
from evidence.importing.rows import Row
from evidence.importing.xlsx_files import detect_xlsx, is_old_excel, is_zip, read_xlsx

__all__ = ["MOST_BYTES", "MOST_ROWS", "detect", "heading_of", "read_rows"]

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 100_000
LONGEST_HEADING = 200


def detect(stream: IO[bytes], *, encoding: str = "") -> dict[str, Any]:
    """Return the layout: what kind of table it is, and how it is to be read. ``lines``
    is about how many there are, to show progress by."""
    stream.seek(0)
    head = stream.read(8)
    if is_old_excel(head):
        raise FileFault(
            "old_excel",
            _("This is an old Excel file, or it has a password. Save it as XLSX."),
        )
    if is_zip(head):
        return {"type": "xlsx", **detect_xlsx(stream)}
    layout = {"type": "csv", **detect_csv(stream, encoding)}
    stream.seek(0)
    return {**layout, "lines": sum(part.count(b"\n") for part in chunks_of(stream))}


def read_rows(
    stream: IO[bytes], layout: dict[str, Any], *, after: int = 0
) -> Iterator[Row]:
    """Walk the rows behind the heading that are not blank, from line ``after`` on."""
    rows = _rows(stream, layout)
    next(rows, None)
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise FileFault(
                "rows",
                _("The table has more than %(most)d rows. Divide it.")
                % {"most": MOST_ROWS},
            )
        if row.line > after:
            yield row


def heading_of(stream: IO[bytes], layout: dict[str, Any]) -> list[str]:
    """Return the names of the columns, too long ones cut."""
    first = next(_rows(stream, layout), None)
    if first is None:
        raise FileFault("empty", _("The table is empty."))
    return [cell[:LONGEST_HEADING] for cell in first.cells]


def _rows(stream: IO[bytes], layout: dict[str, Any]) -> Iterator[Row]:
    read = read_xlsx if layout["type"] == "xlsx" else read_csv
    return (row for row in read(stream, layout) if not row.is_blank)
