"""The ledger of the sample newsroom: what has been seeded already."""

from __future__ import annotations

from django.db import models

__all__ = ["SeededItem"]


class SeededItem(models.Model):
    """One thing that ``seed_demo`` has made. Its row is written in the transaction
    that makes the thing.

    So seeding that was killed goes on where it stopped, and what an editor has since
    changed or deleted is left as the editor wanted it.
    """

    key = models.CharField(max_length=80, primary_key=True)
    object_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
