"""What articles put around Wagtail's own admin pages: buttons, home panel, notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from articles.admin.desk import corrections_waiting
from articles.models import ArticlePage

__all__ = [
    "CorrectionsMenuItem",
    "WaitingCorrectionsPanel",
    "note_embargo",
    "story_buttons",
]


class CorrectionsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("articles.view_correction"))


class WaitingCorrectionsPanel(Component):
    """How many corrections wait for words in each language the account may write."""

    name = "corrections_waiting"
    template_name = "articles/admin/corrections_waiting.html"
    order = 200

    def __init__(self, user: Any) -> None:
        counts = (
            (name, corrections_waiting(user, code).count())
            for code, name in settings.LANGUAGES
        )
        self.waiting = [(name, count) for name, count in counts if count]

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"waiting": self.waiting}

    def render_html(self, parent_context: Any = None) -> str:
        return str(super().render_html(parent_context)) if self.waiting else ""


def story_buttons(page: Page, user: Any, next_url: str | None = None) -> Iterator[Any]:
    """Yield the buttons of an article's editor and of its row in the explorer."""
    if not isinstance(page, ArticlePage) or not page.pk:
        return
    if not page.permissions_for_user(user).can_edit():
        return
    if page.live and user.has_perm("articles.add_correction"):
        yield Button(
            _("Add a correction"),
            reverse("newsroom:add_correction", args=[page.pk]),
            icon_name="warning",
            priority=70,
        )
    if page.is_live_report and user.has_perm("articles.view_liveentry"):
        yield Button(
            _("Live entries"),
            reverse("newsroom:live_entries", args=[page.pk]),
            icon_name="time",
            priority=71,
        )


def note_embargo(request: HttpRequest, page: Page) -> None:
    """Say at the top of the editor that the article is under embargo."""
    if request.method == "GET" and isinstance(page, ArticlePage) and page.is_embargoed:
        until = date_format(localtime(page.embargo_until), "DATETIME_FORMAT")
        messages.warning(
            request,
            _("Under embargo until %(until)s. Nothing of it can go live before.")
            % {"until": until},
        )
