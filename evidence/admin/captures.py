"""The captures of a source's page in the admin, and asking for one now."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from evidence.actions.citing import capture_now
from evidence.admin.review import refuse
from evidence.captures import fault_label
from evidence.models import Source

__all__ = ["CapturesView"]

EDIT = "wagtailsnippets_evidence_source:edit"
SHOWN = 50


class CapturesView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "evidence/admin/captures.html"
    page_title = gettext_lazy("Captures")
    header_icon = "site"
    _show_breadcrumbs = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.source = get_object_or_404(Source, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("evidence.view_source"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.source.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(EDIT, args=[self.source.pk]), "label": self.source.title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.source.captures.select_related("archive", "picture", "asked_by")
        captures = list(rows.defer("text", "facts").order_by("-pk")[:SHOWN])
        return super().get_context_data(
            source=self.source,
            captures=[
                (capture, fault_label(capture.last_fault)) for capture in captures
            ],
            link_check=getattr(self.source, "link_check", None),
            may_capture=self.request.user.has_perm("evidence.add_capture"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            capture_now(source=self.source, by=request.user)
        except (PermissionDenied, ValidationError) as fault:
            refuse(request, fault)
        else:
            messages.success(
                request, _("The page is being captured. Look here again in a minute.")
            )
        return redirect("evidence_admin:captures", self.source.pk)
