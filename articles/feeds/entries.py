"""Articles and corrections as feeds tell of them.

Each function asks a number of queries that does not depend on how many it is given.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.models import (
    ArticleContributor,
    ArticlePage,
    Correction,
    CorrectionText,
    Kind,
)
from articles.notes import Note
from articles.querysets import PublicCorrection
from articles.reading import Credit, FiledUnder, filed_under_each
from core.meta import absolute
from core.pictures import figures_for

__all__ = ["Entry", "article_entries", "correction_entries"]

# RFC 4151: a tag URI names a day on which its authority held the domain.
_TAG_YEAR = 2026


@dataclass(frozen=True)
class Entry:
    """One entry. ``url``, ``picture`` and the credits' addresses are paths."""

    id: str
    url: str
    title: str
    summary_html: SafeString
    published_at: datetime
    updated_at: datetime
    authors: list[Credit] = field(default_factory=list)
    contributors: list[Credit] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    picture: str = ""
    alt: str = ""


def article_entries(articles: Sequence[ArticlePage], language: str) -> list[Entry]:
    """Return an entry an article, in order; all are in the active ``language``."""
    filed = filed_under_each(articles)
    figures = figures_for({a.lead_image_id for a in articles if a.lead_image_id})
    corrections = _corrections_of_each(articles)
    return [
        _article_entry(
            article,
            language,
            filed[article.pk],
            corrections[article.translation_key],
            figures.get(article.lead_image_id or 0),
        )
        for article in articles
    ]


def correction_entries(
    corrections: Iterable[PublicCorrection], language: str
) -> list[Entry]:
    """Return an entry a correction, in order, in the active ``language``."""
    return [
        Entry(
            id=_tag_uri("correction", correction.id, language),
            url=f"{correction.url}#corrections",
            title=_("Correction: %(headline)s") % {"headline": correction.headline},
            summary_html=format_html("<p>{}</p>", correction.text or _pending()),
            published_at=correction.at,
            updated_at=correction.at,
        )
        for correction in corrections
    ]


def _article_entry(
    article: ArticlePage,
    language: str,
    filed: FiledUnder,
    corrections: list[Note],
    figure: Any,
) -> Entry:
    published = article.first_published_at
    assert published is not None  # noqa: S101 - whatever is listed was published
    changes = [note.at for note in corrections]
    if article.last_published_at:
        changes.append(article.last_published_at)
    is_author = ArticleContributor.Part.AUTHOR
    authors = [who for who in filed.contributors if who.part == is_author]
    others = [who for who in filed.contributors if who.part != is_author]
    terms = [*filed.topics, *filed.places, *filed.tags]
    title = article.title
    if article.kind == Kind.OPINION:
        # Most feed readers show the title alone, and an opinion must not pose as news.
        title = _("Opinion: %(headline)s") % {"headline": title}
    return Entry(
        id=_tag_uri("article", article.translation_key, language),
        url=article.url_path,
        title=title,
        summary_html=_summary(article, corrections),
        published_at=published,
        updated_at=max([published, *changes]),
        authors=authors,
        contributors=[*others, *filed.translators],
        categories=list(
            dict.fromkeys(
                [str(article.get_kind_display()), *(term.name for term in terms)]
            )
        ),
        picture=figure.src if figure else "",
        alt=article.lead_alt if figure else "",
    )


def _summary(article: ArticlePage, corrections: list[Note]) -> SafeString:
    """Return what kind of piece it is, the standfirst and the corrections."""
    labels = []
    if article.kind != Kind.NEWS:
        labels.append(str(article.get_kind_display()))
    if article.is_sample:
        labels.append(_("Sample content"))
    parts = [format_html("<p><em>{}</em></p>", " · ".join(labels))] if labels else []
    if article.standfirst:
        parts.append(format_html("<p>{}</p>", article.standfirst))
    for note in corrections:
        parts.append(
            format_html(
                "<p><strong>{}</strong> {}</p>",
                _("Correction, %(date)s:")
                % {"date": date_format(localtime(note.at), "j E Y")},
                note.text or _pending(),
            )
        )
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _pending() -> str:
    return _("This article was corrected. The explanation is being translated.")


def _corrections_of_each(
    articles: Sequence[ArticlePage],
) -> dict[uuid.UUID, list[Note]]:
    """Return story → its corrections, newest first, in the articles' language."""
    notes: dict[uuid.UUID, list[Note]] = defaultdict(list)
    if not articles:
        return notes
    text = CorrectionText.objects.filter(
        fact=OuterRef("pk"), locale_id=articles[0].locale_id
    )
    rows = Correction.objects.filter(
        story__in=[article.translation_key for article in articles]
    ).annotate(words=Subquery(text.values("text")[:1]))
    for row in rows:
        notes[row.story].append(Note(row.pk, row.at, row.words or ""))
    return notes


def _tag_uri(what: str, key: object, language: str) -> str:
    """Return an identifier that outlives a new headline, slug or section (RFC 4151)."""
    host = urlsplit(absolute("/")).hostname
    return f"tag:{host},{_TAG_YEAR}:{what}/{key}/{language}"
