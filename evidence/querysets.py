"""Reads of records that go beyond one table's filter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

__all__ = ["RecordManager", "RecordQuerySet"]


class RecordQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def open(self) -> RecordQuerySet:
        """Records whose access lets a reader see them, as of today."""
        return self.filter(
            Q(access__in=["public", "redacted"])
            | Q(access="sealed", sealed_until__lte=timezone.localdate())
        )

    def visible(self) -> RecordQuerySet:
        """Records that a reader may see now: published and open."""
        return self.open().filter(state="published")


RecordManager = models.Manager.from_queryset(RecordQuerySet)
