"""Signals that keep the lists in step with publication."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from articles import listings
from articles.cards import card_words
from articles.models import ArticlePage, SectionPage
from articles.navigation import forget_navigation
from core.pictures import enqueue_card


@receiver(page_published, sender=ArticlePage)
@receiver(page_unpublished, sender=ArticlePage)
def refresh_lists(instance: ArticlePage, **kwargs: Any) -> None:
    listings.refresh(instance.pk)


@receiver(page_published, sender=ArticlePage)
def draw_card(instance: ArticlePage, **kwargs: Any) -> None:
    if instance.live:
        words = card_words(instance, instance.locale.language_code)
        enqueue_card(**words.as_arguments())


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
    forget_navigation()


@receiver(page_published, sender=SectionPage)
@receiver(page_unpublished, sender=SectionPage)
def refresh_navigation(**kwargs: Any) -> None:
    forget_navigation()
