"""Which feeds there are: every list of articles, and the corrections.

Entries come from the lists that readers see, so nothing that is not public can be in
a feed. Each function reads the active language and raises ``Http404`` where the list
does not exist in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.feeds.entries import Entry, article_entries, correction_entries
from articles.listings import ALL
from articles.models import (
    Kind,
    PersonWords,
    PlaceWords,
    SectionPage,
    Tag,
    TopicWords,
)
from articles.paging import latest
from articles.querysets import published_corrections
from core.locales import active_locale_id
from core.restrictions import is_restricted

__all__ = [
    "MAX_ENTRIES",
    "Channel",
    "corrections",
    "feed_title",
    "kind",
    "person",
    "place",
    "section",
    "tag",
    "topic",
    "whole_site",
]

MAX_ENTRIES = 50


@dataclass(frozen=True)
class Channel:
    """A feed before it has a format. ``page`` is the path of the page it goes with."""

    title: str
    description: str
    page: str
    publisher: str
    entries: list[Entry]


def feed_title(name: str = "") -> str:
    """Return the title of the feed of the list called ``name``, or of the site."""
    site = _("Voice of Karabakh")
    return f"{name} — {site}" if name else site


def whole_site() -> Channel:
    return _of_articles(ALL, "", f"/{get_language()}/")


def section(path: str) -> Channel:
    """The section at ``path`` below the language's front page: ``news/society``."""
    page = get_object_or_404(
        SectionPage.objects.live().filter(~is_restricted()),
        url_path=f"/{get_language()}/{path}/",
    )
    return _of_articles(page.stream, page.title, page.url_path, page.description)


def topic(slug: str) -> Channel:
    return _of_term(TopicWords, "topic", slug)


def place(slug: str) -> Channel:
    return _of_term(PlaceWords, "place", slug)


def person(slug: str) -> Channel:
    return _of_term(PersonWords, "person", slug)


def tag(slug: str) -> Channel:
    """A tag is a word of a language: it exists where an article public there has it."""
    found = get_object_or_404(Tag, slug=slug)
    path = reverse("tag", args=[slug])
    return _if_any(_of_articles(found.stream, found.name, path))


def kind(slug: str) -> Channel:
    if slug not in Kind:
        raise Http404
    path = reverse("kind", args=[slug])
    return _of_articles(f"kind:{slug}", str(Kind(slug).label), path)


def corrections() -> Channel:
    """The corrections of articles that are public in this language."""
    found = published_corrections(active_locale_id(), size=MAX_ENTRIES).corrections
    return Channel(
        title=feed_title(_("Corrections")),
        description=_("What we got wrong, when we corrected it, and why."),
        page=reverse("corrections"),
        publisher=feed_title(),
        entries=correction_entries(found, get_language() or ""),
    )


def _of_term(model: Any, list_name: str, slug: str) -> Channel:
    words = get_object_or_404(
        model.objects.select_related("term"),
        slug=slug,
        locale_id=active_locale_id(),
    )
    description = getattr(words, "description", "") or getattr(words, "biography", "")
    path = reverse(list_name, args=[slug])
    return _if_any(_of_articles(words.term.stream, words.name, path, description))


def _if_any(channel: Channel) -> Channel:
    """What no public article is filed under does not exist for readers."""
    if not channel.entries:
        raise Http404
    return channel


def _of_articles(stream: str, name: str, page: str, description: str = "") -> Channel:
    articles = latest(stream, active_locale_id(), MAX_ENTRIES)
    return Channel(
        title=feed_title(name),
        description=description or _("The newest articles, with their corrections."),
        page=page,
        publisher=feed_title(),
        entries=article_entries(articles, get_language() or ""),
    )
