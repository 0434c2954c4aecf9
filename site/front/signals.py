"""Signals that clear what the frame of readers' pages keeps in the cache."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from association.models import StandardPage
from front.context import forget_footer_pages


@receiver(page_published, sender=StandardPage)
@receiver(page_unpublished, sender=StandardPage)
@receiver(post_page_move, sender=StandardPage)
@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def refresh_footer(**kwargs: Any) -> None:
    forget_footer_pages()
