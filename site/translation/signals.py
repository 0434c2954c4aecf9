"""Where Wagtail tells what became of a page, whoever did it.

Wagtail publishes, unpublishes, moves and deletes in many places (views, bulk actions,
the clock, code), and only its signals see them all. Each receiver calls one action.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, Revision
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    pre_page_move,
)

from translation import following

__all__ = ["CASCADED"]

# Set on a page by a view that unpublishes its versions itself.
CASCADED = "_versions_are_unpublished_too"


@receiver(page_published)
def on_publish(instance: Page, revision: Revision | None, **kwargs: Any) -> None:
    following.follow_published_version(instance, revision)
    following.follow_published_source(instance)


@receiver(post_save, sender=Revision)
def on_source_revision(
    instance: Revision, update_fields: frozenset[str] | None, raw: bool, **kwargs: Any
) -> None:
    if raw or "translation_key" not in instance.content:
        return
    following.follow_source_revision(
        instance,
        was_unscheduled=instance.approved_go_live_at is None
        and "approved_go_live_at" in (update_fields or ()),
    )


@receiver(page_unpublished)
def on_unpublish(instance: Page, **kwargs: Any) -> None:
    if not getattr(instance, CASCADED, False):
        following.unpublish_versions(instance)


@receiver(pre_page_move)
def before_move(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    following.refuse_move_without_section(instance, parent_page_after)


@receiver(post_page_move)
def on_move(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    following.move_versions(instance, parent_page_after)


@receiver(pre_delete, sender=Page)
def on_delete(instance: Page, **kwargs: Any) -> None:
    following.delete_versions(instance)
