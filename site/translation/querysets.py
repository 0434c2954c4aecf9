"""Reads: how the language versions of a page stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from articles import reading
from translation.models import VersionState

__all__ = [
    "Standing",
    "VersionStanding",
    "reader_standing",
    "stale_since",
    "translation_state",
]


class Standing(models.TextChoices):
    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft")
    STALE = "stale", _("Stale")
    UP_TO_DATE = "up_to_date", _("Up to date")


@dataclass(frozen=True)
class VersionStanding:
    """``since`` is when the source changed under a stale version."""

    standing: Standing
    since: datetime | None = None
    page_id: int | None = None


def stale_since(article: Any) -> datetime | None:
    """Return when the original changed since this translation was published, or None.

    One query, by a unique index; for an original and an up-to-date version None.
    """
    return (
        VersionState.objects.filter(
            story=article.translation_key, locale_id=article.locale_id
        )
        .values_list("stale_since", flat=True)
        .first()
    )


def reader_standing(article: Any) -> reading.Standing:
    """Return what an article's page says of its original, in one query."""
    row = (
        VersionState.objects.filter(
            story=article.translation_key, locale_id=article.locale_id
        )
        .values_list("translation__source__locale__language_code", "stale_since")
        .first()
    )
    return reading.Standing(*row) if row else reading.Standing()


def translation_state(
    page: Page, locales: Iterable[Locale] | None = None
) -> dict[str, VersionStanding]:
    """Return language code → how that version of ``page``'s story stands.

    Every language but the page's own, in three queries.
    """
    if locales is None:
        locales = Locale.objects.exclude(pk=page.locale_id)
    states = {
        state.locale_id: state
        for state in VersionState.objects.filter(story=page.translation_key)
    }
    rows = Page.objects.filter(translation_key=page.translation_key)
    versions = {row.locale_id: row for row in rows.only("pk", "locale_id", "live")}
    return {
        locale.language_code: _standing(versions.get(locale.pk), states.get(locale.pk))
        for locale in locales
    }


def _standing(version: Page | None, state: VersionState | None) -> VersionStanding:
    if version is None:
        return VersionStanding(Standing.MISSING)
    if not version.live:
        return VersionStanding(Standing.DRAFT, page_id=version.pk)
    if state and state.stale_since:
        return VersionStanding(Standing.STALE, state.stale_since, version.pk)
    return VersionStanding(Standing.UP_TO_DATE, page_id=version.pk)
