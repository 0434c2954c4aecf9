"""An exhibit's copies, redaction and custody in the admin."""

from __future__ import annotations

import io
import json
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from evidence.actions.deriving import derive_copy, redact_exhibit, retire_derivative
from evidence.actions.intake import approve_deaccession, propose_deaccession
from evidence.actions.recording import is_recording, order_recording
from evidence.admin.languages import language_choices
from evidence.admin.review import refuse
from evidence.models import Exhibit, RecordingOrder, Scheme, VocabularyTerm
from evidence.recordings import get_transcoder
from evidence.redaction import RedactionError, Region, image_copy
from evidence.store import ORIGINALS

__all__ = ["CustodyView", "RedactView", "preview"]

EDIT = "wagtailsnippets_evidence_exhibit:edit"


class ExhibitAdminView(WagtailAdminTemplateMixin, TemplateView):
    _show_breadcrumbs = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.exhibit = get_object_or_404(Exhibit, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("evidence.view_private"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.exhibit.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {
                "url": reverse(EDIT, args=[self.exhibit.pk]),
                "label": self.exhibit.title,
            },
            {"url": "", "label": self.get_page_title()},
        ]


class RedactView(ExhibitAdminView):
    """Mark what must not be seen, or make a plain copy. Regions are numbers in a field;
    scripts let them be drawn."""

    template_name = "evidence/admin/redact.html"
    page_title = gettext_lazy("Copies and redaction")
    header_icon = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault(
            "typed",
            {"regions": "[]", "reason": "", "term": "", "language": get_language()},
        )
        return super().get_context_data(
            exhibit=self.exhibit,
            is_image=self.exhibit.media_type.startswith("image/"),
            is_recording=is_recording(self.exhibit),
            lacks_program=is_recording(self.exhibit)
            and not get_transcoder().is_ready(),
            order=RecordingOrder.objects.filter(exhibit=self.exhibit).first(),
            width=self.exhibit.metadata.get("width"),
            height=self.exhibit.metadata.get("height"),
            derivatives=self.exhibit.derivatives.select_related("reason_term")
            .prefetch_related("reason_term__labels")
            .order_by("-made_at"),
            reasons=_reasons().prefetch_related("labels"),
            languages=language_choices(),
            may_change=self.request.user.has_perm("evidence.change_exhibit"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("evidence.change_exhibit"):
            raise PermissionDenied
        typed = {
            "regions": request.POST.get("regions", "[]"),
            "reason": request.POST.get("reason", ""),
            "term": request.POST.get("term", ""),
            "language": request.POST.get("language", ""),
        }
        try:
            self._act(request.POST.get("verb", ""), typed)
        except ValidationError as fault:
            refuse(request, fault)
            return self.render_to_response(self.get_context_data(typed=typed))
        if request.POST.get("verb") == "copy" and is_recording(self.exhibit):
            done = _("The copy is being made. Publish the record again to show it.")
        else:
            done = _("Done. Publish the record again to show it.")
        messages.success(request, done)
        return redirect("evidence_admin:redact", self.exhibit.pk)

    def _act(self, verb: str, typed: dict[str, str]) -> None:
        exhibit, by = self.exhibit, self.request.user
        if verb == "copy" and is_recording(exhibit):
            order_recording(exhibit=exhibit, by=by)
        elif verb == "copy":
            derive_copy(exhibit=exhibit, by=by)
        elif verb.startswith("retire-"):
            found = exhibit.derivatives.filter(uuid=verb.removeprefix("retire-"))
            retire_derivative(derivative=get_object_or_404(found), by=by)
        else:
            redact_exhibit(
                exhibit=exhibit,
                regions=_regions(typed["regions"]),
                reason=typed["reason"],
                by=by,
                term=_reasons().filter(slug=typed["term"]).first(),
                language=_known(typed["language"]),
            )


def _reasons() -> QuerySet[VocabularyTerm]:
    return VocabularyTerm.objects.filter(scheme=Scheme.REDACTION, is_retired=False)


def _known(language: str) -> str:
    return language if language in dict(language_choices()) else ""


def _regions(text: str) -> list[Region]:
    try:
        rows = json.loads(text)
        return [Region.from_json(row) for row in rows]
    except (RedactionError, ValueError, TypeError):
        raise ValidationError(_("A region is not readable."), code="region") from None


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy of the original for those who may see private files; never kept."""
    if not request.user.has_perm("evidence.view_private"):
        raise PermissionDenied
    exhibit = get_object_or_404(Exhibit, pk=pk, media_type__startswith="image/")
    try:
        with ORIGINALS.open(exhibit.sha256) as stream:
            copy = image_copy(io.BytesIO(stream.read()))
    except (OSError, RedactionError):
        raise Http404 from None
    response = HttpResponse(copy.data, content_type=copy.media_type)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = "inline"
    return response


class CustodyView(ExhibitAdminView):
    template_name = "evidence/admin/custody.html"
    page_title = gettext_lazy("Custody")
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, exhibit = self.request.user, self.exhibit
        proposal = getattr(exhibit, "deaccession", None)
        return super().get_context_data(
            exhibit=exhibit,
            events=exhibit.custody_events.select_related("actor"),
            checks=exhibit.fixity_checks.order_by("-at")[:20],
            findings=exhibit.fixity_findings.select_related("failed"),
            proposal=proposal,
            may_propose=proposal is None and user.has_perm("evidence.add_deaccession"),
            may_approve=(
                proposal is not None
                and proposal.approved_at is None
                and proposal.proposed_by_id != user.pk
                and user.has_perm("evidence.change_deaccession")
            ),
            typed=kwargs.get("typed", ""),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reason = request.POST.get("reason", "")
        try:
            if request.POST.get("verb") == "approve":
                approve_deaccession(proposal=self.exhibit.deaccession, by=request.user)
            else:
                propose_deaccession(
                    exhibit=self.exhibit, reason=reason, by=request.user
                )
        except (ValidationError, PermissionDenied) as fault:
            refuse(request, fault)
            return self.render_to_response(self.get_context_data(typed=reason))
        return redirect("evidence_admin:custody", self.exhibit.pk)
