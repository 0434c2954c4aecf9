"""Captions of sound and film, out of the transcript in a version's words."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from evidence.models import Exhibit, PublishedVersion
from evidence.transcripts import TranscriptError, as_webvtt, read_cues
from evidence.views.access import refuse_hidden

__all__ = ["captions"]

# An exhibit may be closed, so nobody keeps these for long.
_CACHE_CONTROL = "public, max-age=60"


@require_safe
def captions(request: HttpRequest, name: str, number: int, uuid: UUID) -> HttpResponse:
    """The captions of one exhibit in the language of the address, while it is open."""
    if refusal := refuse_hidden(request, name):
        return refusal
    version = PublishedVersion.objects.filter(record__name=name, number=number).first()
    words = version.document["words"].get(get_language()) if version else None
    if version is None or words is None:
        raise Http404
    exhibits = {row["uuid"]: row["name"] for row in version.document["exhibits"]}
    exhibit = Exhibit.objects.filter(name=exhibits.get(str(uuid), "")).first()
    if exhibit is None or not exhibit.is_open:
        raise Http404
    try:
        cues = read_cues(words["entries"].get(f"transcript.{uuid}", ""))
    except TranscriptError:
        raise Http404 from None
    response = HttpResponse(as_webvtt(cues), content_type="text/vtt; charset=utf-8")
    response.headers["Cache-Control"] = _CACHE_CONTROL
    response.headers["X-Robots-Tag"] = "noindex"
    return response
