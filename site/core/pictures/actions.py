"""Making, remaking and finding missing renditions. Safe to run twice or cut short."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from core.pictures.recipes import MARKER, SPECS, wanted
from core.pictures.rendering import Rendered, render, upright_size
from core.pictures.signals import renditions_made

__all__ = [
    "forget_outdated",
    "is_current",
    "make_picture_renditions",
    "sweep_renditions",
    "unfinished_pictures",
]

logger = logging.getLogger(__name__)

DAY = 24 * 3600
# A younger picture has a task of its own under way.
GRACE = timedelta(minutes=10)
SWEEP_SECONDS = 20
# Pillow's ways of saying that a file is not a picture it can read.
UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError,
              Image.DecompressionBombWarning)  # fmt: skip


def is_current(picture: Any) -> bool:
    """Say whether the picture's renditions show its present file and focal point."""
    marker = (
        picture.renditions.filter(filter_spec=MARKER, focal_point_key=_key(picture))
        .values_list("file", flat=True)
        .first()
    )
    return marker is not None and f"-{_token(picture)}-" in marker


def forget_outdated(picture: Any) -> None:
    """Take away the mark that a changed picture is done, so that the sweeper sees it.

    The other renditions stay until new ones are there.
    """
    picture.renditions.filter(filter_spec=MARKER).delete()
    cache.delete(_unreadable_key(picture.pk))


def make_picture_renditions(picture_id: int, *, again: bool = False) -> int:
    """Make all reader renditions of a picture unless they are there; return how many.

    All rows appear in one transaction, the old ones leave in the same. A file that
    cannot be read is logged and left alone for a day.
    """
    picture = get_image_model().objects.filter(pk=picture_id).first()
    if picture is None or (is_current(picture) and not again):
        return 0
    try:
        stored = _store(picture)
    except UNREADABLE as fault:
        logger.warning("The picture %s cannot be read: %s", picture_id, fault)
        cache.set(_unreadable_key(picture_id), True, DAY)
        return 0
    rendition_model = get_image_model().get_rendition_model()
    with transaction.atomic():
        now = (
            get_image_model().objects.select_for_update().filter(pk=picture_id).first()
        )
        beaten = now is not None and is_current(now) and not again
        changed = now is None or _state(now) != _state(picture)
        if not beaten and not changed:
            picture.renditions.filter(filter_spec__in=SPECS).delete()
            rendition_model.objects.bulk_create(
                rendition_model(
                    image_id=picture_id,
                    filter_spec=made.spec,
                    focal_point_key=Filter(spec=made.spec).get_cache_key(picture),
                    file=name,
                    width=made.width,
                    height=made.height,
                )
                for made, name in stored
            )
            transaction.on_commit(
                lambda: renditions_made.send(sender=Figures, picture_id=picture_id)
            )
            return len(stored)
    # Somebody else finished first, or the picture changed meanwhile.
    _discard(stored)
    return make_picture_renditions(picture_id) if now is not None and changed else 0


class Figures:
    """Names the sender of ``renditions_made``."""


def unfinished_pictures() -> QuerySet[Any]:
    """Return the pictures without the mark of being done, the newest first."""
    rendition_model = get_image_model().get_rendition_model()
    marks = rendition_model.objects.filter(image_id=OuterRef("pk"), filter_spec=MARKER)
    return get_image_model().objects.filter(~Exists(marks)).order_by("-pk")


def sweep_renditions() -> int:
    """Make what lost or killed tasks left undone; return for how many pictures. Stops
    after some seconds, as other sweeps wait."""
    waiting = unfinished_pictures().filter(created_at__lt=timezone.now() - GRACE)
    deadline, done = time.monotonic() + SWEEP_SECONDS, 0
    for picture_id in list(waiting.values_list("pk", flat=True)):
        if time.monotonic() > deadline:
            break
        if not cache.get(_unreadable_key(picture_id)):
            done += bool(make_picture_renditions(picture_id))
    return done


def _store(picture: Any) -> list[tuple[Rendered, str]]:
    """Write the files. Their names are never used twice, so that a late clean-up of old
    files, or a cache on the way, cannot touch new ones."""
    stem = f"images/{picture.pk}-{_token(picture)}-{secrets.token_hex(3)}"
    stored: list[tuple[Rendered, str]] = []
    try:
        with picture.open_file() as file:
            with Image.open(file) as image:
                specs = wanted(*upright_size(image))
            file.seek(0)
            for made in render(picture, file, specs):
                shape, width, _format = SPECS[made.spec]
                name = f"{stem}-{shape}-{width}.{made.extension}"
                name = storages["renditions"].save(name, ContentFile(made.data))
                stored.append((replace(made, data=b""), name))
    except BaseException:
        _discard(stored)
        raise
    return stored


def _discard(stored: list[tuple[Rendered, str]]) -> None:
    for _made, name in stored:
        storages["renditions"].delete(name)


def _token(picture: Any) -> str:
    """Name the original, without a word that could reveal it."""
    return sha256(f"{picture.file.name}:{picture.file_hash}".encode()).hexdigest()[:10]


def _key(picture: Any) -> str:
    return Filter(spec=MARKER).get_cache_key(picture)


def _state(picture: Any) -> tuple[str, str]:
    return _token(picture), _key(picture)


def _unreadable_key(picture_id: int) -> str:
    return f"pictures:unreadable:{picture_id}"
