"""Tables that benchmarks fill and that stand at the end of the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest


@dataclass
class Table:
    """``columns`` are the headings; a row has a cell for each, the first its name."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        texts = (f"{c:,.1f}" if isinstance(c, float) else str(c) for c in cells)
        self.rows.append(tuple(texts))

    def lines(self) -> list[str]:
        rows = [self.columns, *self.rows]
        first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
        return [
            "  ".join(
                [row[0].ljust(first)]
                + [cell.rjust(w) for cell, w in zip(row[1:], others, strict=True)]
            )
            for row in rows
        ]


TABLES: dict[str, Table] = {}


@pytest.fixture
def table() -> Callable[..., Table]:
    """``table(title, *columns)`` begins a table, or goes on with that of the title."""
    return lambda title, *columns: TABLES.setdefault(title, Table(title, columns))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for shown in TABLES.values():
        terminalreporter.section(shown.title)
        for line in shown.lines():
            terminalreporter.write_line(line)
