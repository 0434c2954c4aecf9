"""Keeps text from the public that is not a whole translation."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationLog

__all__ = ["whole_versions_only"]


def whole_versions_only(page: Page) -> dict[str, Any]:
    """Return a fault if ``page`` translates another and goes live with a revision that
    was not built from a whole translation. Asked by ``core.publication``."""
    if not page.live or page.pk is None:
        return {}
    certified = TranslationLog.objects.filter(
        source__object_id=page.translation_key,
        locale_id=page.locale_id,
        revision_id=page.live_revision_id or 0,
    )
    refused = Translation.objects.filter(
        ~Exists(certified),
        source__object_id=page.translation_key,
        target_locale_id=page.locale_id,
        enabled=True,
    )
    if not refused.exists():
        return {}
    return {
        "__all__": _(
            "This version is a translation that is not finished. Publish it from the "
            "translation editor."
        )
    }
