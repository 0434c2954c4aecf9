"""Articles as lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.models import ArticlePage
from articles.navigation import section_at
from core.pictures import Figure, figures_for

__all__ = ["Teaser", "teasers"]


@dataclass(frozen=True)
class Teaser:
    """What a list shows of an article; plain values, no further queries."""

    id: int
    url: str
    kind: str
    kind_label: str
    kicker: str
    headline: str
    standfirst: str
    published_at: datetime | None
    figure: Figure | None
    alt: str
    is_live_report: bool
    is_sample: bool
    section_title: str
    byline: str = ""


def teasers(
    articles: Iterable[ArticlePage], figures: dict[int, Figure] | None = None
) -> list[Teaser]:
    """Return a teaser an article, in order. One query for all pictures; none if
    ``figures`` (picture id → figure) is given."""
    rows = list(articles)
    if figures is None:
        figures = figures_for({a.lead_image_id for a in rows if a.lead_image_id})
    return [_teaser(article, figures) for article in rows]


def _teaser(article: ArticlePage, figures: dict[int, Figure]) -> Teaser:
    section = section_at(article.path[: -ArticlePage.steplen], article.locale_id)
    return Teaser(
        id=article.pk,
        url=article.url_path,
        kind=article.kind,
        kind_label=article.get_kind_display(),
        kicker=article.kicker,
        headline=article.title,
        standfirst=article.standfirst,
        published_at=article.first_published_at,
        figure=figures.get(article.lead_image_id or 0),
        alt=article.lead_alt,
        is_live_report=article.is_live_report,
        is_sample=article.is_sample,
        section_title=section.title if section else "",
    )
