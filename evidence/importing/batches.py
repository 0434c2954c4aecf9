"""Rows of a file, some at a time, with all that judging them needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from django.utils.translation import override

from core.locales import language_codes
from evidence.importing.drafts import Draft, references_of, row_key, write_draft
from evidence.importing.faults import Fault
from evidence.importing.files import read_rows
from evidence.importing.references import References
from evidence.importing.rows import Row
from evidence.importing.terms import Terms
from evidence.models import ImportRun

__all__ = ["Batch", "batches", "cells_of"]

SIZE = 100
_NEUTRAL = "en"


def cells_of(row: Row, mapping: list[str]) -> dict[str, str]:
    """Return the texts of a row by column, without empty ones."""
    named = zip(mapping, row.cells, strict=False)
    return {name: text for name, text in named if name and text}


def batches(
    stream: IO[bytes], run: ImportRun, terms: Terms, *, size: int = SIZE
) -> Iterator[Batch]:
    """Walk what is behind the run's position."""
    rows = read_rows(stream, run.layout, after=run.position)
    while found := list(islice(rows, size)):
        yield Batch(run, found, terms)


class Batch:
    def __init__(self, run: ImportRun, rows: list[Row], terms: Terms) -> None:
        self.run, self.rows, self._terms = run, rows, terms
        self.cells = {row.line: cells_of(row, run.mapping) for row in rows}

    @property
    def last_line(self) -> int:
        return self.rows[-1].line

    def look_up(self) -> References:
        """Return what the rows of this batch may refer to, as of now."""
        wanted = [ref for cells in self.cells.values() for ref in references_of(cells)]
        keys = [row_key(cells, self.run) for cells in self.cells.values()]
        return References(self.run, wanted, (key for key in keys if key[1]))

    def draft(self, row: Row, references: References) -> Draft:
        """Return the draft of a row, its faults in English."""
        with override(_NEUTRAL):
            return self._draft(row, references)

    def reasons(
        self, row: Row, references: References
    ) -> Iterable[tuple[Fault, dict[str, str]]]:
        """Return the faults of a row, each with its sentence in every language."""
        said: dict[str, list[Fault]] = {}
        for code in language_codes():
            with override(code):
                said[code] = self._draft(row, references).faults
        for faults in zip(*said.values(), strict=True):
            yield (
                faults[0],
                {code: fault.reason for code, fault in zip(said, faults, strict=True)},
            )

    def _draft(self, row: Row, references: References) -> Draft:
        return write_draft(
            self.cells[row.line],
            run=self.run,
            terms=self._terms,
            references=references,
        )
