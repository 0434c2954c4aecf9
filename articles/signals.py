"""Signals that keep the lists in step with publication."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from articles import citing, listings
from articles.cards import draw_or_forget_card, forget_card_of
from articles.models import ArticlePage, SectionPage
from articles.navigation import forget_navigation


@receiver(page_published, sender=ArticlePage)
@receiver(page_unpublished, sender=ArticlePage)
def refresh_lists(instance: ArticlePage, **kwargs: Any) -> None:
    listings.refresh(instance.pk)


@receiver(page_published, sender=ArticlePage)
@receiver(page_unpublished, sender=ArticlePage)
def refresh_citations(instance: ArticlePage, **kwargs: Any) -> None:
    citing.refresh(instance.pk)


@receiver(page_published, sender=ArticlePage)
def refresh_card(instance: ArticlePage, **kwargs: Any) -> None:
    draw_or_forget_card(instance)


@receiver(page_unpublished, sender=ArticlePage)
def withdraw_card(instance: ArticlePage, **kwargs: Any) -> None:
    # Of an article that is about to be deleted the row is still live.
    forget_card_of(instance)


@receiver(post_page_move)
def refresh_moved_lists(instance: Page, **kwargs: Any) -> None:
    below = ArticlePage.objects.descendant_of(instance, inclusive=True)
    listings.refresh_many(below.values_list("pk", flat=True))
    forget_navigation()


@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def refresh_restricted_lists(instance: PageViewRestriction, **kwargs: Any) -> None:
    below = ArticlePage.objects.descendant_of(instance.page, inclusive=True)
    listings.refresh_many(below.values_list("pk", flat=True))
    for article in below.live().select_related("locale").defer("body").iterator():
        draw_or_forget_card(article)
    forget_navigation()


@receiver(page_published, sender=SectionPage)
@receiver(page_unpublished, sender=SectionPage)
def refresh_navigation(**kwargs: Any) -> None:
    forget_navigation()
