"""Exports that were asked for in the admin: the state of each, and where its bag is."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.records import Record

__all__ = ["Export"]


class Export(models.Model):
    """One bag, for the person who asked for it. The file goes after some days; the row
    and the entry in the custody log stay.

    ``records`` is empty for an export of everything. ``file`` is the bag's name in the
    private storage while it is there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Being written")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    records = models.ManyToManyField(Record, related_name="+", blank=True)
    is_everything = models.BooleanField(default=False)
    is_private = models.BooleanField(_("with private material"), default=False)
    reason = models.TextField(_("reason"), max_length=600, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.WAITING
    )
    fault = models.CharField(_("fault"), max_length=400, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(default=timezone.now)
    total = models.BigIntegerField(_("bytes to write"), default=0)
    written = models.BigIntegerField(_("bytes written"), default=0)
    file = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(_("size in bytes"), default=0)
    expires_at = models.DateTimeField(_("expires"), null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes: ClassVar = [
            models.Index(fields=["state", "touched_at"], name="export_state"),
            models.Index(fields=["asked_by", "-asked_at"], name="export_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_private=False) | ~models.Q(reason=""),
                name="private_export_has_a_reason",
                violation_error_message=_("Say what the private export is for."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_everything=False) | models.Q(is_private=True),
                name="export_of_everything_is_private",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will happen to it by itself, but for its end."""
        return self.state not in {self.State.WAITING, self.State.WORKING}
