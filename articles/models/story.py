"""What belongs to a story in all its languages: corrections and live entries.

The fact (that it happened, and when) is one row; its words are one row a language.
``story`` is the ``translation_key`` that the versions of an article share.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

__all__ = ["Correction", "CorrectionText", "LiveEntry", "LiveEntryText"]


class StoryFact(models.Model):
    story = models.UUIDField(_("story"), db_index=True, editable=False)
    at = models.DateTimeField(_("time"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.at:%Y-%m-%d %H:%M}"


class StoryWords(models.Model):
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), max_length=2000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:80]


class Correction(StoryFact):
    """A dated correction. It stands on every language version from the moment it is
    made; where its explanation is not yet translated, the page says so."""

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="correction_newest")
        ]


class CorrectionText(StoryWords):
    fact = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="texts")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("fact", "locale"), name="correctiontext_one_per_language"
            )
        ]


class LiveEntry(StoryFact):
    """A time-stamped entry of a live report, newest first."""

    class Meta:
        verbose_name = _("live entry")
        verbose_name_plural = _("live entries")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["story", "-at", "-id"], name="live_entry_newest")
        ]


class LiveEntryText(StoryWords):
    fact = models.ForeignKey(LiveEntry, on_delete=models.CASCADE, related_name="texts")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("fact", "locale"), name="liveentrytext_one_per_language"
            )
        ]
