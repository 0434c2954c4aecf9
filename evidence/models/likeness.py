"""Keys under which things that may be the same twice are found together.

Derived from the rows that they belong to, and made again whenever those change: see
``evidence.actions.likeness``.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from evidence.models.exhibits import Exhibit
from evidence.models.records import Record

__all__ = ["ExhibitLikeness", "RecordLikeness"]


class RecordLikeness(models.Model):
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="likeness"
    )
    key = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("key", "record"), name="record_likeness_once_a_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.key}"


class ExhibitLikeness(models.Model):
    exhibit = models.ForeignKey(
        Exhibit, on_delete=models.CASCADE, related_name="likeness"
    )
    key = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("key", "exhibit"), name="exhibit_likeness_once_a_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.exhibit_id}: {self.key}"
