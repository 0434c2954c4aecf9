"""From an address to a page in one query.

A front page's slug is its language code, so a page's ``url_path`` is its address.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page
from wagtail.views import serve_chain

from core.models import BasePage
from core.restrictions import is_restricted

__all__ = ["addressed", "find_page", "serve"]


@cache
def _page_types() -> dict[str, type[BasePage]]:
    def concrete(model: type[BasePage]) -> list[type[BasePage]]:
        found = [] if model._meta.abstract else [model]
        return found + [c for sub in model.__subclasses__() for c in concrete(sub)]

    return {model._meta.model_name or "": model for model in concrete(BasePage)}


def addressed(*paths: str) -> Q:
    """Return the condition that a page is at one of these addresses.

    Wagtail has no index of addresses, so the archive would be read from end to end; it
    has one of slugs, and a slug ends the address.
    """
    slugs = {path.rstrip("/").rpartition("/")[2] for path in paths}
    return Q(slug__in=slugs, url_path__in=paths)


def find_page(url_path: str) -> BasePage | None:
    """Return the live page at ``url_path`` as its own type, or None."""
    types = _page_types()
    row: Any = (
        Page.objects.live()
        .select_related(*types)
        .annotate(private=is_restricted())
        .filter(addressed(url_path))
        .first()
    )
    if row is None:
        return None
    for name, model in types.items():
        if row.content_type_id == ContentType.objects.get_for_model(model).pk:
            page: BasePage = getattr(row, name)
            page.known_public = not row.private
            return page
    return None


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the page at ``path`` below the active language, through Wagtail's hooks.

    Raises :class:`Http404` where there is no live page.
    """
    page = find_page(f"/{get_language()}/{path}")
    if page is None:
        raise Http404
    chain = serve_chain
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        chain = wrap(chain)
    for before in hooks.get_hooks("before_serve_page"):
        response = before(page, request, [], {})
        if isinstance(response, HttpResponse):
            return response
    return chain(page, request, [], {})
