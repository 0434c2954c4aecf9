"""Pages of a list by keyset: as cheap at the end of the archive as at its head."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from articles.models import ArticlePage, ListingEntry

__all__ = ["PAGE_SIZE", "Cursor", "ListingPage", "latest", "newest_ids", "read_page"]

PAGE_SIZE = 20
_CURSOR = re.compile(r"^(\d{8}T\d{6})\.(\d{6})Z-(\d{1,18})$", re.ASCII)


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the date (UTC) and article at it."""

    published_at: datetime
    article_id: int

    def __str__(self) -> str:
        moment = self.published_at.astimezone(UTC)
        return f"{moment:%Y%m%dT%H%M%S.%f}Z-{self.article_id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """Return the cursor that ``str(cursor)`` wrote; None for any other text."""
        match = _CURSOR.match(text)
        if not match:
            return None
        moment, fraction, article_id = match.groups()
        try:
            at = datetime.strptime(f"{moment}.{fraction}+0000", "%Y%m%dT%H%M%S.%f%z")
        except ValueError:
            return None
        return cls(at, int(article_id))

    @classmethod
    def at(cls, entry: ListingEntry) -> Cursor:
        return cls(entry.published_at, entry.article_id)


@dataclass(frozen=True)
class ListingPage:
    """One page of a list and the query strings of its neighbours ("" for none)."""

    articles: list[ArticlePage]
    older: str
    newer: str


def _entries(stream: str, locale_id: int) -> QuerySet[ListingEntry]:
    return (
        ListingEntry.objects.filter(
            stream=stream, locale_id=locale_id, article__live=True
        )
        .select_related("article")
        .defer("article__body")
        .order_by("-published_at", "-article_id")
    )


def latest(stream: str, locale_id: int, count: int) -> list[ArticlePage]:
    """Return the newest ``count`` public articles of a list, in one query."""
    return [entry.article for entry in _entries(stream, locale_id)[:count]]


def newest_ids(
    stream: str, locale_id: int, count: int, *, without: Iterable[int] = ()
) -> QuerySet[ListingEntry, Any]:
    """Return the keys of the newest ``count`` public articles of a list, to be used
    inside another query."""
    entries = ListingEntry.objects.filter(
        stream=stream, locale_id=locale_id, article__live=True
    )
    entries = entries.exclude(article_id__in=list(without))
    newest = entries.order_by("-published_at", "-article_id")
    return newest.values("article_id")[:count]


def read_page(
    stream: str,
    locale_id: int,
    *,
    before: str = "",
    after: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    size: int = PAGE_SIZE,
) -> ListingPage:
    """Return the page of a list older than ``before`` or newer than ``after``.

    Both are cursors as text; an unreadable one gives the newest page. ``since`` (from)
    and ``until`` (before) bound the list in time.
    """
    entries = _entries(stream, locale_id)
    if since:
        entries = entries.filter(published_at__gte=since)
    if until:
        entries = entries.filter(published_at__lt=until)
    older_than, newer_than = Cursor.parse(before), Cursor.parse(after)
    if older_than:
        # The first condition alone lets the index be entered at the right place.
        at, article_id = older_than.published_at, older_than.article_id
        entries = entries.filter(
            Q(published_at__lt=at) | Q(article_id__lt=article_id), published_at__lte=at
        )
    elif newer_than:
        at, article_id = newer_than.published_at, newer_than.article_id
        entries = entries.filter(
            Q(published_at__gt=at) | Q(article_id__gt=article_id), published_at__gte=at
        ).order_by("published_at", "article_id")
    rows = list(entries[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if newer_than and not older_than:
        rows.reverse()
        has_newer, has_older = more, True
    else:
        has_newer, has_older = older_than is not None, more
    return ListingPage(
        articles=[row.article for row in rows],
        older=f"?before={Cursor.at(rows[-1])}" if rows and has_older else "",
        newer=f"?after={Cursor.at(rows[0])}" if rows and has_newer else "",
    )
