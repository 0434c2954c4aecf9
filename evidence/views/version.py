"""One frozen version of a record: its page, its exact bytes, its citation."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.meta import PageMeta, describe
from evidence.citations import Citable, bibtex, csl_json, ris
from evidence.closing import closed_in
from evidence.models import PublishedVersion
from evidence.presentation import present
from evidence.presentation.history import citable, version_address
from evidence.presentation.wording import language_name
from evidence.views.access import refuse_hidden
from evidence.views.record import archive_trail, show

__all__ = ["citation", "version", "version_json"]

# An exhibit may be closed and a record withdrawn, so nobody keeps these for long.
_CACHE_CONTROL = "public, max-age=60"


def _csl(facts: Citable) -> str:
    return json.dumps([csl_json(facts)], ensure_ascii=False, indent=1) + "\n"


# form → how it is made, its media type, how its file's name ends.
_CITATIONS: dict[str, tuple[Callable[[Citable], str], str, str]] = {
    "bib": (bibtex, "application/x-bibtex", "bib"),
    "ris": (ris, "application/x-research-info-systems", "ris"),
    "csl": (_csl, "application/vnd.citationstyles.csl+json", "json"),
}


def _find(name: str, number: int) -> PublishedVersion:
    found = PublishedVersion.objects.filter(record__name=name, number=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
def version(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The page of one version, as it was published."""
    if refusal := refuse_hidden(request, name):
        return refusal
    row = _find(name, number)
    language = get_language() or ""
    languages = row.document["words"]
    paths = {code: version_address(name, number, code) for code in languages}
    if language not in languages:
        return _not_in_this_language(request, row, paths)
    view = present(row, language)
    path = f"/{language}/evidence/{name}/"
    meta = PageMeta(
        title=_("%(title)s, version %(number)s")
        % {"title": view.wording.title, "number": number},
        path=paths[language],
        description=view.wording.summary,
        versions=paths,
        # Search engines should lead to what the record says now.
        robots="noindex, follow",
        og_type="article",
        published_at=row.published_at,
        breadcrumbs=[*archive_trail(path), (view.wording.title, path)],
    )
    describe(request, meta)
    return show(request, view, meta, frozen=True)


def _not_in_this_language(
    request: HttpRequest, row: PublishedVersion, paths: dict[str, str]
) -> HttpResponse:
    title = _("Not translated yet")
    describe(request, PageMeta(title=title, path=request.path, robots="noindex"))
    versions = [
        {
            "code": code,
            "language_name": language_name(code),
            "title": words["title"],
            "url": paths[code],
        }
        for code, words in row.document["words"].items()
    ]
    context = {"versions": versions}
    return render(request, "missing_translation.html", context, status=404)


@require_safe
def version_json(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The exact bytes whose SHA-256 a version is known by."""
    if refusal := refuse_hidden(request, name):
        return refusal
    row = _find(name, number)
    if closed_in(row.document):
        return _bytes_refused()
    etag = quote_etag(row.sha256)
    response = HttpResponse(row.content.encode(), content_type="application/json")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _CACHE_CONTROL
    response.headers["X-Robots-Tag"] = "noindex"
    answer = get_conditional_response(request, etag, None, response)
    assert answer is not None  # noqa: S101 - given a response it returns one
    return answer


def _bytes_refused() -> HttpResponse:
    """Answer 403: what was hashed cannot be given without what is closed by now."""
    words = _(
        "Something that this version tells of was closed since, so its exact "
        "bytes are kept back."
    )
    response = HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = _CACHE_CONTROL
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def citation(request: HttpRequest, name: str, number: int, form: str) -> HttpResponse:
    """How to cite a version, as a file for reference managers."""
    if form not in _CITATIONS:
        raise Http404
    if refusal := refuse_hidden(request, name):
        return refusal
    row = _find(name, number)
    language = get_language() or ""
    if language not in row.document["words"]:
        raise Http404
    write, media_type, ending = _CITATIONS[form]
    facts = citable(row.document, row.sha256, language)
    response = HttpResponse(write(facts), content_type=f"{media_type}; charset=utf-8")
    file_name = f"{name}-v{number}-{language}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
