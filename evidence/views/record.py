"""The page of a record: its newest published version, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.locales import language_codes
from core.meta import PageMeta, describe
from core.restrictions import is_restricted
from evidence import json_ld
from evidence.citations import bibtex, plain_text
from evidence.cited_by import CitingText, citing_rows, citing_texts
from evidence.models import PublishedVersion, Record, RecordPage
from evidence.presentation import RecordView, present
from evidence.presentation.wording import language_name

__all__ = ["archive_trail", "record", "show"]

_PAGE = "page"


def record(request: HttpRequest, page: RecordPage) -> HttpResponse:
    """The newest version of the page's record, if a reader may see it now."""
    version = (
        PublishedVersion.objects.filter(
            record_id=page.record_id, record__in=Record.objects.visible()
        )
        .order_by("-number")
        .first()
    )
    language = get_language() or ""
    if version is None or language not in version.document["words"]:
        raise Http404
    view = present(version, language)
    rows = _pages_and_citing(page, view.document["name"], language)
    meta = PageMeta(
        title=page.seo_title or view.wording.title,
        path=page.url_path,
        description=page.search_description or view.wording.summary,
        versions={code: path for what, code, path, *_rest in rows if what == _PAGE},
        og_type="article",
        published_at=page.first_published_at,
        modified_at=version.published_at,
        breadcrumbs=archive_trail(page.url_path),
    )
    meta.json_ld = [json_ld.record(view, url=meta.canonical, language=language)]
    describe(request, meta)
    return show(request, view, meta, citing=citing_texts(rows, language))


def _pages_and_citing(page: RecordPage, name: str, language: str) -> list[Any]:
    """Return the public versions of a page, in order, and after them the texts that
    cite its record, as rows of :mod:`evidence.cited_by`. One query."""
    pages: Any = (
        Page.objects.live()
        .filter(~is_restricted(), translation_key=page.translation_key)
        .annotate(
            what=Value(_PAGE),
            language=F("locale__language_code"),
            path_of=F("url_path"),
            at=F("first_published_at"),
            story=F("translation_key"),
        )
        .order_by()
        .values_list("what", "language", "path_of", "title", "at", "story")
    )
    order = language_codes()
    rows = pages.union(*citing_rows(name, language), all=True)
    return sorted(rows, key=lambda row: (row[0] != _PAGE, order.index(row[1])))


def archive_trail(path: str) -> list[tuple[str, str]]:
    """Return the way to the archive that a page's path lies in."""
    return [(_("Evidence archive"), path.rstrip("/").rpartition("/")[0] + "/")]


def show(
    request: HttpRequest,
    view: RecordView,
    meta: PageMeta,
    *,
    frozen: bool = False,
    citing: Sequence[CitingText] = (),
) -> HttpResponse:
    """Render a version. One that is ``frozen`` was asked for by its number."""
    newest = view.history[0]
    context = {
        "view": view,
        "words": view.wording,
        "document": view.document,
        "is_frozen": frozen,
        "newest": newest,
        "is_newest": newest.number == view.document["version"],
        "original": _original(view, meta),
        "citation": plain_text(view.citable),
        "bibtex": bibtex(view.citable),
        "citing": citing,
    }
    return render(request, "evidence/record.html", context)


def _original(view: RecordView, meta: PageMeta) -> dict[str, str] | None:
    code = view.wording.original_language
    if view.wording.is_original or code not in meta.versions:
        return None
    return {
        "code": code,
        "name": language_name(code),
        "url": meta.versions[code],
    }
