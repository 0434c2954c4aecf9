"""The social cards of articles: drawn when one goes live, swept for, and taken away
when it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models import ArticlePage
from core.pictures import CardWords, enqueue_card, forget_card

__all__ = ["card_words", "draw_or_forget_card", "forget_card_of", "recent_cards"]

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


def draw_or_forget_card(article: ArticlePage) -> None:
    """Have the card drawn if the article is public; else see that there is none."""
    if ArticlePage.objects.published().filter(pk=article.pk).exists():
        words = card_words(article, article.locale.language_code)
        enqueue_card(**words.as_arguments())
    else:
        forget_card_of(article)


def forget_card_of(article: ArticlePage) -> None:
    """Take the card of a withdrawn article away, unless another one shares it."""
    alike = ArticlePage.objects.published().filter(
        title=article.title,
        kicker=article.kicker,
        kind=article.kind,
        locale_id=article.locale_id,
    )
    if not alike.exclude(pk=article.pk).exists():
        words = card_words(article, article.locale.language_code)
        transaction.on_commit(partial(forget_card, words))


def recent_cards() -> Iterator[CardWords]:
    """Yield the cards of what went live or changed in the last days."""
    since = timezone.now() - timedelta(days=SWEPT_DAYS)
    rows = ArticlePage.objects.published().filter(last_published_at__gte=since)
    for article in rows.select_related("locale").defer("body").iterator():
        yield card_words(article, article.locale.language_code)
