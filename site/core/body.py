"""The place where other rooms add blocks to the body of an article.

A room that has something to cite or embed registers a block here before the models
that use :func:`registered_blocks` are loaded, that is, in a module that its own
``models`` imports. ``evidence`` takes the place ``"evidence_citation"``.
"""

from __future__ import annotations

from wagtail import blocks

__all__ = ["register_block", "registered_blocks"]

_registered: dict[str, blocks.Block] = {}


def register_block(name: str, block: blocks.Block) -> None:
    """Offer ``block`` under ``name`` in every article body.

    Raises :class:`ValueError` if the name is taken.
    """
    if name in _registered:
        raise ValueError(f"A body block named {name!r} is already registered")
    _registered[name] = block


def registered_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the registered blocks as ``StreamBlock`` takes them, ordered by name."""
    return sorted(_registered.items())
