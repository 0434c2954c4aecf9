"""Old addresses lead to where a page is now, if readers may know that."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.restrictions import is_restricted

__all__ = ["PublicRedirectMiddleware"]


class PublicRedirectMiddleware(RedirectMiddleware):
    """Wagtail's, but an address of a page that is not public stays unknown.

    Wagtail keeps the former address of every page, a scheduled or withdrawn one among
    them, and would answer it with the new slug.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code != 404:
            return response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        bare = urlsplit(path).path
        found = get_redirect(request, path)
        if found is None and bare != path:
            found = get_redirect(request, bare)
        if found is None or _leads_to_hidden_page(found) or found.link is None:
            return response
        kind = (
            HttpResponsePermanentRedirect
            if found.is_permanent
            else HttpResponseRedirect
        )
        return kind(found.link)


def _leads_to_hidden_page(redirect: Redirect) -> bool:
    page_id = redirect.redirect_page_id
    if page_id is None:
        return False
    public = Page.objects.live().filter(~is_restricted(), pk=page_id)
    return not public.exists()
