"""Where each type of reader's page is, in a sample newsroom with an archive."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale, Page

from articles.models import (
    ArticlePage,
    Correction,
    ListingEntry,
    PersonWords,
    PlaceWords,
    Tag,
    TopicWords,
)
from articles.paging import Cursor
from association.models import StandardPage
from demo.ledger import key_of, made

__all__ = ["ARTICLES", "LISTINGS", "readers_pages"]

ARTICLES = ("live report", "corrected article", "article of the archive")
LISTINGS = ("section", "subsection", "author", "topic", "place", "tag", "kind")
# A word that stands in a great many articles.
WORDS = {"az": "necə", "en": "with", "ru": "можно"}


def readers_pages(code: str, word: str = "") -> dict[str, str]:
    """Return type of page → address in the language ``code``; ``word`` is searched for.

    Every list is there twice: its newest page, and one in the middle of the archive.
    The Russian front page is the one that fills itself, and nothing is missing in the
    language of most originals.
    """
    locale = Locale.objects.get(language_code=code)
    articles = ArticlePage.objects.live().filter(locale=locale)
    corrected = Correction.objects.values("story")
    with override(code):
        pages = {
            "front page" if code != "ru" else "front page, not curated": f"/{code}/",
            "standard page": _path(StandardPage.objects.live().filter(locale=locale)),
            "corrections": reverse("corrections"),
            "search without words": reverse("search"),
            "search": _search(word or WORDS[code]),
            "search, no page has the word": _search("qwxzqwxz"),
            "page that is not there": f"/{code}/no-such-page/",
        }
        found = (
            articles.filter(is_live_report=True),
            articles.filter(translation_key__in=corrected),
            articles.filter(translation_key=key_of("archive", 1, 0)),
        )
        pages |= dict(zip(ARTICLES, map(_path, found), strict=True))
        for name, (stream, address) in _listings(locale).items():
            pages[name] = address
            pages[f"{name}, deep"] = f"{address}?before={_middle(stream, locale)}"
        newest = ListingEntry.objects.filter(stream="all", locale=locale)
        day = newest.order_by("-published_at")[20].published_at
        pages["day"] = reverse("day", args=[day.year, day.month, day.day])
    here = articles.values("translation_key")
    original = ArticlePage.objects.live().filter(locale__language_code="az")
    untranslated = original.exclude(translation_key__in=here)
    if untranslated.exists():
        missing = _path(untranslated).replace("/az/", f"/{code}/", 1)
        pages["missing translation"] = missing
    return pages


def _search(word: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': word})}"


def _path(pages: Any) -> str:
    return pages.order_by("path").values_list("url_path", flat=True)[0]


def _listings(locale: Locale) -> dict[str, tuple[str, str]]:
    """Return list → its stream and address, in the active language."""

    def section(key: str) -> tuple[str, str]:
        stream = f"section:{key_of('section', key).hex}"
        pages = Page.objects.filter(translation_key=key_of("section", key))
        return stream, _path(pages.filter(locale=locale))

    def term(words: Any, kind: str, view: str) -> tuple[str, str]:
        # The archive uses the first the most.
        first = min(made(kind).values())
        found = words.objects.select_related("term").get(term_id=first, locale=locale)
        return found.term.stream, reverse(view, args=[found.slug])

    tags = ListingEntry.objects.filter(stream__startswith="tag:", locale=locale)
    counted = tags.values("stream").annotate(count=Count("pk")).order_by("-count")
    tag = Tag.objects.get(pk=counted[0]["stream"].removeprefix("tag:"))
    found = (
        section("news"),
        section("society"),
        term(PersonWords, "people", "person"),
        term(TopicWords, "topics", "topic"),
        term(PlaceWords, "places", "place"),
        (tag.stream, reverse("tag", args=[tag.slug])),
        ("kind:news", reverse("kind", args=["news"])),
    )
    return dict(zip(LISTINGS, found, strict=True))


def _middle(stream: str, locale: Locale) -> Cursor:
    entries = ListingEntry.objects.filter(stream=stream, locale=locale)
    count = entries.count()
    return Cursor.at(entries.order_by("-published_at", "-article_id")[count // 2])
