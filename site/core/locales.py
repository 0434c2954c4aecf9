"""The site's languages, looked up without asking the database each time."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language
from wagtail.models import Locale

__all__ = ["active_locale_id", "forget_locales", "language_codes", "locale_ids"]

_CACHE_KEY = "core.locale_ids"


def language_codes() -> list[str]:
    """Return the site's language codes, the source language by default first."""
    return [code for code, _name in settings.LANGUAGES]


def locale_ids() -> dict[str, int]:
    """Return language code → primary key of its ``Locale``."""
    ids: dict[str, int] | None = cache.get(_CACHE_KEY)
    if not ids:
        ids = dict(Locale.objects.values_list("language_code", "pk"))
        cache.set(_CACHE_KEY, ids, 300)
    return ids


def active_locale_id() -> int:
    """Return the primary key of the locale that this request is in.

    Raises :class:`KeyError` before ``manage.py setup_newsroom`` has made the locales.
    """
    return locale_ids()[get_language() or settings.LANGUAGE_CODE]


def forget_locales() -> None:
    cache.delete(_CACHE_KEY)
