"""Making the tiles of large copies, away from readers' requests.

The state is :class:`~evidence.models.TilePyramid`: the clock finds copies that have no
tiles, and whatever is killed is found again.
"""

from __future__ import annotations

import logging
import tempfile
from datetime import timedelta
from typing import IO, cast

from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone
from django_tasks import task
from PIL import Image

from evidence.models import Derivative, TilePyramid
from evidence.renditions import RENDITION_WIDTHS, keep_rendition
from evidence.store import DERIVATIVES, TILES
from evidence.tiling import TILED_FROM, cut_tiles

__all__ = ["hand_out_tiling", "make_tiles", "untiled"]

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=30)
MOST_ATTEMPTS, MOST_AT_ONCE = 4, 20


def untiled() -> QuerySet[Derivative]:
    """Return the copies in force that are large, have no tiles and are due."""
    now = timezone.now()
    waiting = Q(pyramid=None) | Q(
        pyramid__sha256="",
        pyramid__due_at__lte=now,
        pyramid__attempts__lt=MOST_ATTEMPTS,
    )
    return (
        Derivative.objects.annotate(side=Greatest("width", "height"))
        .filter(
            waiting,
            is_current=True,
            media_type__startswith="image/",
            side__gt=TILED_FROM,
        )
        .order_by("pk")
    )


def make_tiles(*, pyramid: TilePyramid) -> bool:
    """Make the tiles and renditions of a copy; return whether they were made now.

    Of several callers that have seen the same number of attempts, one makes them.
    """
    taken = TilePyramid.objects.filter(
        pk=pyramid.pk, sha256="", attempts=pyramid.attempts
    ).update(attempts=pyramid.attempts + 1, due_at=timezone.now() + LEASE)
    if not taken:
        return False
    derivative = pyramid.derivative
    try:
        with (
            DERIVATIVES.open(derivative.sha256) as stream,
            tempfile.TemporaryFile() as archive,
        ):
            image = _read(stream)
            tiling = cut_tiles(image, archive)
            archive.seek(0)
            digests = TILES.put(cast("IO[bytes]", archive))
            for width in RENDITION_WIDTHS:
                if width < image.width:
                    keep_rendition(image, derivative.sha256, width)
    except (OSError, ValueError, Image.DecompressionBombError):
        logger.exception("No tiles could be made of the copy %s.", derivative.sha256)
        return False
    made = TilePyramid.objects.filter(pk=pyramid.pk, sha256="")
    return bool(
        made.update(
            sha256=digests.sha256,
            size=digests.size,
            places=tiling.places,
            recipe=tiling.recipe,
            tool=tiling.tool,
        )
    )


def _read(stream: IO[bytes]) -> Image.Image:
    with Image.open(stream) as image:
        image.load()
        return image.convert("RGB")


@task()
def tile(pyramid_id: int, attempts: int) -> None:
    """Wake up for one copy."""
    found = TilePyramid.objects.select_related("derivative").filter(
        pk=pyramid_id, attempts=attempts
    )
    for pyramid in found:
        make_tiles(pyramid=pyramid)


def hand_out_tiling() -> int:
    """Wake workers for the copies that have no tiles; return for how many."""
    due = list(untiled()[:MOST_AT_ONCE])
    for derivative in due:
        row, _is_new = TilePyramid.objects.get_or_create(derivative=derivative)
        TilePyramid.objects.filter(pk=row.pk).update(due_at=timezone.now() + LEASE)
        tile.enqueue(row.pk, row.attempts)
    return len(due)
