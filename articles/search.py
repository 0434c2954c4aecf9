"""What an article offers to the search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from articles.listings import streams_of
from articles.models import (
    ArticlePage,
    PersonWords,
    PlaceWords,
    SectionPage,
    TopicWords,
)
from core.locales import locale_ids
from core.plain_text import plain_text
from core.searchable import SearchDocument

__all__ = ["search_documents"]

Names = dict[tuple[int, int], str]


def search_documents(articles: Sequence[ArticlePage]) -> Iterator[SearchDocument]:
    """Yield the documents of ``articles`` with a number of queries that does not
    depend on how many there are."""
    prefetch_related_objects(
        articles, "topic_links", "place_links", "tagged_items__tag",
        "contributors", "translator_credits",
    )  # fmt: skip
    languages = {pk: code for code, pk in locale_ids().items()}
    sections = _sections_above(articles)
    people = _names(PersonWords, (a.contributors.all() for a in articles), "person_id")
    topics = _names(TopicWords, (a.topic_links.all() for a in articles), "topic_id")
    places = _names(PlaceWords, (a.place_links.all() for a in articles), "place_id")
    for article in articles:
        above = [sections[path] for path in _paths_above(article) if path in sections]
        locale = article.locale_id
        names = [
            *(people.get((c.person_id, locale)) for c in article.contributors.all()),
            *(topics.get((t.topic_id, locale)) for t in article.topic_links.all()),
            *(places.get((p.place_id, locale)) for p in article.place_links.all()),
            *(item.tag.name for item in article.tagged_items.all()),
        ]
        yield SearchDocument(
            object_id=article.pk,
            language=languages[locale],
            translation_key=article.translation_key,
            kind=article.kind,
            title=article.title,
            summary=article.standfirst,
            text="\n".join(
                part
                for part in (
                    article.kicker, article.lead_caption, plain_text(article.body),
                )
                if part
            ),
            keywords="\n".join(name for name in names if name),
            url=article.url_path,
            section=above[-1].stream if above else "",
            keys=tuple(sorted(streams_of(article, sections))),
            published_at=article.first_published_at,
        )  # fmt: skip


def _paths_above(article: ArticlePage) -> list[str]:
    step = ArticlePage.steplen
    return [article.path[:end] for end in range(step, len(article.path), step)]


def _sections_above(articles: Iterable[ArticlePage]) -> dict[str, SectionPage]:
    paths = {path for article in articles for path in _paths_above(article)}
    return {page.path: page for page in SectionPage.objects.filter(path__in=paths)}


def _names(model: Any, links: Iterable[Iterable[Any]], attribute: str) -> Names:
    """Return (term, locale) → name for all the terms that ``links`` point to."""
    ids = {getattr(link, attribute) for group in links for link in group}
    names: Names = defaultdict(str)
    if ids:
        rows = model.objects.filter(term_id__in=ids)
        names.update(
            ((term, locale), name)
            for term, locale, name in rows.values_list("term_id", "locale_id", "name")
        )
    return names
