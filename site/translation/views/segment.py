"""Saving one segment from the editor."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParser
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views.edit_translation import StringTranslationSerializer

from translation.actions import save_segment
from translation.progress import Segment
from translation.refusals import TranslationRefused

__all__ = ["edit_segment", "no_override"]


@require_http_methods(["PUT", "DELETE"])
def edit_segment(
    request: HttpRequest, translation_id: int, string_segment_id: int
) -> HttpResponse:
    """Save or remove the translation of one segment.

    409 with both texts if somebody else changed it after this editor was opened
    (``seen``); nothing is overwritten then. 423 if the version is locked.
    """
    translation = get_object_or_404(
        Translation.objects.select_related("source"), pk=translation_id, enabled=True
    )
    row = get_object_or_404(
        StringSegment.objects.select_related("context", "string"),
        pk=string_segment_id,
        source_id=translation.source_id,
    )
    page = translation.get_target_instance()
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    lock = page.get_lock()
    if lock and lock.for_user(request.user):
        return JsonResponse({"error": _("This version is locked.")}, status=423)
    stored = (
        StringTranslation.objects.filter(
            translation_of=row.string,
            context=row.context,
            locale_id=translation.target_locale_id,
        )
        .select_related("last_translated_by")
        .first()
    )
    text = _text(request) if request.method == "PUT" else ""
    if stored and _changed_by_another(request, stored):
        return JsonResponse(
            {
                "error": _("Somebody else has just changed this part."),
                "theirs": stored.data,
                "yours": text,
            },
            status=409,
        )
    if request.method == "DELETE":
        if stored:
            stored.delete()
        return JsonResponse({}, status=200 if stored else 404)
    segment = Segment(row, stored, None)
    try:
        saved = save_segment(
            translation=translation, segment=segment, text=text, user=request.user
        )
    except TranslationRefused as refusal:
        return JsonResponse({"error": " ".join(refusal.reasons)}, status=400)
    data = dict(StringTranslationSerializer(saved).data) | {"segment_id": row.pk}
    return JsonResponse(data, status=200 if stored else 201)


def _text(request: HttpRequest) -> str:
    # Django parses a form only out of a POST; the editor sends a PUT.
    fields, _files = MultiPartParser(
        request.META, request, request.upload_handlers
    ).parse()
    return str(fields.get("value", ""))


def _changed_by_another(request: HttpRequest, stored: StringTranslation) -> bool:
    seen = parse_datetime(request.GET.get("seen", "").replace(" ", "+"))
    return (
        seen is not None
        and stored.last_translated_by_id != request.user.pk
        and stored.updated_at > seen
    )


def no_override(request: HttpRequest, **kwargs: int) -> HttpResponse:
    """Images, links and documents are facts: a version shows the original's."""
    return JsonResponse({"error": _("Translators never change facts.")}, status=403)
