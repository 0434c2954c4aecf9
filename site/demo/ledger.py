"""Doing each step of the seeding once."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.db import transaction

from demo.models import SeededItem

__all__ = ["NAMESPACE", "key_of", "made", "once"]

NAMESPACE = uuid.UUID("5b5dd3a5-6a0c-5b43-9d3b-0a6b1f6f7d10")


def key_of(*parts: object) -> uuid.UUID:
    """Return the identifier that ``parts`` always have: a story's key, a block's."""
    return uuid.uuid5(NAMESPACE, ":".join(map(str, parts)))


def made(prefix: str) -> dict[str, int]:
    """Return what has been made under ``prefix:``: name → primary key."""
    rows = SeededItem.objects.filter(key__startswith=f"{prefix}:")
    return {
        key.split(":", 1)[1]: object_id or 0
        for key, object_id in rows.values_list("key", "object_id")
    }


def once(key: str, make: Callable[[], int]) -> bool:
    """Run ``make`` and note the primary key that it returns, in one transaction.

    Return False, and do nothing, if that was done before.
    """
    if SeededItem.objects.filter(key=key).exists():
        return False
    with transaction.atomic():
        SeededItem.objects.create(key=key, object_id=make())
    return True
