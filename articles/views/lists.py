"""Pages that list articles: sections, terms, people, tags, kinds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale

from articles import feed_urls, json_ld, reading
from articles.models import (
    ArticlePage,
    PersonWords,
    PlaceWords,
    SectionPage,
    Tag,
    TopicWords,
)
from articles.navigation import section_at
from articles.paging import ListingPage, read_page
from articles.querysets import is_listed
from articles.teasers import teasers
from articles.views.addresses import same_everywhere, trail
from core.locales import active_locale_id, language_codes
from core.meta import PageMeta, describe
from core.pictures import figures_for

__all__ = ["kind", "listing", "person", "place", "section", "tag", "topic"]


def listing(
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
        breadcrumbs=trail(here),
    )
    return listing(
        request,
        page.stream,
        template="articles/section.html",
        meta=meta,
        page=page,
        subsections=children,
    )


def _term_words(model: type[Any], slug: str) -> Any:
    words = model.objects.select_related("term")
    return get_object_or_404(words, slug=slug, locale_id=active_locale_id())


def _term_versions(words: Any, url_name: str) -> dict[str, str]:
    """Return the addresses of a term's page in each language that has its words, and
    an article to list. Raises ``Http404`` where its own language has none."""
    rows = type(words).objects.filter(
        is_listed(words.term.stream, OuterRef("locale_id")), term_id=words.term_id
    )
    slugs = dict(rows.values_list("locale__language_code", "slug"))
    here = get_language()
    if here not in slugs:
        raise Http404
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
    return listing(
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
    listed = Locale.objects.filter(is_listed(found.stream, OuterRef("pk")))
    uses = set(listed.values_list("language_code", flat=True))
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
    return listing(request, found.stream, meta=meta, heading=found.name, label=_("Tag"))


def kind(request: HttpRequest, name: str) -> HttpResponse:
    """All articles of one kind."""
    labels = dict(ArticlePage._meta.get_field("kind").choices or [])
    if name not in labels:
        raise Http404
    path, label = reverse("kind", args=[name]), str(labels[name])
    meta = PageMeta(
        title=label,
        path=path,
        versions=same_everywhere(path),
        breadcrumbs=[(label, path)],
    )
    return listing(request, f"kind:{name}", meta=meta, heading=label, label="")
