"""The tiles of large copies, so that readers can look closely."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.exhibits import Derivative

__all__ = ["TilePyramid"]


class TilePyramid(models.Model):
    """The tiles of one derivative: a file under its hash, and where each tile lies.

    They are made of what readers may see anyhow, and may be made again at any time. A
    row without ``sha256`` is being made, or could not be.
    """

    derivative = models.OneToOneField(
        Derivative, on_delete=models.CASCADE, related_name="pyramid"
    )
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(_("size in bytes"), default=0)
    places = models.JSONField(default=dict)
    recipe = models.JSONField(default=dict)
    tool = models.CharField(_("tool"), max_length=120, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tiles")
        verbose_name_plural = _("tiles")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(size__gte=0), name="pyramid_size_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{self.derivative_id} {self.sha256[:12]}"
