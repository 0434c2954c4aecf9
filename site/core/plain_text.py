"""The words of a page's body that a reader sees, as plain text.

It reads what a StreamField stores, not the objects that its blocks build, so it asks
the database nothing. Alternative text and note numbers are not part of the running
text; what a chooser points to has words of its own elsewhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.contrib.table_block.blocks import TableBlock

__all__ = ["plain_text", "strip_html"]

_NOT_READ = frozenset({"alt_text", "label"})
# Tags that stand inside a word or a line; any other tag ends its line.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|code|em|i|mark|s|small|span|strong|sub|sup)\b[^<>]*>"
)
_TAG = re.compile(r"<[^<>]*>")
_NOTE_MARK = re.compile(r"\[\[[0-9]{1,3}\]\]")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def strip_html(source: str) -> str:
    """Return the text of rich text, a line for each paragraph or list item."""
    text = _TAG.sub("\n", _INLINE.sub("", source))
    text = _NOTE_MARK.sub("", html.unescape(text))
    return _LINES.sub("\n", _SPACE.sub(" ", text)).strip()


def plain_text(body: StreamValue) -> str:
    """Return the text of ``body``: one line a paragraph, cell, caption or title."""
    stream: blocks.StreamBlock = body.stream_block
    return "\n".join(part for part in _stream(stream, body.raw_data) if part)


def _stream(block: blocks.StreamBlock, items: Any) -> Iterator[str]:
    for item in items or ():
        child = block.child_blocks.get(item["type"])
        if child is not None:
            yield from _words(child, item["value"])


def _words(block: blocks.Block, value: Any) -> Iterator[str]:
    if not value:
        return
    if isinstance(block, TableBlock):
        yield from _table(value)
    elif isinstance(block, blocks.RichTextBlock):
        yield strip_html(str(value))
    elif isinstance(block, (blocks.CharBlock, blocks.TextBlock)):
        yield str(value).strip()
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if name not in _NOT_READ:
                yield from _words(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            is_item = isinstance(item, dict) and item.get("type") == "item"
            yield from _words(block.child_block, item["value"] if is_item else item)
    elif isinstance(block, blocks.StreamBlock):
        yield from _stream(block, value)


def _table(value: dict[str, Any]) -> Iterator[str]:
    yield str(value.get("table_caption") or "").strip()
    for row in value.get("data") or ():
        for cell in row:
            yield str(cell).strip() if cell is not None else ""
