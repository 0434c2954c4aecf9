"""All that a reader sees of a body is found, and nothing else."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ArticlePage
from core.body import registered_blocks
from core.plain_text import plain_text, strip_html


def body(*blocks: tuple[str, Any]) -> Any:
    items = [{"type": t, "value": v, "id": str(uuid.uuid4())} for t, v in blocks]
    return ArticlePage(body=json.dumps(items)).body


PICTURE = {
    "image": 1,
    "alt_text": "hidden alternative",
    "caption": "the caption",
    "credit": "the credit",
}


CAPTIONED = "the caption\nthe credit"
FILM = {"recording": 1, "title": "A film", "transcript": "Words"}
LINK = '<p>A <a href="/secret">link</a> &amp; note[[1]]</p>'
TABLE = {"data": [["Year", "Homes"], ["2020", None]], "table_caption": "Losses"}
CASES = [
    ("paragraph", "<p>One <b>bo</b>ld word.</p><p>Two</p>", "One bold word.\nTwo"),
    ("paragraph", "<ul><li>a</li><li>b</li></ul>", "a\nb"),
    ("paragraph", LINK, "A link & note"),
    ("heading", "A heading", "A heading"),
    ("image", PICTURE, CAPTIONED),
    ("gallery", [{"type": "item", "id": "x", "value": PICTURE}], CAPTIONED),
    ("quote", {"text": "Said", "attribution": "by her"}, "Said\nby her"),
    ("pull_quote", {"text": "Said", "attribution": ""}, "Said"),
    ("fact_box", {"title": "Facts", "text": "<p>Seven</p>"}, "Facts\nSeven"),
    ("footnote", {"label": "1", "text": "<p>A note</p>"}, "A note"),
    ("document", {"document": 1, "title": "A report"}, "A report"),
    ("video", FILM, "A film\nWords"),
    ("audio", FILM, "A film\nWords"),
    ("related", {"articles": [{"type": "item", "id": "x", "value": 5}]}, ""),
    ("table", TABLE, "Losses\nYear\nHomes\n2020"),
]


@pytest.mark.parametrize(("block", "value", "text"), CASES)
def test_words_of_each_block(block: str, value: Any, text: str) -> None:
    assert plain_text(body((block, value))) == text


def test_every_block_of_an_article_is_tried_above() -> None:
    offered = set(body().stream_block.child_blocks)
    registered = {name for name, _block in registered_blocks()}
    assert offered - registered == {block for block, _value, _text in CASES}


def test_reading_the_words_asks_the_database_nothing(db: None) -> None:
    stream = body(("image", PICTURE), ("related", {"articles": [1, 2]}))
    with CaptureQueriesContext(connection) as queries:
        plain_text(stream)
    assert len(queries) == 0


def test_unknown_blocks_are_passed_over() -> None:
    assert plain_text(body(("gone", "words"), ("heading", "stays"))) == "stays"


def test_html_of_any_form_ends_as_text() -> None:
    assert strip_html("a < b <p>c</p> &lt;i&gt;") == "a < b\nc\n<i>"
    assert strip_html("<p>" * 50_000 + "<" * 50_000).startswith("<")
