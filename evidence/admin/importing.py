"""Imports in the admin: the file, its columns, the report of the check, the result."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from evidence.actions.importing import (
    begin_check,
    begin_import,
    begin_writing,
    discard_import,
    earlier_import,
    may_import,
    read_differently,
)
from evidence.admin.addresses import edit_address
from evidence.admin.import_forms import MappingForm, ReadingForm, UploadForm
from evidence.admin.review import refuse
from evidence.importing import keeping
from evidence.importing.faults import FileFault
from evidence.importing.files import read_rows
from evidence.importing.refused import field_label, refused_lines
from evidence.models import ImportRow, ImportRun

__all__ = ["ColumnsView", "ImportView", "ImportsView", "refused_rows"]

State, Outcome = ImportRun.State, ImportRow.Outcome
SHOWN, PREVIEWED, A_PAGE = 50, 3, 50
# Seconds after which a page that shows progress looks again.
LOOK_AGAIN = 3


class ImportAdminView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "table"
    _show_breadcrumbs = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.run: Any = None
        if "uuid" in kwargs and may_import(request.user):
            self.run = get_object_or_404(_own(request), uuid=kwargs["uuid"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.run.file_name if self.run else ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listed = {"url": reverse("evidence_admin:imports"), "label": _("Imports")}
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            *([listed] if self.run else []),
            {"url": "", "label": self.get_page_title()},
        ]


def _own(request: HttpRequest) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(made_by=request.user.pk)


class ImportsView(ImportAdminView):
    """Hand a file in; what was handed in before."""

    template_name = "evidence/admin/imports.html"
    page_title = gettext_lazy("Imports")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", UploadForm())
        return super().get_context_data(runs=_own(self.request)[:SHOWN], **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                run = begin_import(
                    stream=file,
                    file_name=file.name,
                    choices=form.choices(),
                    by=request.user,
                )
            except ValidationError as fault:
                form.add_error("file", fault)
            else:
                _warn_of_earlier(request, run)
                return redirect("evidence_admin:import_columns", run.uuid)
        return self.render_to_response(self.get_context_data(form=form))


def _warn_of_earlier(request: HttpRequest, run: ImportRun) -> None:
    if earlier := earlier_import(run.sha256, but=run.pk):
        messages.warning(
            request,
            _("The very same file was imported on %(date)s by %(who)s.")
            % {"date": earlier.begun_at.date().isoformat(), "who": earlier.made_by},
        )


class ColumnsView(ImportAdminView):
    """Say what each column stands for. What was chosen stays, whatever is wrong."""

    template_name = "evidence/admin/import_columns.html"
    page_title = gettext_lazy("Columns")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.run and self.run.state not in (State.RECEIVED, State.CHECKED):
            return redirect("evidence_admin:import", self.run.uuid)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or MappingForm(self.run)
        reading = kwargs.pop("reading", None) or ReadingForm(self.run)
        rows = self._preview()
        return super().get_context_data(
            run=self.run,
            form=form,
            reading=reading,
            columns=[
                (field, [row[place] for row in rows if place < len(row) and row[place]])
                for place, field in enumerate(form.columns())
            ],
            **kwargs,
        )

    def _preview(self) -> list[list[str]]:
        try:
            with keeping.kept(self.run) as stream:
                rows = read_rows(stream, self.run.layout)
                return [row.cells for row in islice(rows, PREVIEWED)]
        except FileFault as fault:
            messages.error(self.request, str(fault))
            return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.run.reason:
            messages.error(request, self.run.reason)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "read" in request.POST:
            return self._read_differently(request)
        form = MappingForm(self.run, request.POST)
        if form.is_valid():
            try:
                begin_check(
                    run=self.run, mapping=form.mapping(), choices=form.choices()
                )
            except ValidationError as fault:
                form.add_error(None, fault)
            else:
                return redirect("evidence_admin:import", self.run.uuid)
        return self.render_to_response(self.get_context_data(form=form))

    def _read_differently(self, request: HttpRequest) -> HttpResponse:
        reading = ReadingForm(self.run, request.POST)
        if reading.is_valid():
            try:
                read_differently(run=self.run, **reading.cleaned_data)
            except ValidationError as fault:
                reading.add_error(None, fault)
            else:
                return redirect("evidence_admin:import_columns", self.run.uuid)
        return self.render_to_response(self.get_context_data(reading=reading))


class ImportView(ImportAdminView):
    """How far an import is, what is wrong with its rows, what it brought.

    While there is work, the page looks again by itself.
    """

    template_name = "evidence/admin/import.html"
    page_title = gettext_lazy("Import")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        counted = dict(
            run.rows.order_by().values_list("outcome").annotate(count=Count("pk"))
        )
        return super().get_context_data(
            run=run,
            counts=[(label, counted.get(v, 0)) for v, label in Outcome.choices],
            bad=counted.get(Outcome.BAD, 0),
            good=counted.get(Outcome.GOOD, 0),
            percent=round(run.share * 100),
            faults=self._faults(),
            brought=self._brought(),
            **kwargs,
        )

    def _faults(self) -> Page[Any]:
        rows = self.run.rows.filter(outcome=Outcome.BAD).order_by("line")
        page = self._page(rows.prefetch_related("faults"), "faults")
        for row in page:
            row.told = [(field_label(self.run, f), f.reason) for f in row.faults.all()]
        return page

    def _brought(self) -> Page[Any]:
        outcomes = (Outcome.CREATED, Outcome.KEPT)
        rows = self.run.rows.filter(outcome__in=outcomes).order_by("line")
        page = self._page(rows.select_related("record"), "records")
        for row in page:
            row.address = edit_address(row.record) if row.record else ""
        return page

    def _page(self, rows: QuerySet[Any], name: str) -> Page[Any]:
        return Paginator(rows, A_PAGE).get_page(self.request.GET.get(name))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.run.state == State.RECEIVED:
            return redirect("evidence_admin:import_columns", self.run.uuid)
        response = self.render_to_response(self.get_context_data(**kwargs))
        if self.run.is_at_work:
            response.headers["Refresh"] = str(LOOK_AGAIN)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.POST.get("verb") == "discard":
                discard_import(run=self.run)
                messages.success(request, _("The file was discarded."))
                return redirect("evidence_admin:imports")
            is_whole = request.POST.get("rows") != "good"
            begin_writing(run=self.run, is_whole=is_whole, by=request.user)
        except ValidationError as fault:
            refuse(request, fault)
        return redirect("evidence_admin:import", self.run.uuid)


@require_GET
def refused_rows(request: HttpRequest, uuid: Any) -> HttpResponseBase:
    """The rows with faults as a file, each with its reasons."""
    if not may_import(request.user):
        raise PermissionDenied
    run = get_object_or_404(_own(request), uuid=uuid)
    response = StreamingHttpResponse(
        (line.encode() for line in refused_lines(run)),
        content_type="text/csv; charset=utf-8",
    )
    name = f"refused-{run.begun_at:%Y-%m-%d}-{run.uuid.hex[:8]}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
