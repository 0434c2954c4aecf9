"""Readers' pages of articles and of the lists they stand in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import feed_urls, json_ld, reading
from articles.cards import card_words
from articles.listings import ALL
from articles.models import (
    ArticlePage,
    ListingEntry,
    LiveEntryText,
    PersonWords,
    PlaceWords,
    SectionPage,
    Tag,
    TopicWords,
)
from articles.navigation import Section, section_at
from articles.paging import ListingPage, latest, read_page
from articles.querysets import published_corrections
from articles.teasers import teasers
from core.body_pictures import picture_ids
from core.locales import active_locale_id, language_codes
from core.meta import PageMeta, absolute, describe
from core.models import LocalisedWords
from core.pictures import card_for, figures_for

__all__ = [
    "archive",
    "article",
    "corrections",
    "day",
    "kind",
    "live_entries",
    "person",
    "place",
    "section",
    "tag",
    "topic",
]

Context = dict[str, Any]


def _trail(section: Section | None) -> list[tuple[str, str]]:
    trail: list[tuple[str, str]] = []
    while section:
        trail.insert(0, (section.title, section.url))
        section = section.parent
    return trail


def article(request: HttpRequest, page: ArticlePage) -> HttpResponse:
    """The page of one article, in its own language."""
    section = section_at(page.path[: -page.steplen], page.locale_id)
    filed = reading.filed_under(page)
    more = latest(section.stream, page.locale_id, 4, without=page.pk) if section else []
    related = reading.related_articles(page)
    shown = {a.pk: a for a in more} | {a.pk: a for s in related.values() for a in s}
    figures = figures_for(
        picture_ids(page.body)
        | {a.lead_image_id for a in [page, *shown.values()] if a.lead_image_id}
    )
    corrections = reading.corrections_of(page.translation_key, page.locale_id)
    versions = reading.versions_of(page)
    standing = reading.translation_standing(page)
    live = _live_entries(page) if page.is_live_report else []
    updated = max(
        [c.at for c in corrections]
        + ([page.last_published_at] if page.last_published_at else []),
        default=None,
    )
    _describe_article(
        request, page, filed, corrections, versions, standing, section, figures
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
            "corrections": corrections,
            "live_entries": live,
            "live_url": (
                reverse("live_entries", args=[page.pk]) if page.is_live_report else ""
            ),
            "stale_since": standing.stale_since,
            "original": standing.original(versions),
            "share": reading.share_links(page.title, page.url_path),
            "is_sample": page.is_sample,
        },
        "figures": figures,
        "footnotes": reading.footnotes(page.body),
        "related_by_block": {
            key: teasers(found, figures) for key, found in related.items()
        },
        "more": teasers(more, figures),
    }
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
    corrections: list[reading.CorrectionNote],
    versions: dict[str, str],
    standing: reading.Standing,
    section: Section | None,
    figures: dict[int, Any],
) -> None:
    trail = _trail(section)
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
        breadcrumbs=trail,
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
        ),
        json_ld.breadcrumb_list([*trail, (page.title, page.url_path)]),
    ]
    describe(request, meta)


def _live_entries(page: ArticlePage) -> list[LiveEntryText]:
    texts = LiveEntryText.objects.filter(
        fact__story=page.translation_key, locale_id=page.locale_id
    )
    return list(texts.select_related("fact").order_by("-fact__at", "-fact_id")[:100])


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
        request, "articles/live_entries.html", {"live_entries": _live_entries(page)}
    )
    response.headers["Cache-Control"] = "public, max-age=10"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _listing(
    request: HttpRequest,
    stream: str,
    *,
    template: str = "articles/listing.html",
    meta: PageMeta,
    since: datetime | None = None,
    until: datetime | None = None,
    **context: Any,
) -> HttpResponse:
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    found: ListingPage = read_page(
        stream,
        active_locale_id(),
        before=before,
        after=after,
        since=since,
        until=until,
    )
    if (before or after) and not meta.robots:
        # Later pages of a list only help a crawler to find articles.
        meta.robots = "noindex, follow"
    if not meta.json_ld and meta.breadcrumbs:
        meta.json_ld = [json_ld.breadcrumb_list(meta.breadcrumbs)]
    describe(request, meta)
    context |= {
        "teasers": teasers(found.articles),
        "older_url": found.older,
        "newer_url": found.newer,
        "feed_url": meta.feeds[0][1] if meta.feeds else "",
    }
    return render(request, template, context)


def section(request: HttpRequest, page: SectionPage) -> HttpResponse:
    """A section: its own articles and those of the sections below it."""
    here = section_at(page.path, page.locale_id)
    children = here.children if here else []
    meta = PageMeta(
        title=page.seo_title or page.title,
        path=page.url_path,
        description=page.search_description or page.description,
        versions=reading.versions_of(page),
        feeds=feed_urls.feed_links(here),
        breadcrumbs=_trail(here),
    )
    return _listing(
        request,
        page.stream,
        template="articles/section.html",
        meta=meta,
        page=page,
        subsections=children,
    )


def _term_words(model: type[LocalisedWords], slug: str) -> Any:
    return get_object_or_404(
        model.objects.select_related("term"), slug=slug, locale_id=active_locale_id()
    )


def _term_versions(words: Any, url_name: str) -> dict[str, str]:
    """Return the addresses of a term's page in each language that has its words."""
    rows = type(words).objects.filter(term_id=words.term_id)
    slugs = dict(rows.values_list("locale__language_code", "slug"))
    here = get_language()
    return {
        code: reverse(url_name, args=[slugs[code]]).replace(f"/{here}/", f"/{code}/", 1)
        for code in language_codes()
        if code in slugs
    }


