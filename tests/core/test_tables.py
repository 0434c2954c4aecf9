"""Tables as readers see them: figures stand below figures."""

from __future__ import annotations

import re
from typing import Any

from django.utils.safestring import SafeString

from core.blocks import page_body_blocks
from core.tables import ALIGN_RIGHT, align_numbers

DATA = [
    ["Season", "Level, cm", "Note", "Share"],
    ["2025", "1 460", "ice", "12 %"],
    ["2026", "−3,5", "12", "–"],
    ["2027", None, "", "100%"],
]


def table(**options: Any) -> dict[str, Any]:
    return {"data": DATA, "first_row_is_table_header": True, **options}


def aligned(value: dict[str, Any]) -> dict[int, set[int]]:
    """Return column → the rows whose cells stand right."""
    columns: dict[int, set[int]] = {}
    for cell in value.get("cell") or []:
        if cell["className"] == ALIGN_RIGHT:
            columns.setdefault(cell["col"], set()).add(cell["row"])
    return columns


def test_columns_of_numbers_stand_right_with_their_head() -> None:
    assert aligned(align_numbers(table())) == {1: {0, 1, 2, 3}, 3: {0, 1, 2, 3}}


def test_first_row_counts_where_it_is_no_head() -> None:
    assert aligned(align_numbers(table(first_row_is_table_header=False))) == {}


def test_what_the_editor_chose_is_kept() -> None:
    chosen = [{"row": 1, "col": 1, "className": "htCenter"}]
    found = align_numbers(table(cell=chosen))
    assert aligned(found)[1] == {0, 2, 3}
    assert chosen[0] in found["cell"]


def test_stored_table_is_not_changed() -> None:
    stored = table()
    align_numbers(stored)
    assert "cell" not in stored


def test_table_without_numbers_or_rows_stays_as_it_is() -> None:
    assert align_numbers({"data": [["a", "b"], ["c", "d"]]}) == {
        "data": [["a", "b"], ["c", "d"]]
    }
    assert align_numbers({"data": []}) == {"data": []}


def test_page_shows_the_alignment_of_head_and_body() -> None:
    block = dict(page_body_blocks())["table"]
    html: SafeString = block.render(
        table(cell=[{"row": 1, "col": 2, "className": "htCenter"}])
    )
    cells = re.findall(r'<t[hd][^>]*?(?:class="(\w+)")?\s*>([^<]+)</t', html)
    by_words = {words: name for name, words in cells}
    assert by_words["Level, cm"] == by_words["1 460"] == ALIGN_RIGHT
    assert by_words["ice"] == "htCenter"
    assert by_words["Season"] == by_words["Note"] == ""
