"""The tree of sections, kept in the cache: menus and breadcrumbs ask it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.cache import cache

from articles.models import SectionPage

__all__ = ["Section", "forget_navigation", "section_at", "section_tree"]

_VERSION_KEY = "articles.navigation"
_SECONDS = 60


@dataclass
class Section:
    """A live section: its title, address, list key and live children."""

    id: int
    title: str
    url: str
    stream: str
    path: str
    children: list[Section] = field(default_factory=list)
    parent: Section | None = field(default=None, repr=False)


def section_tree(locale_id: int) -> list[Section]:
    """Return the top sections of a language in menu order, children inside."""
    return [s for s in _sections(locale_id).values() if s.parent is None]


def section_at(path: str, locale_id: int) -> Section | None:
    """Return the section at a tree path, for breadcrumbs; None if it is not live."""
    return _sections(locale_id).get(path)


def forget_navigation() -> None:
    cache.delete(_VERSION_KEY)


def _sections(locale_id: int) -> dict[str, Section]:
    by_locale: dict[int, dict[str, Section]] | None = cache.get(_VERSION_KEY)
    if by_locale is None:
        by_locale = _read()
        cache.set(_VERSION_KEY, by_locale, _SECONDS)
    return by_locale.get(locale_id, {})


def _read() -> dict[int, dict[str, Section]]:
    by_locale: dict[int, dict[str, Section]] = {}
    pages = SectionPage.objects.live().public()
    for page in pages.order_by("depth", "position", "path"):
        sections = by_locale.setdefault(page.locale_id, {})
        section = Section(page.pk, page.title, page.url_path, page.stream, page.path)
        section.parent = sections.get(page.path[: -SectionPage.steplen])
        if section.parent:
            section.parent.children.append(section)
        sections[page.path] = section
    return by_locale
