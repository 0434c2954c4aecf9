"""A row of a table, whatever file it comes from."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ERROR", "FORMULA", "MOST_COLUMNS", "Row", "trimmed"]

MOST_COLUMNS = 1_000


class _Mark(str):
    """A cell that has no text of its own: what stands there instead."""

    __slots__ = ()


# Compared by identity: no cell's text is ever one of these.
FORMULA = _Mark("=")
ERROR = _Mark("#")


@dataclass(frozen=True)
class Row:
    """``line`` is the row's number in a spreadsheet, or its first line in a text."""

    line: int
    cells: list[str]

    @property
    def is_blank(self) -> bool:
        return not self.cells


def trimmed(cells: list[str]) -> list[str]:
    """Return the cells without white space around them and without empty ones last."""
    kept = [cell if isinstance(cell, _Mark) else cell.strip() for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return kept
