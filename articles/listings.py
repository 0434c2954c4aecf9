"""Keeps :class:`ListingEntry` true to what is public."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from articles.models import ArticlePage, ListingEntry, SectionPage

__all__ = ["ALL", "forget", "refresh", "refresh_many", "streams_of"]

ALL = "all"


def streams_of(
    article: ArticlePage, sections: dict[str, SectionPage] | None = None
) -> set[str]:
    """Return the lists that ``article`` belongs to when it is public.

    ``sections`` (tree path → section) saves a query an article in bulk work.
    """
    step = ArticlePage.steplen
    paths = [article.path[:end] for end in range(step, len(article.path), step)]
    if sections is None:
        ancestors: Iterable[SectionPage] = SectionPage.objects.filter(path__in=paths)
    else:
        ancestors = [sections[path] for path in paths if path in sections]
    streams = {ALL, f"kind:{article.kind}"}
    streams |= {section.stream for section in ancestors}
    streams |= {f"topic:{link.topic_id}" for link in article.topic_links.all()}
    streams |= {f"place:{link.place_id}" for link in article.place_links.all()}
    streams |= {f"tag:{item.tag_id}" for item in article.tagged_items.all()}
    for people in (article.contributors, article.translator_credits):
        streams |= {f"person:{link.person_id}" for link in people.all()}
    return streams


@transaction.atomic
def refresh(article_id: int) -> None:
    """Bring the article's entries in step with its row: none if it is not public."""
    article = ArticlePage.objects.published().filter(pk=article_id).first()
    if article is None or article.first_published_at is None:
        forget(article_id)
        return
    streams = streams_of(article)
    entries = ListingEntry.objects.filter(article_id=article_id)
    entries.exclude(
        stream__in=streams,
        locale_id=article.locale_id,
        published_at=article.first_published_at,
    ).delete()
    present = set(entries.values_list("stream", flat=True))
    ListingEntry.objects.bulk_create(
        ListingEntry(
            stream=stream,
            locale_id=article.locale_id,
            article=article,
            published_at=article.first_published_at,
        )
        for stream in sorted(streams - present)
    )


def refresh_many(article_ids: Iterable[int]) -> None:
    for article_id in article_ids:
        refresh(article_id)


def forget(article_id: int) -> None:
    """Take the article out of every list."""
    ListingEntry.objects.filter(article_id=article_id).delete()
