"""The blocks of an article's body."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# Registers what an article cites and counts.
import evidence.blocks  # noqa: F401
from core.blocks import QuoteBlock, page_body_blocks
from core.body import registered_blocks
from core.choosers import PageChooserBlock

__all__ = ["PullQuoteBlock", "RelatedBlock", "article_body_blocks"]


class PullQuoteBlock(QuoteBlock):
    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "articles/blocks/pull_quote.html"


class RelatedBlock(blocks.StructBlock):
    """Other articles. A reader sees the versions in the page's own language."""

    articles = blocks.ListBlock(
        PageChooserBlock(page_type="articles.ArticlePage"),
        label=_("Articles"),
        min_num=1,
        max_num=6,
    )

    class Meta:
        icon = "link"
        label = _("Related articles")
        template = "articles/blocks/related.html"


def article_body_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of an article: every page's, an article's, and registered."""
    own: list[tuple[str, Any]] = [
        ("pull_quote", PullQuoteBlock()),
        ("related", RelatedBlock()),
    ]
    return [*page_body_blocks(), *own, *registered_blocks()]
