"""Answers that say "not modified" to whoever has them already."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from delivery.headers import READER_CACHE_CONTROL

__all__ = ["unless_known"]


def unless_known(
    request: HttpRequest, content: str, *, content_type: str
) -> HttpResponse:
    """Return a public 200 with ``content``, or a 304 to a client that holds it.

    Only for content that is the same for everyone. The ETag is the content's own
    digest, so it is right whatever changed. No date is told: one article withdrawn
    makes a list no newer, and who asks by date would keep it.
    """
    response = HttpResponse(content, content_type=content_type)
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = READER_CACHE_CONTROL
    answer = get_conditional_response(request, etag, None, response)
    assert answer is not None  # noqa: S101 - given a response it returns one
    return answer
