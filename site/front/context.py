"""The frame around every reader's page: menus, languages, date."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.navigation import Section, section_tree
from association.models import StandardPage
from core.locales import active_locale_id, language_codes, locale_ids
from core.meta import meta_of
from core.restrictions import is_restricted
from delivery.headers import is_anonymous
from evidence.navigation import archive_link

__all__ = ["LanguageLink", "forget_footer_pages", "frame"]

_NAMES = {"az": "Azərbaycanca", "en": "English", "ru": "Русский"}


@dataclass(frozen=True)
class LanguageLink:
    """A choice in the language switch. ``exists`` is False where the page has no
    version in that language: the link then leads to a page that says so."""

    code: str
    name: str
    url: str
    is_current: bool
    exists: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """Return what the site's frame shows. Nothing is read until a template asks."""
    if request.path.startswith("/admin/"):
        return {}
    return {
        "languages": SimpleLazyObject(lambda: _languages(request)),
        "navigation": SimpleLazyObject(_navigation),
        "footer_pages": SimpleLazyObject(_footer_pages),
        "archive": SimpleLazyObject(lambda: archive_link(get_language() or "")),
        "breadcrumbs": SimpleLazyObject(lambda: _breadcrumbs(request)),
        "today": SimpleLazyObject(timezone.localdate),
        "show_userbar": not is_anonymous(request),
    }


def _languages(request: HttpRequest) -> list[LanguageLink]:
    meta = meta_of(request)
    versions = meta.versions if meta else {}
    here = get_language()
    path = request.path
    rest = path.split("/", 2)[2] if path.count("/") >= 2 else ""
    links = []
    for code, _name in settings.LANGUAGES:
        target = versions.get(code) or f"/{code}/{rest}"
        links.append(
            LanguageLink(
                code=code,
                name=_NAMES[code],
                url=f"{reverse('choose_language', args=[code])}?to={quote(target)}",
                is_current=code == here,
                exists=code in versions or not versions,
            )
        )
    return links


def _navigation() -> list[Section]:
    locale_id = locale_ids().get(get_language() or "")
    return section_tree(locale_id) if locale_id else []


def _footer_key(code: str | None) -> str:
    return f"front.footer_pages.{code}"


def forget_footer_pages() -> None:
    cache.delete_many([_footer_key(code) for code in language_codes()])


def _footer_pages() -> list[tuple[str, str]]:
    key = _footer_key(get_language())
    pages: list[tuple[str, str]] | None = cache.get(key)
    if pages is None:
        found = StandardPage.objects.live().filter(
            ~is_restricted(), locale_id=active_locale_id(), show_in_menus=True
        )
        pages = list(found.order_by("path").values_list("title", "url_path"))
        cache.set(key, pages, 60)
    return pages


def _breadcrumbs(request: HttpRequest) -> list[tuple[str, str]]:
    meta = meta_of(request)
    if not meta or not meta.breadcrumbs:
        return []
    return [(_("Front page"), f"/{get_language()}/"), *meta.breadcrumbs]
