"""A block without a value has nothing to translate.

Stock passes ``None`` on to a class that takes only text. That is the value of a text
block which was added to a ``StructBlock`` after the page was written, and of one that
a script left out, so submitting such a page is a ``TypeError``.
"""

from __future__ import annotations

from typing import Any

from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

__all__ = ["apply"]

_stock = StreamFieldSegmentExtractor.handle_block


def _handle_block(
    extractor: StreamFieldSegmentExtractor,
    block_type: Any,
    block_value: Any,
    raw_value: Any = None,
) -> list[Any]:
    if block_value is None:
        return []
    return _stock(extractor, block_type, block_value, raw_value=raw_value)


def apply() -> None:
    StreamFieldSegmentExtractor.handle_block = _handle_block
