"""Reads of records that go beyond one table's filter."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from evidence.models.access import open_today

__all__ = ["RecordManager", "RecordQuerySet"]


class RecordQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def open(self) -> RecordQuerySet:
        """Records whose access lets a reader see them, as of today."""
        return self.filter(open_today())

    def visible(self) -> RecordQuerySet:
        """Records that a reader may see now: open and published."""
        return self.open().published()

    def published(self) -> RecordQuerySet:
        """Records that were published and not withdrawn since.

        One that is being changed and reviewed again stays public as it was published; a
        withdrawn one stays hidden until it is published again.
        """
        versions = self._related("versions").filter(record=OuterRef("pk"))
        since = self._related("withdrawals").filter(
            record=OuterRef("record"), at__gte=OuterRef("published_at")
        )
        return self.filter(Exists(versions.filter(~Exists(since))))

    def _related(self, name: str) -> Any:
        related: Any = self.model._meta.get_field(name).related_model
        return related._default_manager.all()


RecordManager = models.Manager.from_queryset(RecordQuerySet)
