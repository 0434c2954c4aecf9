"""Captures: web pages as they were."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.models.exhibits import Exhibit
from evidence.models.sources import Source

__all__ = ["Capture", "LinkCheck"]


class Capture(models.Model):
    """One keeping of one address. It waits here until it is done or given up; the WACZ
    and the screenshot are exhibits.

    ``facts`` is what was seen: status, final address, redirects, content type,
    digests, TLS certificate fingerprints, what robots.txt said, tool versions.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, related_name="captures"
    )
    url = models.URLField(_("web address"), max_length=2000)
    url_digest = models.CharField(max_length=64, db_index=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.WAITING
    )
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    last_fault = models.CharField(_("fault"), max_length=400, blank=True)
    captured_at = models.DateTimeField(_("captured"), null=True)
    archive = models.ForeignKey(
        Exhibit, on_delete=models.PROTECT, null=True, related_name="captures"
    )
    picture = models.ForeignKey(
        Exhibit, on_delete=models.PROTECT, null=True, related_name="+"
    )
    payload_sha256 = models.CharField(max_length=64, blank=True)
    text = models.TextField(_("text"), blank=True)
    facts = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="capture_waiting"),
            models.Index(fields=["url_digest", "captured_at"], name="capture_of_url"),
        ]

    def __str__(self) -> str:
        return self.url


class LinkCheck(models.Model):
    """Whether a source's address still answers: the newest answer only."""

    source = models.OneToOneField(
        Source, on_delete=models.CASCADE, related_name="link_check"
    )
    checked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    is_dead = models.BooleanField(default=False)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")

    def __str__(self) -> str:
        return f"{self.source_id} {self.is_dead}"
