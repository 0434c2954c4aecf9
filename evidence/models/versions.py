"""Published versions: what the public has been told, frozen and citable for ever."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from evidence.models.records import Record

__all__ = ["PublishedVersion", "VersionReason", "Withdrawal"]


class PublishedVersion(models.Model):
    """Version ``number`` of a record: canonical JSON (RFC 8785) and its SHA-256.

    Every page, list, feed, export and index that a reader can reach is made from these
    rows. Triggers of the database refuse to change or delete one.
    """

    class Occasion(models.TextChoices):
        FIRST = "first", _("First publication")
        UPDATE = "update", _("Update")
        CORRECTION = "correction", _("Correction")
        TRANSLATION = "translation", _("Translation")

    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering: ClassVar = ["record", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("record", "number"), name="version_number_once_a_record"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["occasion", "-published_at"], name="version_occasion_newest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"

    @cached_property
    def document(self) -> dict[str, Any]:
        """The frozen document, as :mod:`evidence.freezing` describes it."""
        document: dict[str, Any] = json.loads(self.content)
        return document


class VersionReason(models.Model):
    """Why a version was made, in one language. The original's language comes first;
    translations of the reason may follow later and change no version."""

    version = models.ForeignKey(
        PublishedVersion, on_delete=models.PROTECT, related_name="reasons"
    )
    language = models.CharField(max_length=8)
    text = models.TextField(_("reason"), max_length=600)

    class Meta:
        verbose_name = _("reason for a version")
        verbose_name_plural = _("reasons for versions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("version", "language"), name="version_reason_once_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Withdrawal(models.Model):
    """A published record was taken from the public, and why. Its versions stay frozen;
    their addresses tell this instead of their content."""

    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="withdrawals"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    language = models.CharField(max_length=8)
    reason = models.TextField(_("reason"), max_length=600)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.at:%Y-%m-%d}"
