"""The page of a record: its newest published version, in one language."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.meta import PageMeta, describe
from evidence import json_ld
from evidence.citations import bibtex, plain_text
from evidence.models import PublishedVersion, Record, RecordPage
from evidence.presentation import RecordView, present
from evidence.presentation.wording import language_name
from evidence.views.addresses import versions_of

__all__ = ["archive_trail", "record", "show"]


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
    meta = PageMeta(
        title=page.seo_title or view.wording.title,
        path=page.url_path,
        description=page.search_description or view.wording.summary,
        versions=versions_of(page),
        og_type="article",
        published_at=page.first_published_at,
        modified_at=version.published_at,
        breadcrumbs=archive_trail(page.url_path),
    )
    meta.json_ld = [json_ld.record(view, url=meta.canonical, language=language)]
    describe(request, meta)
    return show(request, view, meta)


def archive_trail(path: str) -> list[tuple[str, str]]:
    """Return the way to the archive that a page's path lies in."""
    return [(_("Evidence archive"), path.rstrip("/").rpartition("/")[0] + "/")]


def show(
    request: HttpRequest,
    view: RecordView,
    meta: PageMeta,
    *,
    frozen: bool = False,
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
