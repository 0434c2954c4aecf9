"""Exports in the admin: asking for one, seeing how far it is, fetching the file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from evidence.actions.bagging import ask_for_export, may_fetch
from evidence.admin.review import refuse
from evidence.models import Export, Record

__all__ = [
    "ExportForm",
    "ExportView",
    "ExportsView",
    "NewExportView",
    "fetch",
    "new_export_address",
]

ADD, PRIVATE = "evidence.add_export", "evidence.export_private"
SHOWN = 50
# Seconds after which a page that shows progress looks again.
LOOK_AGAIN = 3


def new_export_address(*records: Record) -> str:
    """Return where an export of ``records`` is asked for."""
    chosen = "&".join(f"record={record.pk}" for record in records)
    return f"{reverse('evidence_admin:new_export')}?{chosen}"


class ExportForm(forms.Form):
    """What is to be in the bag. Only who may export private material is asked."""

    private = forms.BooleanField(
        label=gettext_lazy("With private material"),
        required=False,
        help_text=gettext_lazy(
            "Originals and all that is recorded of them. The custody log tells who "
            "exported it and why."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed for private material. It is never public."),
    )

    def __init__(
        self, *args: Any, by: Any, is_everything: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not by.has_perm(PRIVATE):
            del self.fields["private"], self.fields["reason"]
        elif is_everything:
            del self.fields["private"]
            self.fields["reason"].required = True


class ExportAdminView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "download"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listed = {"url": reverse("evidence_admin:exports"), "label": _("Exports")}
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            *([] if isinstance(self, ExportsView) else [listed]),
            {"url": "", "label": self.get_page_title()},
        ]

    def _known(self) -> QuerySet[Export]:
        """One's own; whoever may export private material sees who else did."""
        own = Q(asked_by=self.request.user.pk)
        if self.request.user.has_perm(PRIVATE):
            own |= Q(is_private=True)
        return Export.objects.filter(own).select_related("asked_by")


class ExportsView(ExportAdminView):
    template_name = "evidence/admin/exports.html"
    page_title = gettext_lazy("Exports")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            exports=self._known().order_by("-asked_at")[:SHOWN],
            may_export_everything=self.request.user.has_perm(PRIVATE),
            **kwargs,
        )


class NewExportView(ExportAdminView):
    """Ask for some records (``record`` in the address, once or more) or everything."""

    template_name = "evidence/admin/new_export.html"
    page_title = gettext_lazy("New export")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_everything = "everything" in request.GET
        keys = [key for key in request.GET.getlist("record") if key.isdigit()]
        self.records = list(Record.objects.filter(pk__in=keys).order_by("title"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self._form())
        return super().get_context_data(
            records=self.records, is_everything=self.is_everything, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            export = ask_for_export(
                records=None if self.is_everything else self.records,
                by=request.user,
                private=form.cleaned_data.get("private", False),
                reason=form.cleaned_data.get("reason", ""),
            )
        except (PermissionDenied, ValidationError) as fault:
            refuse(request, fault)
            return self.render_to_response(self.get_context_data(form=form))
        return redirect("evidence_admin:export", export.uuid)

    def _form(self, data: Any = None) -> ExportForm:
        return ExportForm(data, by=self.request.user, is_everything=self.is_everything)


class ExportView(ExportAdminView):
    """How far an export is. The page looks again by itself until it is settled."""

    template_name = "evidence/admin/export.html"
    page_title = gettext_lazy("Export")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        export = get_object_or_404(self._known(), uuid=kwargs["uuid"])
        return super().get_context_data(
            export=export,
            records=export.records.order_by("title")[:SHOWN],
            may_fetch=may_fetch(export, self.request.user),
            **kwargs,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        response = self.render_to_response(context)
        if not context["export"].is_settled:
            response.headers["Refresh"] = str(LOOK_AGAIN)
        return response


@require_GET
def fetch(request: HttpRequest, uuid: Any) -> HttpResponseBase:
    """Send the bag to whoever asked for it, and to nobody else."""
    export = get_object_or_404(Export, uuid=uuid, asked_by=request.user.pk)
    if not may_fetch(export, request.user):
        raise PermissionDenied
    try:
        file = default_storage.open(export.file, "rb")
    except OSError:
        raise Http404 from None
    log(instance=export, action="evidence.fetch_export", user=request.user)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=f"evidence-{export.asked_at:%Y-%m-%d}-{export.uuid.hex[:8]}.zip",
        content_type="application/zip",
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
