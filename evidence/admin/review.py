"""The review of a record: what is missing, who may decide, what was published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from evidence.actions.assessing import add_assessment
from evidence.actions.reviewing import (
    may_review,
    publish_record,
    return_record,
    submit_record,
    withdraw_record,
)
from evidence.admin.addresses import edit_address, model_name
from evidence.admin.languages import language_field
from evidence.admin.warnings import alike_links, alike_pictures
from evidence.duplicates import like_record
from evidence.freezing import whole_record
from evidence.models import Assessment, Incident, Record, RecordPage, Scheme
from evidence.publishability import publication_faults

__all__ = ["AssessmentView", "RecordAdminView", "ReviewView", "refuse"]


def refuse(request: HttpRequest, fault: ValidationError | PermissionDenied) -> None:
    """Show why an action refused, one message a reason."""
    reasons = fault.messages if isinstance(fault, ValidationError) else [str(fault)]
    for reason in reasons:
        messages.error(request, reason or _("You may not do this."))


class RecordAdminView(WagtailAdminTemplateMixin, TemplateView):
    """The frame of a page about one record."""

    _show_breadcrumbs = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.record = get_object_or_404(Record, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(f"evidence.view_{model_name(self.record)}"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.record.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": edit_address(self.record), "label": self.record.title},
            {"url": "", "label": self.get_page_title()},
        ]


class ReviewView(RecordAdminView):
    template_name = "evidence/admin/review.html"
    page_title = gettext_lazy("Review and publication")
    header_icon = "check"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, user = whole_record(self.record.pk), self.request.user
        versions = list(record.versions.order_by("-number").prefetch_related("reasons"))
        state = Record.State(self.record.state)
        return super().get_context_data(
            record=record,
            state=state,
            faults=publication_faults(record),
            versions=versions,
            may_change=user.has_perm(f"evidence.change_{model_name(self.record)}"),
            may_review=may_review(self.record, user),
            may_withdraw=user.has_perm("evidence.withdraw_record"),
            is_own=user.pk
            in {record.created_by_id, record.changed_by_id, record.submitted_by_id},
            assessments=(
                record.assessments.all() if isinstance(record, Incident) else None
            ),
            duplicates=alike_links(like_record(record)),
            alike_pictures=alike_pictures(record),
            pages=RecordPage.objects.filter(record=self.record.pk)
            .select_related("locale")
            .order_by("locale_id"),
            may_translate=user.has_perm("wagtail_localize.submit_translation"),
            typed=kwargs.get("typed", ""),
            **{k: v for k, v in kwargs.items() if k != "typed"},
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        words = request.POST.get("reason", "")
        try:
            message = self._act(request.POST.get("verb", ""), words)
        except (ValidationError, PermissionDenied) as fault:
            refuse(request, fault)
            # What was written is not lost.
            return self.render_to_response(self.get_context_data(typed=words))
        messages.success(request, message)
        return redirect("evidence_admin:review", self.record.pk)

    def _act(self, verb: str, words: str) -> str:
        record, by = self.record, self.request.user
        if verb == "submit":
            if not by.has_perm(f"evidence.change_{model_name(self.record)}"):
                raise PermissionDenied
            submit_record(record=record, by=by)
            return _("The record is in review.")
        if verb == "return":
            return_record(record=record, by=by, reason=words)
            return _("The record was returned.")
        if verb in {"publish", "correct"}:
            version = publish_record(
                record=record, by=by, reason=words, is_correction=verb == "correct"
            )
            return _("Published as version %(number)d.") % {"number": version.number}
        if verb == "withdraw":
            withdraw_record(record=record, by=by, reason=words)
            return _("The record was withdrawn.")
        raise PermissionDenied


class AssessmentForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Assessment
        fields = (
            *("signed_as", "role", "method", "imagery_dates", "condition"),
            *("severity", "extent", "certainty", "is_independent", "independence"),
            "language",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                terms: Any = field.queryset
                field.queryset = terms.prefetch_related("labels")
        self.fields["language"] = language_field(
            _("Language of the declared interests")
        )
        self.fields["signed_as"].label = _("Signature")
        self.fields["role"].label = Scheme.ASSESSOR_ROLE.label
        self.fields["signed_as"].widget.attrs["autofocus"] = True


class AssessmentView(RecordAdminView):
    """Judge an incident. One's own earlier judgement is superseded, never changed."""

    template_name = "evidence/admin/assess.html"
    page_title = gettext_lazy("Assess")
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.record.kind != Record.Kind.INCIDENT or not request.user.has_perm(
            "evidence.add_assessment"
        ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        kwargs.setdefault(
            "form", AssessmentForm(initial={"signed_as": user.get_full_name()})
        )
        return super().get_context_data(record=self.record, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AssessmentForm(request.POST)
        form.instance.incident_id = self.record.pk
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            add_assessment(assessment=form.instance, by=request.user)
        except ValidationError as fault:
            form.add_error(None, fault)
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("Your assessment stands."))
        return redirect("evidence_admin:review", self.record.pk)
