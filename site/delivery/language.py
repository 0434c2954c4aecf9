"""Which language a reader gets at ``/``, and how a choice is remembered.

Only these two addresses look at the cookie. Every page has its language in its
address, so pages stay the same for all and cacheable.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import (
    get_language,
    get_language_from_path,
    get_supported_language_variant,
)
from django.utils.translation.trans_real import parse_accept_lang_header

__all__ = [
    "LanguageMiddleware",
    "choose_language",
    "entrance",
    "preferred_language",
]


class LanguageMiddleware(LocaleMiddleware):
    """Django's, without its guess that an unknown address lies below a language.

    That would answer "not found" with a redirection, to programs and people alike.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        language = get_language()
        if not get_language_from_path(request.path_info):
            patch_vary_headers(response, ["Accept-Language"])
        if language:
            response.headers.setdefault("Content-Language", language)
        return response


def preferred_language(request: HttpRequest) -> str:
    """Return the code of the remembered language, else of the first one in
    Accept-Language that the site has, else the site's own."""
    wanted = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")]
    header = request.headers.get("Accept-Language", "")
    wanted += [code for code, _weight in parse_accept_lang_header(header)]
    for code in wanted:
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def entrance(request: HttpRequest) -> HttpResponse:
    """Send ``/`` to the front page of the reader's language."""
    response = HttpResponseRedirect(f"/{preferred_language(request)}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember a language and go to the path in ``to``.

    A GET is enough: it changes nothing but a preference, and works without scripts.
    """
    if code not in dict(settings.LANGUAGES):
        raise Http404
    target = request.GET.get("to", "")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(
        target, allowed_hosts=None
    ):
        target = f"/{code}/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
