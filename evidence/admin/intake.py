"""Taking files in through the admin: in one form, or in parts that can be resumed."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.snippets.widgets import AdminSnippetChooser

from evidence.actions.intake import begin_intake, receive_part, take_in
from evidence.admin.warnings import alike_links, warn_of_copies
from evidence.duplicates import like_exhibit
from evidence.models import Access, Exhibit, Intake, Source, VocabularyTerm

__all__ = ["IntakeView", "begin", "part", "progress"]

MOST_SHOWN = 30


class IntakeForm(forms.Form):
    """The facts that all files of one intake share. The files come beside them."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Made of the file's name if left empty."),
    )
    acquisition = forms.ChoiceField(
        label=gettext_lazy("How it was acquired"),
        choices=Exhibit.Acquisition.choices,
        initial=Exhibit.Acquisition.OTHER,
    )
    acquired_from = forms.CharField(
        label=gettext_lazy("Acquired from"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Never public."),
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Source"), queryset=Source.objects.none(), required=False
    )
    rights = forms.ModelChoiceField(
        label=gettext_lazy("Rights"),
        queryset=VocabularyTerm.objects.none(),
        required=False,
    )
    access = forms.ChoiceField(
        label=gettext_lazy("Access"),
        choices=[c for c in Access.choices if c[0] != Access.SEALED],
        initial=Access.RESTRICTED,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Source.objects.all()  # type: ignore[attr-defined]
        self.fields["source"].widget = AdminSnippetChooser(Source)
        self.fields["rights"].queryset = VocabularyTerm.objects.filter(  # type: ignore[attr-defined]
            scheme="rights", is_retired=False
        ).prefetch_related("labels")

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "title": data["title"],
            "acquisition": data["acquisition"],
            "acquired_from": data["acquired_from"],
            "access": data["access"],
            "source_id": data["source"].pk if data["source"] else None,
            "rights_id": data["rights"].pk if data["rights"] else None,
        }


def _permitted(request: HttpRequest) -> None:
    if not request.user.has_perm("evidence.add_exhibit"):
        raise PermissionDenied


class IntakeView(WagtailAdminTemplateMixin, TemplateView):
    """One or more files with their facts. Without scripts they come in this request;
    with them in parts, which a broken line only delays."""

    template_name = "evidence/admin/intake.html"
    page_title = gettext_lazy("Take files in")
    header_icon = "upload"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _permitted(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {
                "url": reverse("wagtailsnippets_evidence_exhibit:list"),
                "label": _("Exhibits"),
            },
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", IntakeForm())
        newest = Intake.objects.filter(made_by=self.request.user.pk).order_by("-pk")
        return super().get_context_data(
            intakes=newest.select_related("exhibit")[:MOST_SHOWN], **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = IntakeForm(request.POST)
        files = request.FILES.getlist("files")
        if not form.is_valid() or not files:
            if not files:
                messages.error(request, _("Choose a file."))
            return self.render_to_response(self.get_context_data(form=form))
        for file in files:
            try:
                exhibit = take_in(
                    stream=file,
                    original_name=file.name or "",
                    size=file.size or 0,
                    facts=form.facts(),
                    by=request.user,
                )
            except ValidationError as fault:
                messages.error(request, f"{file.name}: {'; '.join(fault.messages)}")
            else:
                messages.success(
                    request,
                    _("“%(title)s” is in the archive.") % {"title": exhibit.title},
                )
                warn_of_copies(request, exhibit)
        return redirect("evidence_admin:intake")


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Announce a file: answers with the number of its intake and where to begin.

    A file of the same name and size that this account began and did not finish is gone
    on with.
    """
    _permitted(request)
    form = IntakeForm(request.POST)
    try:
        size = int(request.POST.get("size", ""))
    except ValueError:
        size = 0
    name = request.POST.get("name", "")
    if not form.is_valid():
        return JsonResponse({"faults": json.loads(form.errors.as_json())}, status=400)
    begun = Intake.objects.filter(
        made_by=request.user.pk,
        original_name=name,
        size=size,
        state=Intake.State.RECEIVING,
    ).first()
    try:
        intake = begun or begin_intake(
            original_name=name, size=size, facts=form.facts(), by=request.user
        )
    except ValidationError as fault:
        return JsonResponse({"fault": " ".join(fault.messages)}, status=400)
    return JsonResponse({"intake": str(intake.uuid), "received": intake.received})


def _own(request: HttpRequest, uuid: Any) -> Intake:
    _permitted(request)
    return get_object_or_404(Intake, uuid=uuid, made_by=request.user.pk)


@require_POST
def part(request: HttpRequest, uuid: Any, at: int) -> HttpResponse:
    """Take the part that begins at byte ``at``: the raw body of the request."""
    intake = _own(request, uuid)
    try:
        intake = receive_part(intake=intake, at=at, stream=request)  # type: ignore[arg-type]
    except ValidationError as fault:
        intake.refresh_from_db()
        return JsonResponse(
            {"fault": " ".join(fault.messages), "received": intake.received},
            status=409,
        )
    return _answer(intake)


@require_GET
def progress(request: HttpRequest, uuid: Any) -> HttpResponse:
    return _answer(_own(request, uuid))


def _answer(intake: Intake) -> JsonResponse:
    edit = "wagtailsnippets_evidence_exhibit:edit"
    return JsonResponse(
        {
            "state": intake.state,
            "label": intake.get_state_display(),
            "received": intake.received,
            "hashed": intake.hashed,
            "size": intake.size,
            "fault": intake.fault,
            "url": reverse(edit, args=[intake.exhibit_id]) if intake.exhibit_id else "",
            "alike": alike_links(like_exhibit(intake.exhibit))
            if intake.exhibit
            else [],
        }
    )
