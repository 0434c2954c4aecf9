"""What a page says of itself to search engines, social networks and feed readers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

__all__ = ["PageMeta", "absolute", "describe", "meta_of"]

# What could end a script element or open a comment inside JSON.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def absolute(path: str) -> str:
    """Return the absolute address of a path on this site; addresses pass through."""
    return path if "://" in path else f"{settings.WAGTAILADMIN_BASE_URL}{path}"


@dataclass
class PageMeta:
    """Metadata of one page.

    ``path`` is the page's canonical path. ``versions`` maps language code → path of
    each language version that exists, this one among them.
    """

    title: str
    path: str
    description: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    robots: str = ""
    og_type: str = "website"
    image: str = ""
    published_at: datetime | None = None
    modified_at: datetime | None = None
    section: str = ""
    authors: list[str] = field(default_factory=list)
    feeds: list[tuple[str, str]] = field(default_factory=list)
    json_ld: list[dict[str, Any]] = field(default_factory=list)
    breadcrumbs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def canonical(self) -> str:
        return absolute(self.path)

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """(hreflang, address) pairs; ``x-default`` is the source language's version,
        or the only one there is."""
        if not self.versions:
            return []
        pairs = [(code, absolute(path)) for code, path in self.versions.items()]
        default = self.versions.get(
            settings.LANGUAGE_CODE, next(iter(self.versions.values()))
        )
        return [*pairs, ("x-default", absolute(default))]

    @property
    def json_ld_html(self) -> SafeString:
        """The JSON-LD objects as ``script`` data blocks, safe against their text."""
        blocks = [
            json.dumps(item, ensure_ascii=False).translate(_ESCAPES)
            for item in self.json_ld
        ]
        return mark_safe(  # noqa: S308 - every < > & is escaped above
            "\n".join(
                f'<script type="application/ld+json">{block}</script>'
                for block in blocks
            )
        )


def describe(request: HttpRequest, meta: PageMeta) -> None:
    """Give the request's page its metadata; ``page_meta`` in templates."""
    request.page_meta = meta  # type: ignore[attr-defined]


def meta_of(request: HttpRequest) -> PageMeta | None:
    """Return what :func:`describe` was given, or None."""
    return getattr(request, "page_meta", None)
