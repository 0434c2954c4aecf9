"""The social cards of articles: drawn when one goes live, and swept for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import ArticlePage
from core.pictures import CardWords

__all__ = ["card_words", "recent_cards"]

SWEPT_DAYS = 7


def card_words(article: ArticlePage, language: str) -> CardWords:
    """Return what the card of ``article`` says, in its own language."""
    with override(language):
        return CardWords.of(
            article.title,
            article.kicker,
            article.get_kind_display(),
            _("Voice of Karabakh"),
            language,
        )


def recent_cards() -> Iterator[CardWords]:
    """Yield the cards of what went live or changed in the last days."""
    since = timezone.now() - timedelta(days=SWEPT_DAYS)
    rows = ArticlePage.objects.published().filter(last_published_at__gte=since)
    for article in rows.select_related("locale").defer("body").iterator():
        yield card_words(article, article.locale.language_code)
