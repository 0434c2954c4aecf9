"""A record's quotations, and the pages of documents they are taken from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from evidence.actions.quoting import anchor_to, find_and_anchor
from evidence.admin.addresses import model_name
from evidence.admin.review import RecordAdminView, refuse
from evidence.models import ClaimSource, DocumentPage
from evidence.passages import find_passages

__all__ = ["QuotationsView"]


class QuotationsView(RecordAdminView):
    """Each quotation with the page it is tied to. It is looked for when asked: of one
    page it is tied to that, of several people choose."""

    template_name = "evidence/admin/quotations.html"
    page_title = gettext_lazy("Quotations")
    header_icon = "openquote"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            record=self.record,
            links=self._links(),
            may_change=self._may_change(),
            sought=kwargs.pop("sought", None),
            choices=kwargs.pop("choices", []),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._may_change():
            raise PermissionDenied
        link = get_object_or_404(self._links(), uuid=request.POST.get("link"))
        page: DocumentPage | None
        try:
            if number := request.POST.get("page", ""):
                pages = DocumentPage.objects.filter(exhibit__source=link.source_id)
                page = get_object_or_404(pages, pk=number)
                anchor_to(link=link, page=page, by=request.user)
            else:
                page = find_and_anchor(link=link, by=request.user)
        except ValidationError as fault:
            refuse(request, fault)
            return self.render_to_response(self.get_context_data())
        if page is not None:
            messages.success(
                request,
                _("The quotation is tied to page %(number)d of “%(title)s”.")
                % {"number": page.number, "title": page.exhibit.title},
            )
            return redirect("evidence_admin:quotations", self.record.pk)
        choices = find_passages(link.source, link.quotation)
        if not choices:
            messages.warning(
                request,
                _("It stands in no document of this source that has been read."),
            )
        return self.render_to_response(
            self.get_context_data(sought=link.pk, choices=choices)
        )

    def _may_change(self) -> bool:
        right = f"evidence.change_{model_name(self.record)}"
        return bool(self.request.user.has_perm(right))

    def _links(self) -> QuerySet[ClaimSource]:
        links = ClaimSource.objects.filter(claim__record=self.record.pk)
        return (
            links.exclude(quotation="")
            .select_related("claim", "source", "passage__exhibit")
            .order_by("claim__sort_order", "sort_order", "pk")
        )
