"""Copies of recordings that are being made."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.exhibits import Exhibit
from evidence.recordings.engine import RecordingFault

__all__ = ["RecordingOrder"]


class RecordingOrder(models.Model):
    """Somebody asked for a copy of a recording, which takes its time."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    exhibit = models.OneToOneField(
        Exhibit, on_delete=models.CASCADE, related_name="recording_order"
    )
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.WAITING
    )
    fault = models.CharField(_("fault"), max_length=20, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("copy of a recording")
        verbose_name_plural = _("copies of recordings")
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="recording_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.exhibit_id} {self.state}"

    @property
    def fault_label(self) -> str:
        return str(RecordingFault(self.fault).label) if self.fault else ""
