"""An exhibit's fixity in the admin: check it now, resolve what failed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from evidence.actions.fixity import check_exhibit, resolve_finding
from evidence.admin.exhibits import ExhibitAdminView
from evidence.admin.review import refuse
from evidence.alerts import PERMISSION

__all__ = ["FixityView"]

SHOWN = 50


class FixityView(ExhibitAdminView):
    template_name = "evidence/admin/fixity.html"
    page_title = gettext_lazy("Fixity")
    header_icon = "check"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        findings = self.exhibit.fixity_findings.select_related("failed", "resolved_by")
        return super().get_context_data(
            exhibit=self.exhibit,
            checks=self.exhibit.fixity_checks.order_by("-at", "-pk")[:SHOWN],
            findings=findings.order_by("-failed__at", "-pk"),
            may_resolve=self.request.user.has_perm(PERMISSION),
            typed=kwargs.get("typed", ""),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        explanation = request.POST.get("explanation", "")
        try:
            if not request.user.has_perm(PERMISSION):
                raise PermissionDenied
            if "resolve" in request.POST:
                finding = get_object_or_404(
                    self.exhibit.fixity_findings, pk=request.POST["resolve"]
                )
                resolve_finding(
                    finding=finding, by=request.user, explanation=explanation
                )
                messages.success(request, _("The finding is resolved."))
            else:
                check = check_exhibit(exhibit=self.exhibit, by=request.user)
                if check.is_good:
                    messages.success(request, _("The file is whole."))
                else:
                    messages.error(request, check.fault_label)
        except (PermissionDenied, ValidationError) as fault:
            refuse(request, fault)
            return self.render_to_response(self.get_context_data(typed=explanation))
        return redirect("evidence_admin:fixity", self.exhibit.pk)
