"""A table whose cells and caption are translated one by one."""

from __future__ import annotations

import copy
from typing import Any

from wagtail.contrib.table_block.blocks import TableBlock
from wagtail_localize.segments import StringSegmentValue

__all__ = ["TranslatableTableBlock"]


class TranslatableTableBlock(TableBlock):
    """wagtail-localize extracts nothing from a stock table; this one names its cells.

    A cell's segment path is ``r<row>c<column>``, the caption's ``caption``. Cells
    without a letter (numbers, dashes) are facts and stay as they are.
    """

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
