"""Where a page stands in the tree of sections and of languages."""

from __future__ import annotations

from django.utils.translation import get_language

from articles.navigation import Section
from core.locales import language_codes

__all__ = ["same_everywhere", "trail"]


def trail(section: Section | None) -> list[tuple[str, str]]:
    trail: list[tuple[str, str]] = []
    while section:
        trail.insert(0, (section.title, section.url))
        section = section.parent
    return trail


def same_everywhere(path: str) -> dict[str, str]:
    here = get_language()
    return {
        code: path.replace(f"/{here}/", f"/{code}/", 1) for code in language_codes()
    }
