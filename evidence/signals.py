"""Where Wagtail tells that a record's words were published in a language.

Translations go live by many routes (workflow, clock, editors), and only Wagtail's
signal sees them all. The receiver calls one action.
"""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from evidence.actions.reviewing import publish_translated_words
from evidence.models import RecordPage


@receiver(page_published, sender=RecordPage)
def on_words_published(
    instance: RecordPage, revision: Revision | None = None, **kwargs: Any
) -> None:
    if instance.locale_id != instance.record.language_id:
        by = revision.user if revision else None
        publish_translated_words(page=instance, by=by)
