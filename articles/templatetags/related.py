"""Finding the articles that a view read for a block of a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template

__all__ = ["teasers_of"]

register = template.Library()


@register.filter
def teasers_of(
    by_block: Mapping[str, Sequence[object]] | str | None, block_id: object
) -> Sequence[object]:
    """Return the teasers of a block; none where the view prepared none."""
    if not by_block or isinstance(by_block, str) or not isinstance(block_id, str):
        return ()
    return by_block.get(block_id, ())
