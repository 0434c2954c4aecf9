"""The page of an article and the live entries inside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language

from articles import feed_urls, json_ld, reading
from articles.cards import card_words
from articles.citing import citations_in, numbers_in
from articles.drafts import filed_in_draft
from articles.further import further_articles
from articles.models import ArticlePage
from articles.navigation import Section, section_at
from articles.notes import Note, live_notes, notes_of
from articles.teasers import teasers
from articles.views.addresses import trail
from core.body_pictures import picture_ids
from core.locales import active_locale_id
from core.meta import PageMeta, absolute, describe
from core.pictures import card_for, figures_for
from core.pointers import Targets, at_hand, pointers_of, public_versions
from evidence.json_ld import cited_version
from evidence.library.counting import numbers_of
from evidence.source_notes import SourceNote, source_notes

__all__ = ["article", "live_entries"]


def article(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """The page of one article, in its own language."""
    section = section_at(page.path[: -page.steplen], page.locale_id)
    is_preview = getattr(request, "is_preview", False)
    filed = filed_in_draft(page) if is_preview else reading.filed_under(page)
    further = further_articles(page, section.stream if section else "")
    figures = figures_for(
        picture_ids(page.body)
        | {a.lead_image_id for a in [page, *further.all] if a.lead_image_id}
    )
    language = get_language() or ""
    citations = citations_in(page.body)
    notes = notes_of(page, citations.references)
    told = source_notes(citations.references, language, notes.cited)
    for cited in citations.notes:
        cited.note = told[cited.reference]
    pointers = pointers_of(page.body)
    pages = public_versions({page.pk, *pointers.pages})
    versions = pages.get(page.pk, {})
    standing = reading.translation_standing(page)
    updated = max(
        [note.at for note in notes.corrections]
        + ([page.last_published_at] if page.last_published_at else []),
        default=None,
    )
    _describe_article(
        request,
        page,
        filed,
        notes.corrections,
        versions,
        standing,
        section,
        figures,
        [note for note in told.values() if note.is_public],
    )
    body_words = reading.count_words(page)
    context = {
        "page": page,
        "article": {
            "headline": page.title,
            "kicker": page.kicker,
            "standfirst": page.standfirst,
            "kind": page.kind,
            "kind_label": page.get_kind_display(),
            "section": section,
            "contributors": filed.contributors,
            "translators": filed.translators,
            "published_at": page.first_published_at,
            "updated_at": _worth_telling(page.first_published_at, updated),
            "reading_minutes": reading.reading_minutes(body_words),
            "figure": figures.get(page.lead_image_id or 0),
            "alt": page.lead_alt,
            "caption": page.lead_caption,
            "credit": page.lead_credit,
            "blocks": page.body,
            "topics": filed.topics,
            "places": filed.places,
            "tags": filed.tags,
            "corrections": notes.corrections,
            "live_entries": notes.entries,
            "live_url": (
                reverse("live_entries", args=[page.pk])
                if page.is_live_report and page.pk
                else ""
            ),
            "stale_since": standing.stale_since,
            "original": standing.original(versions),
            "share": reading.share_links(page.title, page.url_path),
            "is_sample": page.is_sample,
        },
        "figures": figures,
        "source_notes": citations.notes,
        "marks": citations.marks,
        "standing_marks": citations.standing,
        "numbers": numbers_of(numbers_in(page.body), language),
        "related_by_block": {
            key: teasers(found, figures) for key, found in further.related.items()
        },
        "more": teasers(further.more, figures),
    }
    with at_hand(Targets.read(pointers, pages)):
        context["footnotes"] = reading.footnotes(page.body)
        return render(request, "articles/article.html", context)


def _worth_telling(
    published: datetime | None, updated: datetime | None
) -> datetime | None:
    """An update counts once it is more than an editor's second look."""
    if published and updated and updated - published > timedelta(minutes=5):
        return updated
    return None


def _describe_article(
    request: HttpRequest,
    page: ArticlePage,
    filed: reading.FiledUnder,
    corrections: list[Note],
    versions: dict[str, str],
    standing: reading.Standing,
    section: Section | None,
    figures: dict[int, Any],
    cited: list[SourceNote],
) -> None:
    way = trail(section)
    description = page.search_description or page.standfirst
    words = card_words(page, get_language() or "")
    card = card_for(**words.as_arguments())
    figure = figures.get(page.lead_image_id or 0)
    images = [absolute(card)] if card else []
    if figure:
        images.append(absolute(figure.src))
    meta = PageMeta(
        title=page.seo_title or page.title,
        path=page.url_path,
        description=description,
        versions=versions,
        og_type="article",
        image=images[0] if images else "",
        published_at=page.first_published_at,
        modified_at=page.last_published_at,
        section=section.title if section else "",
        authors=[credit.name for credit in filed.contributors],
        feeds=feed_urls.feed_links(section),
        breadcrumbs=way,
    )
    meta.json_ld = [
        json_ld.news_article(
            page,
            url=meta.canonical,
            language=get_language() or "",
            contributors=filed.contributors,
            translators=filed.translators,
            section=meta.section,
            images=images,
            keywords=[t.name for t in [*filed.topics, *filed.places, *filed.tags]],
            versions={code: absolute(path) for code, path in versions.items()},
            original=standing.source_code,
            corrections=corrections,
            citations=[cited_version(note) for note in cited],
        ),
        json_ld.breadcrumb_list([*way, (page.title, page.url_path)]),
    ]
    describe(request, meta)


def live_entries(request: HttpRequest, page_id: int) -> HttpResponse:
    """The live entries alone, newest first: what a reader's page asks for by itself."""
    page = get_object_or_404(
        ArticlePage.objects.published().defer("body"),
        pk=page_id,
        locale_id=active_locale_id(),
        is_live_report=True,
    )
    if page.get_view_restrictions().exists():
        raise Http404
    response = render(
        request, "articles/live_entries.html", {"live_entries": live_notes(page)}
    )
    response.headers["Cache-Control"] = "public, max-age=10"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
