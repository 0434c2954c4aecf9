"""The articles that an article's page leads on to."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Value
from wagtail.models import Page

from articles.models import ArticlePage
from articles.paging import newest_ids

__all__ = ["Further", "further_articles"]

MORE = 4


@dataclass
class Further:
    """``related``: id of a *related* block → the articles that it names, as far as they
    are published in the page's language. ``more``: the newest of the section."""

    more: list[ArticlePage] = field(default_factory=list)
    related: dict[str, list[ArticlePage]] = field(default_factory=dict)

    @property
    def all(self) -> list[ArticlePage]:
        named = [article for found in self.related.values() for article in found]
        return [*self.more, *named]


def further_articles(article: ArticlePage, stream: str) -> Further:
    """Return what ``article`` leads to, ``stream`` being its section's list ("" for
    none). One query, or none."""
    chosen = _chosen(article)
    found: list[QuerySet[ArticlePage]] = []
    if stream:
        found.append(_newest(article, stream))
    if chosen:
        found.append(_named(article, {pk for pks in chosen.values() for pk in pks}))
    further = Further()
    by_choice: dict[int, ArticlePage] = {}
    for row in found[0].union(*found[1:], all=True) if found else []:
        if row.chosen is None:
            further.more.append(row)
        else:
            by_choice[row.chosen] = row
    further.more.sort(key=lambda row: (row.first_published_at, row.pk), reverse=True)
    further.related = {
        block: [by_choice[pk] for pk in pks if pk in by_choice]
        for block, pks in chosen.items()
    }
    return further


def _chosen(article: ArticlePage) -> dict[str, list[int]]:
    """Return id of a *related* block → the keys that it names, without a query."""
    chosen: dict[str, list[int]] = {}
    for block in article.body.raw_data:
        if block.get("type") == "related":
            items = block["value"].get("articles") or []
            pks = [i["value"] if isinstance(i, dict) else i for i in items]
            chosen[block["id"]] = [pk for pk in pks if pk]
    return chosen


def _newest(article: ArticlePage, stream: str) -> QuerySet[ArticlePage]:
    # No part of a union may be cut short: the list is.
    ids = newest_ids(stream, article.locale_id, MORE, without=[article.pk])
    return (
        ArticlePage.objects.filter(pk__in=ids)
        .annotate(chosen=Value(None, output_field=IntegerField()))
        .defer("body")
        .order_by()
    )


def _named(article: ArticlePage, pks: set[int]) -> QuerySet[ArticlePage]:
    keys = Page.objects.filter(pk__in=pks).values("translation_key")
    source = Page.objects.filter(translation_key=OuterRef("translation_key"))
    return (
        ArticlePage.objects.published()
        .filter(locale_id=article.locale_id, translation_key__in=keys)
        .annotate(chosen=Subquery(source.filter(pk__in=pks).values("pk")[:1]))
        .defer("body")
        .order_by()
    )
