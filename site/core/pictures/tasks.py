"""The wake-ups of the background worker. They may be lost: sweepers come after them."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_tasks import task

from core.pictures.actions import make_picture_renditions
from core.pictures.cards import CardWords, store_card

__all__ = ["draw_card", "enqueue_card", "make_renditions"]


@task()
def make_renditions(picture_id: int) -> int:
    """Make a picture's renditions; return how many were made."""
    return make_picture_renditions(picture_id)


@task()
def draw_card(
    headline: str, kicker: str, kind_label: str, site_name: str, language: str
) -> str:
    """Draw and store a social card unless it is there; return its name."""
    return store_card(CardWords(headline, kicker, kind_label, site_name, language))


def enqueue_card(
    headline: str, kicker: str, kind_label: str, site_name: str, language: str
) -> None:
    """Have the social card of these words drawn once the transaction is committed.

    The words must be exactly those that :func:`core.pictures.card_for` will get.
    """
    words = CardWords.of(headline, kicker, kind_label, site_name, language)
    transaction.on_commit(partial(draw_card.enqueue, **words.as_arguments()))