def _term(
    request: HttpRequest, words: Any, url_name: str, label: str, **context: Any
) -> HttpResponse:
    path = reverse(url_name, args=[words.slug])
    description = getattr(words, "description", "") or getattr(words, "biography", "")
    meta = PageMeta(
        title=words.name,
        path=path,
        description=description,
        versions=_term_versions(words, url_name),
        feeds=feed_urls.feed_links(words),
        breadcrumbs=[(words.name, path)],
    )
    return _listing(
        request,
        words.term.stream,
        meta=meta,
        heading=words.name,
        label=label,
        description=description,
        **context,
    )


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return _term(request, _term_words(TopicWords, slug), "topic", _("Topic"))


def place(request: HttpRequest, slug: str) -> HttpResponse:
    return _term(request, _term_words(PlaceWords, slug), "place", _("Place"))


def person(request: HttpRequest, slug: str) -> HttpResponse:
    words = _term_words(PersonWords, slug)
    portrait = words.term.portrait_id
    who = {
        "name": words.name,
        "role": words.role,
        "biography": words.biography,
        "figure": figures_for({portrait}).get(portrait) if portrait else None,
    }
    return _term(request, words, "person", _("Author"), person=who)


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag's articles in one language; a tag unused in it does not exist there."""
    found = get_object_or_404(Tag, slug=slug)
    uses = dict(
        ListingEntry.objects.filter(stream=found.stream, article__live=True)
        .order_by()
        .values_list("locale__language_code", "locale_id")
        .distinct()
    )
    here = get_language() or ""
    if here not in uses:
        raise Http404
    path = reverse("tag", args=[slug])
    meta = PageMeta(
        title=found.name,
        path=path,
        versions={
            code: path.replace(f"/{here}/", f"/{code}/", 1)
            for code in language_codes()
            if code in uses
        },
        feeds=feed_urls.feed_links(found),
        breadcrumbs=[(found.name, path)],
    )
    return _listing(
        request, found.stream, meta=meta, heading=found.name, label=_("Tag")
    )


def _same_everywhere(path: str) -> dict[str, str]:
    here = get_language()
    return {
        code: path.replace(f"/{here}/", f"/{code}/", 1) for code in language_codes()
    }


def kind(request: HttpRequest, name: str) -> HttpResponse:
    """All articles of one kind."""
    labels = dict(ArticlePage._meta.get_field("kind").choices or [])
    if name not in labels:
        raise Http404
    path, label = reverse("kind", args=[name]), str(labels[name])
    meta = PageMeta(
        title=label,
        path=path,
        versions=_same_everywhere(path),
        breadcrumbs=[(label, path)],
    )
    return _listing(request, f"kind:{name}", meta=meta, heading=label, label="")


def archive(request: HttpRequest) -> HttpResponse:
    """Go to the newest day that has an article, or to today."""
    newest = latest(ALL, active_locale_id(), 1)
    moment = newest[0].first_published_at if newest else None
    when = timezone.localdate(moment) if moment else timezone.localdate()
    return HttpResponseRedirect(reverse("day", args=[when.year, when.month, when.day]))


def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """What was published on one day, Baku time, with the nearest days before and
    after that have articles."""
    try:
        when = date(year, month, day)
        start = timezone.make_aware(datetime.combine(when, datetime.min.time()))
        end = start + timedelta(days=1)
    except (ValueError, OverflowError):
        raise Http404 from None
    entries = ListingEntry.objects.filter(
        stream=ALL, locale_id=active_locale_id(), article__live=True
    )
    earlier = entries.filter(published_at__lt=start).order_by("-published_at")
    later = entries.filter(published_at__gte=end).order_by("published_at")
    near = [
        rows.values_list("published_at", flat=True).first() for rows in (earlier, later)
    ]
    previous, following = (_day_link(moment) for moment in near)
    path = reverse("day", args=[year, month, day])
    heading = date_format(when, "DATE_FORMAT")
    meta = PageMeta(
        title=_("News of %(day)s") % {"day": heading},
        path=path,
        versions=_same_everywhere(path),
        breadcrumbs=[(_("Archive"), reverse("archive")), (heading, path)],
    )
    return _listing(
        request,
        ALL,
        meta=meta,
        since=start,
        until=end,
        heading=heading,
        label=_("Archive"),
        day_navigation={"previous": previous, "next": following},
    )


def _day_link(moment: datetime | None) -> dict[str, str] | None:
    if moment is None:
        return None
    when = timezone.localdate(moment)
    return {
        "url": reverse("day", args=[when.year, when.month, when.day]),
        "title": date_format(when, "DATE_FORMAT"),
    }


def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction of an article that is public in this language."""
    try:
        page = published_corrections(
            active_locale_id(), before=request.GET.get("before", "")
        )
    except ValidationError:
        return HttpResponseRedirect(reverse("corrections"))
    path = reverse("corrections")
    title = _("Corrections")
    meta = PageMeta(
        title=title,
        path=path,
        description=_("What we got wrong, when we corrected it, and why."),
        versions=_same_everywhere(path),
        breadcrumbs=[(title, path)],
        feeds=[(title, reverse("corrections_atom"))],
    )
    describe(request, meta)
    context: Context = {
        "heading": title,
        "corrections": page.corrections,
        "older_url": page.older,
        "feed_url": meta.feeds[0][1],
    }
    return render(request, "articles/corrections.html", context)
