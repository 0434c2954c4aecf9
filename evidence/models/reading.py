"""How far the text of a document has been read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.exhibits import Exhibit

__all__ = ["DocumentReading"]


class DocumentReading(models.Model):
    """The reading of one document: its pages are taken from the file, then those that
    are only pictures are recognised.

    ``read`` pages are stored as :class:`DocumentPage`; of those without text, the ones
    up to ``recognised`` have been looked at. Where no text recognition is installed, a
    document with scans rests as SCANS and is taken up once there is one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        SCANS = "scans", _("Scans wait for text recognition to be installed")
        FAILED = "failed", _("Failed")

    exhibit = models.OneToOneField(
        Exhibit, on_delete=models.CASCADE, related_name="reading"
    )
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.WAITING
    )
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    read = models.PositiveIntegerField(default=0)
    recognised = models.PositiveIntegerField(default=0)
    fault = models.CharField(_("fault"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("reading of a document")
        verbose_name_plural = _("readings of documents")
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="reading_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.exhibit_id} {self.state}"
