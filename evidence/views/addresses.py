"""Addresses of records: by language, and by persistent identifier."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from wagtail.models import Page

from core.restrictions import is_restricted
from core.routing import serve
from delivery.language import preferred_language
from evidence.identifiers import is_valid, normalise
from evidence.models import ARCHIVE_SLUG, PublishedVersion, RecordPage
from evidence.views.access import withdrawn

__all__ = ["ark", "record_address", "versions_of"]


def versions_of(page: Page) -> dict[str, str]:
    """Return language code → path of every public version of a page, in one query."""
    return dict(
        Page.objects.live()
        .filter(~is_restricted(), translation_key=page.translation_key)
        .order_by("locale_id")
        .values_list("locale__language_code", "url_path")
    )


def record_address(request: HttpRequest, name: str) -> HttpResponse:
    """The page at a record's address; where there is none any more, why."""
    try:
        return serve(request, f"{ARCHIVE_SLUG}/{name}/")
    except Http404 as fault:
        try:
            return withdrawn(request, name)
        except Http404:
            raise fault from None


def ark(request: HttpRequest, naan: str, name: str) -> HttpResponse:
    """Send an identifier to the record's page, in the reader's language if it is
    published in it, else in the first language that it is in."""
    name = normalise(name)
    if not is_valid(name, naan):
        raise Http404
    pages = dict(
        RecordPage.objects.live()
        .filter(~is_restricted(), slug=name, record__naan=naan)
        .order_by("locale_id")
        .values_list("locale__language_code", "url_path")
    )
    code = preferred_language(request)
    target = pages.get(code) or next(iter(pages.values()), "")
    if not target:
        was_public = PublishedVersion.objects.filter(
            record__name=name, record__naan=naan
        )
        if not was_public.exists():
            raise Http404
        target = f"/{code}/{ARCHIVE_SLUG}/{name}/"
    response = HttpResponseRedirect(target)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response.headers["Cache-Control"] = "private, no-cache"
    return response
