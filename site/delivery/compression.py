"""Text is compressed on its way to a reader: many read on a slow line."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

__all__ = ["CompressTextMiddleware"]

_TEXTS = {"application/javascript", "application/json", "application/xml"}


def _is_text(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return (
        kind.startswith("text/") or kind.endswith(("+xml", "+json")) or kind in _TEXTS
    )


class CompressTextMiddleware(GZipMiddleware):
    """Compresses pages and feeds, and the stylesheets and scripts that were not
    compressed beforehand.

    Pictures, films and the typeface are compressed by nature, and a part of a file
    must stay the part that was asked for. Django pads each answer by chance, so that
    its length does not tell what secrets it holds.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        content_type = response.headers.get("Content-Type", "")
        if response.status_code == 206 or not _is_text(content_type):
            return response
        return super().process_response(request, response)
