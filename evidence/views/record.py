"""The page of a record: its newest published version, in one language."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from core.meta import PageMeta, describe
from evidence.models import PublishedVersion, Record, RecordPage
from evidence.views.addresses import versions_of

__all__ = ["record"]


def record(request: HttpRequest, page: RecordPage) -> HttpResponse:
    """The newest version of the page's record, if a reader may see it now."""
    version = (
        PublishedVersion.objects.filter(record_id=page.record_id)
        .select_related("record")
        .order_by("-number")
        .first()
    )
    if version is None or not _is_visible(version.record):
        raise Http404
    words = version.document["words"].get(get_language())
    if words is None:
        raise Http404
    describe(
        request,
        PageMeta(
            title=words["title"],
            path=page.url_path,
            description=words["summary"],
            versions=versions_of(page),
            og_type="article",
            published_at=page.first_published_at,
            modified_at=version.published_at,
        ),
    )
    context = {"page": page, "words": words, "version": version}
    return render(request, "evidence/record.html", context)


def _is_visible(found: Record) -> bool:
    """A published record that goes into review again stays as it was published."""
    return found.is_open and found.state != Record.State.WITHDRAWN
