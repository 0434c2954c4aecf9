"""The editor of a language version: wagtail-localize's, fed with few queries."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import PageStatusSidePanel
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views.edit_translation import (
    FieldHasNoEditPanelError,
    TabHelper,
    UserSerializer,
    get_segment_location_info,
)

from translation import quality
from translation.actions import hand_in_translation, publish_translation
from translation.earlier import source_difference
from translation.progress import Progress, Segment

__all__ = ["edit_version"]


def edit_version(
    request: HttpRequest, translation: Translation, page: Page
) -> HttpResponse:
    """Show the editor of ``page``; on POST publish it or hand it in."""
    if request.method == "POST":
        return _act(request, translation, page)
    return TemplateResponse(
        request, "translation/admin/edit.html", _context(request, translation, page)
    )


def _act(request: HttpRequest, translation: Translation, page: Page) -> HttpResponse:
    permissions = page.permissions_for_user(request.user)
    action = request.POST.get("action")
    try:
        if action == "publish":
            if not permissions.can_publish():
                raise PermissionDenied
            done = publish_translation(translation=translation, user=request.user)
            message = (
                _("“%(title)s” is published.")
                if done.live
                else _("“%(title)s” goes live together with its original.")
            )
        elif action == "hand_in":
            if not permissions.can_submit_for_moderation():
                raise PermissionDenied
            done = hand_in_translation(translation=translation, user=request.user)
            message = _("“%(title)s” is handed in for approval.")
        else:
            return redirect(request.path)
    except ValidationError as refusal:
        for reason in refusal.messages:
            messages.error(request, reason)
    else:
        messages.success(request, message % {"title": done.draft_title})
        for finding in quality.findings(Progress(translation), type(page)):
            messages.warning(request, finding.message)
    return redirect(request.path)


def _context(
    request: HttpRequest, translation: Translation, page: Page
) -> dict[str, Any]:
    progress = Progress(translation)
    source = translation.source
    versions = list(page.get_translations().select_related("locale"))
    links: list[dict[str, Any]] = [
        {
            "title": str(version),
            "locale": {
                "code": version.locale.language_code,
                "displayName": version.locale.get_display_name(),
            },
            "editUrl": reverse("wagtailadmin_pages:edit", args=[version.pk]),
        }
        for version in versions
    ]
    code = source.locale.language_code
    status = PageStatusSidePanel(
        page,
        request,
        show_schedule_publishing_toggle=False,
        live_object=page,
        scheduled_object=page.get_scheduled_revision_as_object(),
        locale=translation.target_locale,
        translations=[],
    )
    permissions = page.permissions_for_user(request.user)
    task_state = page.current_workflow_task_state
    task = task_state.task.specific if task_state else None
    return {
        "translation": translation,
        "instance": page,
        "is_page": True,
        "page_perms": permissions,
        "model_opts": page._meta,
        "source_title": source.object_repr,
        "source_translation": next(v for v in links if v["locale"]["code"] == code),
        "translations": [
            (version["locale"]["displayName"], version["editUrl"])
            for version in links
            if version["locale"]["code"] != code
        ],
        "target_locale": translation.target_locale,
        "props": json.dumps(
            _props(request, progress, page, links), cls=DjangoJSONEncoder
        ),
        "side_panels": [status],
        "media": MediaContainer([status]).media,
        "missing_count": len(progress.missing),
        "changed_segments": _changed(progress, page),
        "findings": quality.findings(progress, type(page)),
        "preview_url": reverse(
            "wagtail_localize:preview_translation", args=[translation.pk]
        ),
        "can_publish": permissions.can_publish(),
        "can_hand_in": task_state is None
        and not permissions.can_publish()
        and permissions.can_submit_for_moderation(),
        "task_state": task_state,
        "task_actions": [
            (name, label)
            for name, label, needs_form in task.get_actions(page, request.user)
            if not needs_form or name == "reject"
        ]
        if task
        else [],
    }


def _changed(progress: Progress, page: Page) -> list[dict[str, Any]]:
    """The segments whose source changed: what changed, and the earlier translation."""
    return [
        {
            "label": segment.label(type(page)),
            "difference": source_difference(
                segment.earlier.earlier_source, segment.source
            ),
            "text": segment.earlier.text,
        }
        for segment in progress.missing
        if segment.earlier
    ]


def _props(
    request: HttpRequest, progress: Progress, page: Page, links: list[dict[str, Any]]
) -> dict[str, Any]:
    translation = progress.translation
    tabs = TabHelper(page)
    opened = timezone.now().isoformat()
    users: dict[int, Any] = {}
    shown = [
        segment
        for segment in progress.segments
        # The address is settled once it was public.
        if segment.is_required or page.first_published_at is None
    ]
    locked = page.get_lock()
    title = next((s.row.pk for s in shown if s.path == "title"), None)
    return {
        "adminBaseUrl": reverse("wagtailadmin_home"),
        "object": {
            "title": str(page),
            "titleSegmentId": title,
            "isLive": page.live,
            "isLocked": bool(locked and locked.for_user(request.user)),
            "lastPublishedDate": None,
            "lastPublishedBy": None,
            "liveUrl": page.full_url if page.live else None,
        },
        "breadcrumb": [],
        "tabs": tabs.tabs_with_slugs,
        "sourceLocale": _locale(translation.source.locale),
        "locale": _locale(translation.target_locale),
        "translations": links,
        # Publication and the rest stand in our own footer.
        "perms": dict.fromkeys(
            ("canPublish", "canUnpublish", "canLock", "canUnlock", "canDelete"), False
        ),
        "links": {
            "downloadPofile": reverse(
                "wagtail_localize:download_pofile", args=[translation.pk]
            ),
            "uploadPofile": reverse(
                "wagtail_localize:upload_pofile", args=[translation.pk]
            ),
            "stopTranslationUrl": "",
        },
        "previewModes": [],
        "machineTranslator": None,
        "segments": sorted(
            (_segment(segment, page, tabs, translation, opened) for segment in shown),
            key=lambda shown: (shown["location"]["order"], shown["order"]),
        ),
        "initialStringTranslations": [
            entry
            for segment in shown
            if (entry := _initial(segment, users)) is not None
        ],
        "initialOverrides": [],
    }


def _locale(locale: Any) -> dict[str, str]:
    return {"code": locale.language_code, "displayName": locale.get_display_name()}


def _segment(
    segment: Segment, page: Page, tabs: TabHelper, translation: Translation, opened: str
) -> dict[str, Any]:
    row = segment.row
    try:
        location = get_segment_location_info(
            page, tabs, row.context.path, row.context.field_path
        )
    except FieldHasNoEditPanelError:
        # What has no panel still has words: nothing to translate may be hidden.
        name = page._meta.get_field(row.context.field_path.split(".")[0]).verbose_name
        location = {
            "tab": tabs.tabs_with_slugs[0]["slug"],
            "field": str(name),
            "order": 999,
            "blockId": None,
            "fieldHelpText": "",
            "subField": None,
            "widget": None,
        }
    url = reverse(
        "wagtail_localize:edit_string_translation", args=[translation.pk, row.pk]
    )
    return {
        "type": "string",
        "id": row.pk,
        "contentPath": row.context.path,
        "source": segment.source,
        "location": location,
        "editUrl": f"{url}?{urlencode({'seen': opened})}",
        "order": row.order,
    }


def _initial(segment: Segment, users: dict[int, Any]) -> dict[str, Any] | None:
    """Return what the editor shows of a segment: its translation, or an earlier one
    marked as such; None while there is neither."""
    stored, earlier = segment.translation, segment.earlier
    if stored is None:
        if earlier is None:
            return None
        return {
            "string_id": segment.row.string_id,
            "segment_id": segment.row.pk,
            "data": earlier.text,
            "error": _("The original has changed. Check this translation and save it."),
            "comment": "",
            "last_translated_by": None,
        }
    author = stored.last_translated_by
    if author and author.pk not in users:
        users[author.pk] = UserSerializer(author).data
    return {
        "string_id": segment.row.string_id,
        "segment_id": segment.row.pk,
        "data": stored.data,
        "error": stored.get_error(),
        "comment": stored.get_comment(),
        "last_translated_by": users[author.pk] if author else None,
    }
