"""The library of a language: what the archive has published in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.locales import language_codes
from core.meta import PageMeta, describe
from evidence.models import ArchivePage, CatalogueWords
from evidence.views.addresses import versions_of

__all__ = ["library"]

PAGE_SIZE = 20


def library(request: HttpRequest, page: ArchivePage) -> HttpResponse:
    """The newest records that are published in the page's language."""
    code = page.locale.language_code
    assert code in language_codes()  # noqa: S101 - a page stands in one of them
    rows = (
        CatalogueWords.objects.filter(language=code)
        .select_related("entry__record")
        .order_by("-entry__first_published_at", "-entry_id")[:PAGE_SIZE]
    )
    describe(
        request,
        PageMeta(
            title=page.seo_title or page.title,
            path=page.url_path,
            description=page.search_description or page.introduction,
            versions=versions_of(page),
            breadcrumbs=[(page.title, page.url_path)],
        ),
    )
    found = [
        {
            "title": row.title,
            "summary": row.summary,
            "url": f"{page.url_path}{row.entry.record.name}/",
        }
        for row in rows
    ]
    return render(request, "evidence/library.html", {"page": page, "found": found})
