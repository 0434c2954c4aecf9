"""Addresses of the feeds, below a language's prefix, and the links that lead there."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.feeds import lists
from articles.feeds.formats import FORMATS
from articles.feeds.views import feed
from articles.models import Kind, PersonWords, PlaceWords, SectionPage, Tag, TopicWords
from articles.navigation import Section

__all__ = ["feed_links", "urlpatterns"]

# A feed's name is ``<list>_<format>``: ``topic_atom``.
_LISTS: tuple[tuple[str, str, Any], ...] = (
    ("site", "", lists.whole_site),
    ("section", "section/<path:path>/", lists.section),
    ("topic", "topic/<slug:slug>/", lists.topic),
    ("place", "place/<slug:slug>/", lists.place),
    ("tag", "tag/<slug:slug>/", lists.tag),
    ("person", "person/<slug:slug>/", lists.person),
    ("kind", "kind/<slug:slug>/", lists.kind),
    ("corrections", "corrections/", lists.corrections),
)

urlpatterns = [
    path(
        f"feed/{address}{form}.xml",
        feed,
        {"find": find, "form": form},
        name=f"{name}_{form}",
    )
    for name, address, find in _LISTS
    for form in FORMATS
]

Owner = (
    Section | SectionPage | TopicWords | PlaceWords | PersonWords | Tag | Kind | None
)
_WORDS = {TopicWords: "topic", PlaceWords: "place", PersonWords: "person"}


def feed_links(owner: Owner = None) -> list[tuple[str, str]]:
    """Return (title, path) of the Atom feeds that a page of ``owner`` advertises.

    The owner's own feed comes first, the whole site's last. Without an owner it is
    the site's and the corrections'. It asks no queries.
    """
    site = (lists.feed_title(), reverse("site_atom"))
    if owner is None:
        corrections = lists.feed_title(_("Corrections"))
        return [site, (corrections, reverse("corrections_atom"))]
    name, title, key = _address(owner)
    return [(lists.feed_title(title), reverse(f"{name}_atom", args=[key])), site]


def _address(owner: Any) -> tuple[str, str, str]:
    """Return the list's name, the owner's title and its key in the address."""
    if isinstance(owner, Kind):
        return "kind", str(owner.label), owner.value
    if isinstance(owner, Tag):
        return "tag", owner.name, owner.slug
    if isinstance(owner, Section | SectionPage):
        url = owner.url if isinstance(owner, Section) else owner.url_path
        below = url.removeprefix(f"/{get_language()}/").strip("/")
        return "section", owner.title, below
    return _WORDS[type(owner)], owner.name, owner.slug
