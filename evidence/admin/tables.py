"""The records table in the admin: all records in one file for a spreadsheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from evidence.actions.importing import may_import
from evidence.actions.tabulating import export_table
from evidence.admin.review import refuse

__all__ = ["TableView"]


class TableForm(forms.Form):
    private = forms.BooleanField(
        label=gettext_lazy("With exact places and internal notes"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Needed for private material. It is never public."),
    )


class TableView(WagtailAdminTemplateMixin, TemplateView):
    """Ask for the table. That somebody took it stands in the custody log."""

    template_name = "evidence/admin/table.html"
    page_title = gettext_lazy("Records table")
    header_icon = "table"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("evidence_admin:imports"), "label": _("Imports")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", TableForm())
        may = self.request.user.has_perm("evidence.export_private")
        return super().get_context_data(may_export_private=may, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = TableForm(request.POST)
        form.full_clean()
        try:
            lines = export_table(
                private=form.cleaned_data.get("private", False),
                reason=form.cleaned_data.get("reason", ""),
                by=request.user,
            )
        except ValidationError as fault:
            refuse(request, fault)
            return self.render_to_response(self.get_context_data(form=form))
        response = StreamingHttpResponse(
            (line.encode() for line in lines), content_type="text/csv; charset=utf-8"
        )
        name = f"records-{timezone.localdate():%Y-%m-%d}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "private, no-store"
        return response
