"""The bytes of derivatives, to whoever may see their exhibit now.

An original is never read here. What is sent has no rights on the site: it may run no
script and load nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from PIL import Image

from evidence.models import CatalogueFacet, Derivative, Record
from evidence.presentation.exhibits import EXTENSIONS
from evidence.renditions import RENDITION_WIDTHS, keep_rendition, rendition_name
from evidence.store import DERIVATIVES

__all__ = ["answer", "file", "find_shown", "rendition", "with_headers"]

# Long enough for a visit; what is closed or withdrawn is soon gone from caches, too.
_CACHE_CONTROL = "public, max-age=600"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$", re.ASCII)
_PART = 256 * 1024


def find_shown(sha256: str, name: str) -> Derivative:
    """Return the derivative if readers may see it now: it is the copy in force of an
    exhibit that is open, and stands in a version of a record that is visible."""
    derivative = (
        Derivative.objects.filter(sha256=sha256, exhibit__name=name, is_current=True)
        .select_related("exhibit")
        .first()
    )
    shown = CatalogueFacet.objects.filter(
        facet="file", value=sha256, entry__record__in=Record.objects.visible()
    )
    if derivative is None or not derivative.may_be_shown or not shown.exists():
        raise Http404
    return derivative


@require_safe
def file(
    request: HttpRequest, sha256: str, name: str, extension: str
) -> HttpResponseBase:
    """A derivative as it is, or the part of it that was asked for."""
    derivative = find_shown(sha256, name)
    if EXTENSIONS.get(derivative.media_type) != extension:
        raise Http404
    etag = quote_etag(sha256)
    if request.headers.get("If-None-Match") == etag:
        return with_headers(HttpResponseNotModified(), etag)
    try:
        stream = DERIVATIVES.open(sha256)
    except OSError:
        raise Http404 from None
    response = answer(request, stream, derivative.size, derivative.media_type, etag)
    if extension == "pdf":
        # Browsers show no document that has no rights: better a file than an error.
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@require_safe
def rendition(
    request: HttpRequest, sha256: str, name: str, width: str
) -> HttpResponseBase:
    """A narrower copy of a derivative, made when it is first asked for."""
    derivative = find_shown(sha256, name)
    wanted = int(width)
    if wanted not in RENDITION_WIDTHS or wanted >= (derivative.width or 0):
        raise Http404
    etag = quote_etag(f"{sha256}-{wanted}")
    if request.headers.get("If-None-Match") == etag:
        return with_headers(HttpResponseNotModified(), etag)
    kept = rendition_name(sha256, wanted)
    if not default_storage.exists(kept):
        try:
            with DERIVATIVES.open(sha256) as original, Image.open(original) as image:
                keep_rendition(image, sha256, wanted)
        except OSError:
            raise Http404 from None
    stream = default_storage.open(kept, "rb")
    return answer(request, stream, default_storage.size(kept), "image/webp", etag)


def answer(
    request: HttpRequest, stream: IO[bytes], size: int, media_type: str, etag: str
) -> HttpResponseBase:
    """Send ``size`` bytes of ``stream``, or the part of them that was asked for."""
    part = _part_of(request, size, etag)
    if part is None:
        response: HttpResponseBase = FileResponse(stream, content_type=media_type)
        response.headers["Content-Length"] = str(size)
        return with_headers(response, etag)
    first, last = part
    if first > last:
        stream.close()
        refused = HttpResponse(status=416, content_type="text/plain")
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    response = StreamingHttpResponse(
        _Part(stream, first, last), status=206, content_type=media_type
    )
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(last - first + 1)
    return with_headers(response, etag)


def _part_of(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first and the last byte that were asked for; None for the whole file,
    and a first beyond the last for what lies outside of it (RFC 9110, 14.1.2)."""
    match = _RANGE.match(request.headers.get("Range", ""))
    if match is None or request.headers.get("If-Range", etag) != etag:
        return None
    start, end = match.groups()
    if len(start) > 15 or len(end) > 15 or not (start or end):
        return None
    if not start:
        return (max(0, size - int(end)), size - 1) if int(end) else (1, 0)
    first = int(start)
    last = min(int(end), size - 1) if end else size - 1
    if end and int(end) < first:
        return None
    return (first, last) if first < size else (1, 0)


class _Part:
    """The bytes from ``first`` to ``last`` of a stream, which is closed with it even
    if nobody reads."""

    def __init__(self, stream: IO[bytes], first: int, last: int) -> None:
        self._stream = stream
        self._first, self._left = first, last - first + 1

    def __iter__(self) -> Iterator[bytes]:
        self._stream.seek(self._first)
        left = self._left
        while left > 0 and (part := self._stream.read(min(_PART, left))):
            left -= len(part)
            yield part

    def close(self) -> None:
        self._stream.close()


def with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    headers = response.headers
    headers["ETag"] = etag
    headers["Cache-Control"] = _CACHE_CONTROL
    headers["Accept-Ranges"] = "bytes"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = _POLICY
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Disposition"] = "inline"
    headers["X-Robots-Tag"] = "noimageindex"
    return response
