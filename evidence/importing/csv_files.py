"""Tables as text: CSV with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.utils.translation import gettext_lazy as _

from evidence.importing.encodings import ENCODINGS, detect_encoding
from evidence.importing.faults import FileFault
from evidence.importing.rows import MOST_COLUMNS, Row, trimmed
from evidence.spreadsheets import plain

__all__ = ["DELIMITERS", "detect_csv", "read_csv"]

DELIMITERS = {",": _("comma"), ";": _("semicolon"), "\t": _("tab")}
SAMPLE = 1024 * 1024
_SEPARATOR_LINE = "sep="


def detect_csv(stream: IO[bytes], encoding: str = "") -> dict[str, str]:
    """Return how the file is to be read; ``encoding`` is taken if given."""
    stream.seek(0)
    sample = stream.read(SAMPLE)
    is_whole = len(sample) < SAMPLE
    encoding = encoding or detect_encoding(sample, is_whole=is_whole)
    text = sample.decode(encoding, errors="replace")
    return {"encoding": encoding, "delimiter": _delimiter(text)}


def _delimiter(text: str) -> str:
    """Return what parts the first line into most columns, and the next ones alike."""
    first = text.partition("\n")[0]
    if first.lower().startswith(_SEPARATOR_LINE) and first[4:5] in DELIMITERS:
        return first[4:5]

    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in islice(_lenient(text, delimiter), 20)]
        if not widths or widths[0] < 2:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    best = max(DELIMITERS, key=score)
    return best if score(best) > (0, 0) else ","


def _lenient(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def read_csv(stream: IO[bytes], layout: dict[str, str]) -> Iterator[Row]:
    """Walk the rows of a file, the heading first. Raises :class:`FileFault`."""
    encoding, delimiter = layout["encoding"], layout["delimiter"]
    if encoding not in ENCODINGS or delimiter not in DELIMITERS:
        raise FileFault("layout", _("Choose how the file is to be read."))
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        reader = csv.reader(text, delimiter=delimiter, strict=False)
        line = 0
        try:
            for cells in reader:
                begins, line = line + 1, reader.line_num
                is_told = begins == 1 and len(cells) <= 2
                if is_told and cells and cells[0].lower().startswith(_SEPARATOR_LINE):
                    continue
                if len(cells) > MOST_COLUMNS:
                    raise FileFault(
                        "columns",
                        _("The table has more than %(most)d columns.")
                        % {"most": MOST_COLUMNS},
                    )
                yield Row(begins, trimmed([plain(cell) for cell in cells]))
        except UnicodeError:
            raise FileFault(
                "encoding",
                _("The file is not in the encoding %(encoding)s. Choose another.")
                % {"encoding": ENCODINGS[encoding]},
            ) from None
        except csv.Error:
            raise FileFault(
                "cell",
                _(
                    "The cell that begins in line %(line)d is too large. A quotation "
                    "mark may be missing."
                )
                % {"line": line + 1},
            ) from None
    finally:
        # The stream is its owner's to close, and may be closed already.
        if not text.closed:
            text.detach()
