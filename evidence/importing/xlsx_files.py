"""Tables of Excel: read as they stand, in a stream, without running anything.

The zip is looked over before anything is unpacked: how much it says it holds is all
that Python will unpack of it. No formula is evaluated and none is believed: what Excel
computed last may be old.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.exceptions import InvalidFileException

from evidence.importing.faults import FileFault
from evidence.importing.rows import ERROR, FORMULA, MOST_COLUMNS, Row, trimmed

__all__ = ["detect_xlsx", "is_old_excel", "is_zip", "read_xlsx"]

MOST_PARTS = 2_000
# Unpacked. Excel keeps all different texts in one part, which is held in memory.
MOST_BYTES = 400 * 1024 * 1024
MOST_SHARED = 64 * 1024 * 1024
MOST_GAP = 100_000
MOST_LINES = 1_048_576
MOST_SHEETS = 50
_HEAD = 4096
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, OSError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError),
    *(NotImplementedError, RuntimeError, EOFError, AssertionError),
)
_LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')


def is_zip(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04")


def is_old_excel(head: bytes) -> bool:
    """Whether it is a compound file: an .xls, or anything with a password."""
    return head.startswith(b"\xd0\xcf\x11\xe0")


def detect_xlsx(stream: IO[bytes]) -> dict[str, Any]:
    """Return which sheets there are; the first one is read."""
    with _workbook(stream) as book:
        sheets = book.worksheets[:MOST_SHEETS]
        if not sheets:
            raise FileFault("sheet", _("The file has no sheet with a table."))
        names = [sheet.title for sheet in sheets]
        lines = min(sheets[0].max_row or 0, MOST_LINES)
    return {"sheet": names[0], "sheets": names, "lines": lines}


def read_xlsx(stream: IO[bytes], layout: dict[str, Any]) -> Iterator[Row]:
    """Walk the rows of a sheet that have anything in them, the heading first."""
    with _workbook(stream) as book:
        sheets = [sheet for sheet in book.worksheets if sheet.title == layout["sheet"]]
        if not sheets:
            raise FileFault("layout", _("Choose how the file is to be read."))
        sheet = sheets[0]
        # What a file says of its size is not to be believed.
        sheet.reset_dimensions()
        gap = 0
        with _reading():
            rows = enumerate(sheet.iter_rows(), start=1)
        while True:
            with _reading():
                found = next(rows, None)
                if found is None:
                    return
                line, cells = found
                row = Row(line, trimmed([_text(cell) for cell in cells]))
            if len(row.cells) > MOST_COLUMNS:
                raise FileFault(
                    "columns",
                    _("The table has more than %(most)d columns.")
                    % {"most": MOST_COLUMNS},
                )
            gap = gap + 1 if row.is_blank else 0
            if gap > MOST_GAP:
                raise FileFault("gap", _("The table has too many empty rows."))
            if not row.is_blank:
                yield row


@contextmanager
def _reading() -> Iterator[None]:
    """Say of whatever is wrong with the file that it cannot be read."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it leaves out: nothing that a table needs.
            warnings.simplefilter("ignore")
            yield
    except _BROKEN:
        raise FileFault(
            "xlsx", _("The file is damaged, or no XLSX. Save it anew, or as CSV.")
        ) from None


@contextmanager
def _workbook(stream: IO[bytes]) -> Iterator[Any]:
    stream.seek(0)
    with _reading():
        _look_over(stream)
        stream.seek(0)
        book = openpyxl.load_workbook(stream, read_only=True, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def _look_over(stream: IO[bytes]) -> None:
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_BYTES:
            raise FileFault("bomb", _("Unpacked, the file is too large."))
        for part in parts:
            is_shared = "sharedstrings" in part.filename.lower()
            if is_shared and part.file_size > MOST_SHARED:
                raise FileFault("bomb", _("Unpacked, the file is too large."))
            if part.flag_bits & 1:
                raise FileFault("password", _("The file has a password. Remove it."))
            if not part.filename.lower().endswith((".xml", ".rels")):
                continue
            with archive.open(part) as opened:
                head = opened.read(_HEAD).replace(b"\0", b"").upper()
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise FileFault("entities", _("The file holds what no table needs."))


def _text(cell: Any) -> str:
    """Return a cell as a person would have typed it."""
    kind, value = cell.data_type, cell.value
    if value is None:
        return ""
    if kind == "f":
        return FORMULA
    if kind == "e":
        return ERROR
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, str(cell.number_format))
    return str(value)


def _date(value: datetime.datetime | datetime.date, number_format: str) -> str:
    """Return a date no more exactly than it was typed: Excel makes the first of May out
    of "May 1992", and only the cell's format remembers."""
    shown = _LITERALS.sub("", number_format.lower())
    if "d" not in shown and "y" in shown:
        return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return value.isoformat(sep=" ", timespec="seconds")
    return f"{value:%Y-%m-%d}"
