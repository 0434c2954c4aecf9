"""Reads of articles and corrections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from core.restrictions import is_restricted

__all__ = [
    "ArticleManager",
    "ArticleQuerySet",
    "CorrectionPage",
    "PublicCorrection",
    "is_listed",
    "published_corrections",
]


class ArticleQuerySet(PageQuerySet):
    def published(self) -> ArticleQuerySet:
        """Articles that any reader may see now: live, not private, no embargo."""
        free = Q(embargo_until=None) | Q(embargo_until__lte=timezone.now())
        return self.live().filter(~is_restricted(), free)


ArticleManager = PageManager.from_queryset(ArticleQuerySet)


def is_listed(stream: Any, locale: Any) -> Exists:
    """Return an expression: does a public article stand in the list ``stream`` in a
    language? Both may be expressions of the row that asks.

    A term whose articles are all hidden would tell of them by its mere name.
    """
    entries = apps.get_model("articles", "ListingEntry").objects.filter(
        stream=stream, locale=locale, article__live=True
    )
    return Exists(entries)


@dataclass(frozen=True)
class PublicCorrection:
    """A correction in the public list of one language. Without ``text`` its
    explanation is still being translated."""

    id: int
    at: datetime
    text: str
    headline: str
    url: str

    @property
    def is_pending(self) -> bool:
        return not self.text


@dataclass(frozen=True)
class CorrectionPage:
    corrections: list[PublicCorrection]
    older: str


def published_corrections(
    locale_id: int, *, before: str = "", size: int = 30
) -> CorrectionPage:
    """Return corrections of articles public in a language, newest first, one query.

    ``before`` is the id of the last correction of the page before, as text. Raises
    ValidationError if it names none.
    """
    correction = apps.get_model("articles", "Correction")
    text = apps.get_model("articles", "CorrectionText").objects.filter(
        fact=OuterRef("pk"), locale_id=locale_id
    )
    article = (
        apps.get_model("articles", "ArticlePage")
        .objects.published()
        .filter(translation_key=OuterRef("story"), locale_id=locale_id)
    )
    rows = (
        correction.objects.annotate(
            words=Subquery(text.values("text")[:1]),
            headline=Subquery(article.values("title")[:1]),
            url=Subquery(article.values("url_path")[:1]),
        )
        .exclude(url=None)
        .order_by(F("at").desc(), F("id").desc())
    )
    if before:
        last: Any = re.fullmatch(r"[0-9]{1,18}", before, re.ASCII) and (
            correction.objects.filter(pk=int(before)).first()
        )
        if not last:
            raise ValidationError("unknown correction")
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    found = list(rows[: size + 1])
    shown = [
        PublicCorrection(row.pk, row.at, row.words or "", row.headline, row.url)
        for row in found[:size]
    ]
    more = len(found) > size
    return CorrectionPage(shown, f"?before={shown[-1].id}" if more else "")
