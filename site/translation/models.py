"""What wagtail-localize does not remember: how far each language version has come,
and what a paragraph said before its source changed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Revision
from wagtail_localize.models import String, Translation, TranslationContext

__all__ = ["EarlierTranslation", "VersionState"]


class VersionState(models.Model):
    """How one language version stands to its source: one row a translation.

    ``source_digest`` names the words and the make-up of the source as they were last
    handed to translators; ``ready_digest`` and ``published_digest`` name the source
    that the newest whole draft and the public text were made from. Written by
    :mod:`translation.actions` and :mod:`translation.following` alone.
    """

    translation = models.OneToOneField(
        Translation,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="version_state",
    )
    story = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    source_digest = models.CharField(max_length=64, blank=True)
    ready_digest = models.CharField(max_length=64, blank=True)
    published_digest = models.CharField(max_length=64, blank=True)
    ready_revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    source_changed_at = models.DateTimeField(null=True)
    stale_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("state of a language version")
        verbose_name_plural = _("states of language versions")
        constraints: ClassVar = [
            # One source an article: a version follows one translation, not two.
            models.UniqueConstraint(
                fields=("story", "locale"), name="version_state_once_a_version"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["locale", "stale_since"], name="version_state_stale")
        ]

    def __str__(self) -> str:
        return f"{self.story} ({self.locale_id})"

    def follow(self, digest: str, now: datetime) -> None:
        """Note, unsaved, that the source is now ``digest``: stale from the first
        change after publication, current again if the change is taken back."""
        if self.source_digest != digest:
            self.source_digest, self.source_changed_at = digest, now
        if not self.published_digest or self.published_digest == digest:
            self.stale_since = None
        elif self.stale_since is None:
            self.stale_since = now


class EarlierTranslation(models.Model):
    """A translation whose source has changed: offered to the translator beside the
    new source while that has no translation of its own, never published by itself. Gone
    when the new translation is public."""

    translation = models.ForeignKey(
        Translation, on_delete=models.CASCADE, related_name="earlier_translations"
    )
    context = models.ForeignKey(
        TranslationContext, on_delete=models.CASCADE, related_name="+"
    )
    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    earlier_source = models.TextField()
    text = models.TextField()
    translated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("earlier translation")
        verbose_name_plural = _("earlier translations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("translation", "context", "string"),
                name="earlier_translation_once_a_segment",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
