"""What articles add to the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from articles.admin.furniture import (
    CorrectionsMenuItem,
    WaitingCorrectionsPanel,
    note_embargo,
    story_buttons,
)
from articles.admin.terms import NewsroomGroup
from articles.audit import register_audit_actions

hooks.register("register_log_actions", register_audit_actions)
hooks.register("before_edit_page", note_embargo)
register_snippet(NewsroomGroup)


@hooks.register("register_admin_urls")
def newsroom_urls() -> list[Any]:
    return [path("newsroom/", include("articles.admin.urls"))]


@hooks.register(NewsroomGroup.submenu_hook)
def corrections_menu_item() -> CorrectionsMenuItem:
    return CorrectionsMenuItem(
        _("Corrections"),
        reverse_lazy("newsroom:corrections"),
        name="corrections",
        icon_name="warning",
        order=0,
    )


@hooks.register("construct_homepage_panels")
def waiting_corrections(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WaitingCorrectionsPanel(request.user))


@hooks.register("register_page_header_buttons")
def header_buttons(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Any]:
    yield from story_buttons(page, user, next_url)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(
    page: Page, user: Any, next_url: str | None = None
) -> Iterator[Any]:
    yield from story_buttons(page, user, next_url)
