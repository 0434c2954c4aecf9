"""Sitemaps: an index, a file per language and range of pages, and the news.

The protocol is https://www.sitemaps.org/protocol.html, with the alternates of
https://developers.google.com/search/docs/specialty/international/localized-versions
and the news of
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap

A file holds the public pages of one language whose ids lie in one range. So it is
found by a seek however many pages there are, can never be longer than the range, and
a page never moves from one file to another.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from articles.listings import ALL
from articles.models import ArticlePage, Correction, ListingEntry, SectionPage
from association.models import StandardPage
from core.locales import language_codes, locale_ids
from core.meta import PageMeta, absolute
from core.restrictions import is_restricted
from core.xml import xml_text
from delivery.conditional import unless_known
from evidence.models import ArchivePage, Record, RecordPage
from front.models import FrontPage

__all__ = ["IDS_A_FILE", "news_sitemap", "sitemap", "sitemap_index"]

IDS_A_FILE = 5_000
NEWS_DAYS = 2
# A news sitemap may not hold more.
MAX_NEWS = 1_000
# Only pages of these types are offered to crawlers.
PAGE_TYPES = (
    *(FrontPage, SectionPage, ArticlePage, StandardPage),
    *(ArchivePage, RecordPage),
)

_INDEX_KEY = "front.sitemap_index"
_INDEX_SECONDS = 300
_XML = "application/xml; charset=utf-8"
_PROTOCOL = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def _of_public_types(pages: QuerySet[Page]) -> QuerySet[Page]:
    types = ContentType.objects.get_for_models(*PAGE_TYPES).values()
    return pages.filter(content_type_id__in=[row.pk for row in types])


def _public_pages() -> QuerySet[Page]:
    """Live pages that are not private, nor under an embargo set after publication, nor
    of a record that was closed."""
    hidden = RecordPage.objects.exclude(record__in=Record.objects.visible())
    pages: QuerySet[Page] = Page.objects.live().filter(
        ~is_restricted(),
        ~Exists(hidden.filter(pk=OuterRef("pk"))),
        Q(articlepage__embargo_until=None)
        | Q(articlepage__embargo_until__lte=timezone.now()),
    )
    return pages


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Answer ``/sitemap.xml``: the address of every file, and its newest change."""
    files = cache.get(_INDEX_KEY)
    if files is None:
        files = _read_index()
        cache.set(_INDEX_KEY, files, _INDEX_SECONDS)
    entries = [
        f"<sitemap>{_loc(reverse('sitemap_file', args=[code, number]))}"
        f"{_lastmod(changed)}</sitemap>"
        for code, number, changed in files
    ]
    return unless_known(
        request, _document("sitemapindex", _PROTOCOL, entries), content_type=_XML
    )


def _read_index() -> list[tuple[str, int, datetime | None]]:
    codes = {pk: code for code, pk in locale_ids().items()}
    rows = (
        _of_public_types(Page.objects.live())
        .filter(locale_id__in=codes)
        .order_by()
        .values_list("locale_id", F("pk") / IDS_A_FILE)
        .annotate(changed=Max("last_published_at"))
    )
    return sorted((codes[locale], number, changed) for locale, number, changed in rows)


@require_safe
def sitemap(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Answer with the pages of language ``code`` in the range ``number``."""
    locale_id = locale_ids().get(code)
    if locale_id is None or code not in language_codes():
        raise Http404
    first = number * IDS_A_FILE
    pages = _of_public_types(_public_pages()).filter(
        locale_id=locale_id, pk__gte=first, pk__lt=first + IDS_A_FILE
    )
    rows = list(
        pages.order_by("pk").values_list(
            "url_path", "translation_key", "last_published_at"
        )
    )
    if not rows:
        raise Http404
    stories = pages.order_by().values("translation_key")
    versions = _versions(stories)
    corrected = dict(
        Correction.objects.filter(story__in=stories)
        .order_by()
        .values_list("story")
        .annotate(newest=Max("at"))
    )
    entries = [
        _url(path, versions[story], [published, corrected.get(story)])
        for path, story, published in rows
    ]
    return unless_known(
        request,
        _document("urlset", f"{_PROTOCOL} {_XHTML}", entries),
        content_type=_XML,
    )


def _versions(stories: QuerySet[Page]) -> dict[uuid.UUID, dict[str, str]]:
    """Return story → language code → path of each public version, in one query.

    Versions have the type of the story, so it is not asked for again: a condition on
    it would lead SQLite through all pages of the type.
    """
    versions: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    rows = _public_pages().filter(translation_key__in=stories).order_by("locale_id")
    for story, code, path in rows.values_list(
        "translation_key", "locale__language_code", "url_path"
    ):
        versions[story][code] = path
    return versions


def _url(
    path: str, versions: dict[str, str], changes: Iterable[datetime | None]
) -> str:
    # The page's own head names the same alternates.
    alternates = PageMeta(title="", path=path, versions=versions).alternates
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" '
        f"href={quoteattr(iri_to_uri(address))}/>"
        for language, address in alternates
    )
    changed = max((change for change in changes if change), default=None)
    return f"<url>{_loc(path)}{_lastmod(changed)}{links}</url>"


@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """Answer ``/news-sitemap.xml``: the articles of the last two days."""
    names = {}
    for code in language_codes():
        with override(code):
            names[code] = _("Voice of Karabakh")
    codes = {pk: code for code, pk in locale_ids().items() if code in names}
    rows = (
        ListingEntry.objects.filter(
            stream=ALL,
            locale_id__in=codes,
            published_at__gte=timezone.now() - timedelta(days=NEWS_DAYS),
            article__live=True,
        )
        .order_by("-published_at", "-article_id")
        .values_list(
            "article__title", "article__url_path", "published_at", "locale_id"
        )[:MAX_NEWS]
    )
    entries = [
        f"<url>{_loc(path)}<news:news><news:publication>"
        f"<news:name>{_text(names[codes[locale]])}</news:name>"
        f"<news:language>{codes[locale]}</news:language></news:publication>"
        f"<news:publication_date>{published.isoformat()}</news:publication_date>"
        f"<news:title>{_text(title)}</news:title></news:news></url>"
        for title, path, published, locale in rows
    ]
    return unless_known(
        request,
        _document("urlset", f"{_PROTOCOL} {_NEWS}", entries),
        content_type=_XML,
    )


def _text(text: str) -> str:
    return escape(xml_text(str(text)))


def _loc(path: str) -> str:
    return f"<loc>{_text(iri_to_uri(absolute(path)))}</loc>"


def _lastmod(changed: datetime | None) -> str:
    if changed is None:
        return ""
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>"


def _document(root: str, namespaces: str, entries: list[str]) -> str:
    lines = "\n".join(entries)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<{root} {namespaces}>\n{lines}\n</{root}>\n"
    )
