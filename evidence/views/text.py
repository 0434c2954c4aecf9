"""The text of a document's page: what a copy that is a picture does not tell."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.meta import PageMeta, describe
from evidence.models import DocumentPage
from evidence.search import entries_showing
from evidence.views.access import refuse_hidden
from evidence.views.record import archive_trail

__all__ = ["text"]


@require_safe
def text(request: HttpRequest, name: str, exhibit: str, number: int) -> HttpResponse:
    """Page ``number`` of a document that the record ``name`` shows."""
    if refusal := refuse_hidden(request, name):
        return refusal
    pages = DocumentPage.search_public().filter(exhibit__name=exhibit)
    page = pages.filter(number=number).first()
    shown = entries_showing({page.exhibit_id}, of=name) if page else {}
    language = get_language() or ""
    if page is None or page.exhibit_id not in shown:
        raise Http404
    entry = shown[page.exhibit_id][1]
    words = entry.version.document["words"]
    if language not in words:
        raise Http404

    def address(at: int, code: str = language) -> str:
        here = f"/{language}/"
        path = reverse("evidence_text", args=[name, exhibit, at])
        return f"/{code}/{path.removeprefix(here)}"

    numbers = sorted(pages.values_list("number", flat=True))
    place = numbers.index(number)
    title = words[language]["title"]
    path = f"/{language}/evidence/{name}/"
    meta = PageMeta(
        title=_("%(title)s: document, page %(number)s")
        % {"title": title, "number": number},
        path=address(number),
        versions={code: address(number, code) for code in words},
        robots="noindex, follow",
        breadcrumbs=[*archive_trail(path), (title, path)],
    )
    describe(request, meta)
    context = {
        "title": title,
        "page": page,
        "last": numbers[-1],
        "exhibit_url": f"{path}#exhibit-{exhibit}",
        "previous_url": address(numbers[place - 1]) if place else "",
        "next_url": address(numbers[place + 1]) if place + 1 < len(numbers) else "",
    }
    return render(request, "evidence/text.html", context)
