"""Which language versions a page of the archive has, and where they are."""

from __future__ import annotations

from wagtail.models import Page

from core.restrictions import is_restricted

__all__ = ["versions_of"]


def versions_of(page: Page) -> dict[str, str]:
    """Return language code → path of every public version of a page, in one query."""
    return dict(
        Page.objects.live()
        .filter(~is_restricted(), translation_key=page.translation_key)
        .order_by("locale_id")
        .values_list("locale__language_code", "url_path")
    )
