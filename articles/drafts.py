"""What a draft is filed under: its links stand in a revision, not yet in the tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from articles.models import ArticlePage, PersonWords, PlaceWords, TopicWords
from articles.reading import Credit, FiledUnder, TermLink

__all__ = ["filed_in_draft"]


def filed_in_draft(article: ArticlePage) -> FiledUnder:
    """Return the terms and people of an article as its editor has them before them.

    For previews: it asks more queries than ``reading.filed_under``.
    """
    language = article.locale_id
    return FiledUnder(
        topics=_terms(TopicWords, "topic", article.topic_links.all(), language),
        places=_terms(PlaceWords, "place", article.place_links.all(), language),
        tags=[
            TermLink(tag.name, reverse("tag", args=[tag.slug]))
            for tag in article.tags.all()
        ],
        contributors=_people(article.contributors.all(), language),
        translators=_people(article.translator_credits.all(), language),
    )


def _terms(
    model: type[Any], name: str, links: Iterable[Any], language: int
) -> list[TermLink]:
    ids = [getattr(link, f"{name}_id") for link in links]
    found = {
        words.term_id: TermLink(words.name, reverse(name, args=[words.slug]))
        for words in model.objects.filter(term_id__in=ids, locale_id=language)
    }
    return [found[pk] for pk in ids if pk in found]


def _people(links: Iterable[Any], language: int) -> list[Credit]:
    rows = list(links)
    words = PersonWords.objects.filter(term_id__in=[row.person_id for row in rows])
    own = {w.term_id: w for w in words if w.locale_id == language}
    any_language = {w.term_id: w for w in words} | own
    credits = []
    for row in rows:
        name = any_language.get(row.person_id)
        if name:
            here = own.get(row.person_id)
            url = reverse("person", args=[here.slug]) if here else ""
            credits.append(Credit(name.name, url, getattr(row, "part", "")))
    return credits
