"""Signals that keep the index in step, in the transaction of the change."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from core.searchable import findable_changed
from search import actions
from search.registry import searchable_models

# A branch with more pages than this is indexed again by a sweep.
AT_ONCE = 100


@receiver(page_published)
@receiver(page_unpublished)
def index_page(sender: type[Model], instance: Page, **kwargs: Any) -> None:
    for model in searchable_models():
        if issubclass(sender, model):
            actions.index_documents(model, [instance.pk])


@receiver(findable_changed)
def index_again(sender: type[Model], pks: list[int], **kwargs: Any) -> None:
    for model in searchable_models():
        if issubclass(sender, model):
            actions.index_documents(model, pks)


@receiver(post_delete)
def forget_page(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    # Not before the deletion: Wagtail unpublishes then, while the row is still live.
    for model in searchable_models():
        if issubclass(sender, model):
            actions.forget(model, [instance.pk])


@receiver(post_page_move)
@receiver(page_slug_changed)
def index_branch(instance: Page, **kwargs: Any) -> None:
    """Addresses and sections of all pages below have changed."""
    for model in searchable_models():
        if not issubclass(model, Page):
            continue
        pages: Any = model
        branch = pages.objects.descendant_of(instance, inclusive=True)
        pks = list(branch.values_list("pk", flat=True)[: AT_ONCE + 1])
        if len(pks) > AT_ONCE:
            actions.mark_stale(model, branch)
        else:
            actions.index_documents(model, pks)
