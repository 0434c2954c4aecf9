"""Where the archive stands in the site's menus."""

from __future__ import annotations

from django.core.cache import cache

from core.locales import locale_ids
from core.restrictions import is_restricted
from evidence.models import ArchivePage

__all__ = ["archive_link", "forget_archive_links"]

_KEY = "evidence.archive_links"
_SECONDS = 60


def archive_link(language: str) -> tuple[str, str] | None:
    """Return title and path of the archive in ``language``; None if it has none."""
    links: dict[int, tuple[str, str]] | None = cache.get(_KEY)
    if links is None:
        pages = ArchivePage.objects.live().filter(~is_restricted())
        links = {
            locale: (title, path)
            for locale, title, path in pages.values_list(
                "locale_id", "title", "url_path"
            )
        }
        cache.set(_KEY, links, _SECONDS)
    return links.get(locale_ids().get(language, 0))


def forget_archive_links() -> None:
    cache.delete(_KEY)
