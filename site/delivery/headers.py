"""Headers of readers' pages and of the admin."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["ReaderHeadersMiddleware", "is_anonymous"]

READER_CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
# Wagtail's admin has inline scripts and styles; frames show previews.
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
)


def is_anonymous(request: HttpRequest) -> bool:
    """Whether the request carries no session: then its page is the same for all.

    Asking ``request.user`` instead would add ``Vary: Cookie`` to every page.
    """
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


class ReaderHeadersMiddleware:
    """Lets shared caches keep anonymous pages, and gives the admin its policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response.headers.setdefault("Content-Security-Policy", ADMIN_POLICY)
            response.headers.setdefault("Cache-Control", "private, no-store")
        elif "Cache-Control" not in response.headers:
            cacheable = (
                request.method in {"GET", "HEAD"}
                and response.status_code in {200, 301, 404}
                and is_anonymous(request)
                and not response.cookies
            )
            response.headers["Cache-Control"] = (
                READER_CACHE_CONTROL if cacheable else "private, no-cache"
            )
        return response
