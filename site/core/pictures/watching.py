"""Upload and change of a picture wake the maker of renditions.

Wagtail stores pictures in several views of its own and tells only through
``post_save``. A lost task loses nothing: the rows say what is missing.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.images import get_image_model

from core.pictures.actions import forget_outdated, is_current
from core.pictures.tasks import make_renditions

__all__ = ["watch_pictures"]

SHOWN_FIELDS = {
    "file",
    "focal_point_x",
    "focal_point_y",
    "focal_point_width",
    "focal_point_height",
}


def watch_pictures() -> None:
    """Have every saved picture looked at; called once, when the site starts."""
    post_save.connect(_saved, sender=get_image_model(), dispatch_uid="core.pictures")


def _saved(
    instance: Any, raw: bool = False, update_fields: Any = None, **_kwargs: Any
) -> None:
    untouched = update_fields is not None and SHOWN_FIELDS.isdisjoint(update_fields)
    if raw or untouched or is_current(instance):
        return
    forget_outdated(instance)
    transaction.on_commit(partial(make_renditions.enqueue, picture_id=instance.pk))
