"""What the archive adds to the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from evidence.actions.importing import may_import
from evidence.admin.addresses import edit_address
from evidence.admin.bulk import BULK_ACTIONS
from evidence.admin.carrying import SaveSimilarItem
from evidence.admin.records import (
    IncidentViewSet,
    MovableObjectViewSet,
    PlaceViewSet,
)
from evidence.admin.sources import ExhibitViewSet, SourceViewSet, VocabularyViewSet
from evidence.alerts import FixityPanel
from evidence.log_actions import register_log_actions
from evidence.models import Record, RecordPage

hooks.register("register_log_actions", register_log_actions)
for bulk_action in BULK_ACTIONS:
    hooks.register("register_bulk_action", bulk_action)


class ExportsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("evidence.add_export")


class ImportsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request.user)


@register_snippet
class EvidenceGroup(SnippetViewSetGroup):
    items = (
        IncidentViewSet,
        PlaceViewSet,
        MovableObjectViewSet,
        SourceViewSet,
        ExhibitViewSet,
        VocabularyViewSet,
    )
    menu_label = _("Evidence archive")
    menu_icon = "folder-inverse"
    menu_name = "evidence"
    menu_order = 260

    def get_submenu_items(self) -> list[Any]:
        exports = ExportsMenuItem(
            _("Exports"),
            reverse("evidence_admin:exports"),
            icon_name="download",
            order=900,
        )
        imports = ImportsMenuItem(
            _("Imports"),
            reverse("evidence_admin:imports"),
            icon_name="table",
            order=910,
        )
        return [*super().get_submenu_items(), exports, imports]


@hooks.register("register_snippet_action_menu_item")
def save_and_add_similar(model: type[Any]) -> SaveSimilarItem | None:
    return SaveSimilarItem() if issubclass(model, Record) else None


@hooks.register("register_admin_urls")
def archive_urls() -> list[Any]:
    return [path("evidence/", include("evidence.admin.urls"))]


@hooks.register("construct_homepage_panels")
def damaged_exhibits(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(FixityPanel(request.user))


@hooks.register("before_edit_page", order=-200)
def open_the_record(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The words of an original are edited in the record, which composes its page."""
    if not isinstance(page, RecordPage):
        return None
    if page.locale_id == page.record.language_id:
        return redirect(edit_address(page.record))
    return None
