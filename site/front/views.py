"""The front page, and what a reader gets where a translation is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from articles import feed_urls, json_ld, reading
from articles.listings import ALL
from articles.models import ArticlePage
from articles.navigation import Section, section_tree
from articles.paging import latest, newest_ids
from articles.teasers import teasers
from core.locales import language_codes
from core.meta import PageMeta, describe
from core.pictures import figures_for
from core.restrictions import is_restricted
from core.routing import addressed
from evidence.models import Record, RecordPage
from front.models import FrontPage

__all__ = ["front_page", "page_not_found"]

SECONDS = 4
LATEST = 10
DEFAULT_SECTION_SIZE = 4


def front_page(request: HttpRequest, page: FrontPage) -> HttpResponse:
    """The front page: what editors chose, and the newest where they chose nothing."""
    curated = [item.article_id for item in page.seconds.all()]
    chosen = ArticlePage.objects.published().filter(
        pk__in={*curated, page.lead_id, page.breaking_article_id} - {None},
        locale_id=page.locale_id,
    )
    found = {article.pk: article for article in chosen.defer("body")}
    newest = latest(ALL, page.locale_id, 1 + SECONDS + LATEST + len(found))
    fill = iter([a for a in newest if a.pk not in found or a.pk == page.lead_id])

    lead = found.get(page.lead_id) or next(fill, None)
    seconds = [found[pk] for pk in curated if pk in found and found[pk] != lead]
    shown = {a.pk for a in [lead, *seconds] if a}
    for article in fill:
        if len(seconds) >= SECONDS:
            break
        if article.pk not in shown:
            seconds.append(article)
            shown.add(article.pk)
    shelves = _shelves(page, shown)
    rest = [a for a in newest if a.pk not in shown][:LATEST]
    everything = [*([lead] if lead else []), *seconds, *rest]
    everything += [a for _section, articles in shelves for a in articles]
    figures = figures_for({a.lead_image_id for a in everything if a.lead_image_id})
    _describe_front(request, page)
    breaking = found.get(page.breaking_article_id)
    context = {
        "page": page,
        "breaking": (
            {"text": page.breaking_text, "url": breaking.url_path if breaking else ""}
            # A banner about an article tells of it: it is shown with it or not at all.
            if page.has_breaking_news and (breaking or not page.breaking_article_id)
            else None
        ),
        "lead": next(iter(teasers([lead] if lead else [], figures)), None),
        "seconds": teasers(seconds, figures),
        "latest": teasers(rest, figures),
        "sections": [
            {
                "title": section.title,
                "url": section.url,
                "teasers": teasers(articles, figures),
            }
            for section, articles in shelves
            if articles
        ],
    }
    return render(request, "front/front_page.html", context)


def _shelves(
    page: FrontPage, shown: Iterable[int]
) -> list[tuple[Section, list[ArticlePage]]]:
    """Return each section's newest articles that stand nowhere above, in one query
    for all sections."""
    top = section_tree(page.locale_id)
    by_id = {s.id: s for section in top for s in [section, *section.children]}
    wanted = [
        (by_id[item.section_id], item.size)
        for item in page.sections.all()
        if item.section_id in by_id
    ] or [(section, DEFAULT_SECTION_SIZE) for section in top]
    if not wanted:
        return []
    # No part of a union may be cut short: the list inside it is.
    heads = [
        ArticlePage.objects.filter(
            pk__in=newest_ids(section.stream, page.locale_id, size, without=shown)
        )
        .defer("body")
        .order_by()
        for section, size in wanted
    ]
    articles = sorted(
        heads[0].union(*heads[1:]),
        key=lambda article: (article.first_published_at, article.pk),
        reverse=True,
    )
    return [
        (section, [a for a in articles if a.path.startswith(section.path)][:size])
        for section, size in wanted
    ]


def _describe_front(request: HttpRequest, page: FrontPage) -> None:
    description = page.search_description or _(
        "News, analysis and a sourced evidence archive in three languages."
    )
    meta = PageMeta(
        title=page.seo_title or page.title,
        path=page.url_path,
        description=description,
        versions=reading.versions_of(page),
        feeds=feed_urls.feed_links(None),
        json_ld=[
            json_ld.organization(get_language() or ""),
            json_ld.web_site_search(get_language() or ""),
        ],
    )
    describe(request, meta)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. Where the same address exists below another language, say honestly that
    the page is not translated yet and offer the versions that are; or lead to the one
    asked for, whose address is another."""
    context: dict[str, Any] = {"versions": _other_versions(request.path)}
    for version in context["versions"]:
        if version["code"] == get_language():
            return HttpResponseRedirect(version["url"])
    name = "missing_translation.html" if context["versions"] else "404.html"
    title = (
        _("Not translated yet") if context["versions"] else _("This page is not here")
    )
    describe(request, PageMeta(title=title, path=request.path, robots="noindex"))
    return render(request, name, context, status=404)


def _other_versions(path: str) -> list[dict[str, str]]:
    code, _slash, rest = path.lstrip("/").partition("/")
    if code not in language_codes() or not rest:
        return []
    same = [f"/{other}/{rest.rstrip('/')}/" for other in language_codes()]
    closed = RecordPage.objects.exclude(record__in=Record.objects.visible())
    public = (
        Page.objects.live()
        .filter(~is_restricted())
        .exclude(pk__in=closed.order_by().values("pk"))
    )
    keys = public.filter(addressed(*same)).values("translation_key")
    versions = (
        public.filter(translation_key__in=keys)
        .order_by("locale_id")
        .values_list("locale__language_code", "title", "url_path")
    )
    return [
        {
            "code": language,
            "language_name": str(reading.LANGUAGE_NAMES[language]),
            "title": title,
            "url": url,
        }
        for language, title, url in versions
    ]
