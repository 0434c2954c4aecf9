"""A table whose cells and caption are translated one by one."""

from __future__ import annotations

import copy
import re
from typing import Any

from wagtail.contrib.table_block.blocks import TableBlock
from wagtail_localize.segments import StringSegmentValue

__all__ = ["TranslatableTableBlock", "align_numbers"]

_NUMBER = re.compile(r"[-+−–]?\d(?:[\d.,\s]*\d)?\s?[%‰]?")
ALIGN_RIGHT = "htRight"


class TranslatableTableBlock(TableBlock):
    """wagtail-localize extracts nothing from a stock table; this one names its cells.

    A cell's segment path is ``r<row>c<column>``, the caption's ``caption``. Cells
    without a letter (numbers, dashes) are facts and stay as they are. Columns of
    numbers are aligned by their units, unless the editor aligned a cell otherwise.
    """

    def render(
        self, value: dict[str, Any] | None, context: dict[str, Any] | None = None
    ) -> Any:
        return super().render(align_numbers(value) if value else value, context)

    def get_translatable_segments(
        self, value: dict[str, Any] | None
    ) -> list[StringSegmentValue]:
        if not value:
            return []
        segments = []
        if caption := value.get("table_caption"):
            segments.append(StringSegmentValue("caption", caption))
        for row, cells in enumerate(value.get("data") or []):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and any(map(str.isalpha, cell)):
                    path = f"r{row}c{column}"
                    segments.append(StringSegmentValue(path, cell))
        return segments

    def restore_translated_segments(
        self, value: dict[str, Any], segments: list[StringSegmentValue]
    ) -> dict[str, Any]:
        table = copy.deepcopy(value)
        for segment in segments:
            if segment.path == "caption":
                table["table_caption"] = segment.render_text()
                continue
            row, column = map(int, segment.path[1:].split("c"))
            table["data"][row][column] = segment.render_text()
        return table


def align_numbers(table: dict[str, Any]) -> dict[str, Any]:
    """Return the table with the cells of each column of numbers aligned right, head
    included. The first column names the rows and stays as it is."""
    rows: list[list[Any]] = table.get("data") or []
    body = rows[1:] if table.get("first_row_is_table_header") else rows
    chosen = table.get("cell") or []
    named = {(cell["row"], cell["col"]) for cell in chosen if cell.get("className")}
    aligned = [
        {"row": row, "col": column, "className": ALIGN_RIGHT}
        for column in range(1, max(map(len, body), default=0))
        if _are_numbers([row[column] for row in body if column < len(row)])
        for row in range(len(rows))
        if (row, column) not in named
    ]
    return {**table, "cell": [*chosen, *aligned]} if aligned else table


def _are_numbers(cells: list[Any]) -> bool:
    """Whether a column has a number, and nothing else but dashes and empty cells."""
    words = [str(cell or "").strip() for cell in cells]
    told = [word for word in words if word not in {"", "-", "–", "—"}]
    return bool(told) and all(_NUMBER.fullmatch(word) for word in told)
