"""Changing many records of a listing at once, each as if it were opened by itself.

Each row is a step of its own: one that is refused leaves the others done, and the page
that follows names every row with what came of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.widgets import AdminSnippetChooser

from evidence.actions.bagging import ask_for_export
from evidence.actions.editing import change_facts
from evidence.actions.reviewing import may_review, return_record, submit_record
from evidence.admin.choosers import found_by
from evidence.admin.exports import ADD, ExportForm
from evidence.admin.review import refuse
from evidence.models import Incident, MovableObject, Place, Record, VocabularyTerm

__all__ = ["BULK_ACTIONS"]

RECORDS = [Incident, Place, MovableObject]


@dataclass(frozen=True)
class Outcome:
    """What came of one row."""

    record: Any
    is_done: bool
    words: str


class RecordBulkAction(SnippetBulkAction):
    """The frame: who may, what is asked, and what came of each row."""

    template_name = "evidence/admin/bulk.html"
    models: ClassVar[list[Any]] = RECORDS
    question: Any = ""
    button: Any = ""

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        """All rows that the listing shows under its filters, which come along in the
        address; not all that there are."""
        viewset = self.model.snippet_viewset
        rows = viewset.get_queryset(self.request)
        filterset = viewset.filterset_class(
            self.request.GET, queryset=rows, request=self.request
        )
        if filterset.form.is_valid():
            rows = filterset.filter_queryset(rows)
        if query := self.request.GET.get("q", ""):
            rows = found_by(rows, query)
        return rows.values_list("pk", flat=True)

    def check_perm(self, obj: Any) -> bool:
        right = f"evidence.change_{self.model._meta.model_name}"
        return bool(self.request.user.has_perm(right))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.question,
            button=self.button,
            title=self.display_name,
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        self.cleaned_form = form
        records, refused = self.get_actionable_objects()
        outcomes = [self._try(record, form.cleaned_data) for record in records]
        outcomes += [
            Outcome(record, False, _("You may not do this."))
            for record in refused["items_with_no_access"]
        ]
        if all(outcome.is_done for outcome in outcomes):
            messages.success(self.request, _summary(outcomes))
            return redirect(self.next_url)
        return render(
            self.request,
            "evidence/admin/bulk_done.html",
            {
                "outcomes": sorted(outcomes, key=lambda outcome: outcome.is_done),
                "summary": _summary(outcomes),
                "next": self.next_url,
                "title": self.display_name,
                "header_icon": self.model.snippet_viewset.icon,
            },
        )

    def _try(self, record: Any, data: dict[str, Any]) -> Outcome:
        try:
            return Outcome(record, True, self.act(record, data))
        except ValidationError as fault:
            return Outcome(record, False, " ".join(fault.messages))
        except PermissionDenied as fault:
            return Outcome(record, False, str(fault) or _("You may not do this."))

    def act(self, record: Any, data: dict[str, Any]) -> str:
        """Do it to one record, and say in words that it is done."""
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects: Iterable[Any], **kwargs: Any) -> Any:
        """Rows are acted on one by one, in ``form_valid``."""
        raise NotImplementedError


def _summary(outcomes: list[Outcome]) -> str:
    done = sum(outcome.is_done for outcome in outcomes)
    words = ngettext(
        "%(done)d of %(count)d record is done.",
        "%(done)d of %(count)d records are done.",
        len(outcomes),
    )
    return str(words % {"done": done, "count": len(outcomes)})


class FactAction(RecordBulkAction):
    """Gives the chosen records one fact."""

    button = gettext_lazy("Change")
    fact = ""

    def act(self, record: Any, data: dict[str, Any]) -> str:
        is_changed = change_facts(
            record=record, facts={self.fact: data["value"]}, by=self.request.user
        )
        return _("Changed.") if is_changed else _("It was so already.")


class CategoryForm(forms.Form):
    value = forms.ModelChoiceField(
        label=gettext_lazy("Category"), queryset=VocabularyTerm.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = VocabularyTerm.objects.filter(scheme="category", is_retired=False)
        field: Any = self.fields["value"]
        field.queryset = terms.prefetch_related("labels")


class PlaceForm(forms.Form):
    value = forms.ModelChoiceField(
        label=gettext_lazy("Place or district"), queryset=Place.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["value"]
        field.queryset = Place.objects.all()
        field.widget = AdminSnippetChooser(Place)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What has to change"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The researchers read it."),
    )


class ChangeCategory(FactAction):
    display_name = gettext_lazy("Category")
    aria_label = gettext_lazy("Change the category of the chosen records")
    action_type = "category"
    action_priority = 30
    question = gettext_lazy("Which category do these incidents belong to?")
    form_class = CategoryForm
    models: ClassVar[list[Any]] = [Incident]
    fact = "category"


class ChangePlace(FactAction):
    display_name = gettext_lazy("Place")
    aria_label = gettext_lazy("Change the place of the chosen records")
    action_type = "place"
    action_priority = 31
    question = gettext_lazy("Where did these incidents happen?")
    form_class = PlaceForm
    models: ClassVar[list[Any]] = [Incident]
    fact = "place"


class ChangeDistrict(FactAction):
    display_name = gettext_lazy("District")
    aria_label = gettext_lazy("Change where the chosen places lie")
    action_type = "district"
    action_priority = 30
    question = gettext_lazy("In which place or district do these lie?")
    form_class = PlaceForm
    models: ClassVar[list[Any]] = [Place]
    fact = "within"


class ChangeHome(FactAction):
    display_name = gettext_lazy("Place")
    aria_label = gettext_lazy("Change the place that the chosen objects belong to")
    action_type = "home"
    action_priority = 30
    question = gettext_lazy("Which place do these objects belong to?")
    form_class = PlaceForm
    models: ClassVar[list[Any]] = [MovableObject]
    fact = "home"


class Submit(RecordBulkAction):
    display_name = gettext_lazy("Hand in")
    aria_label = gettext_lazy("Hand the chosen records in for review")
    action_type = "submit"
    action_priority = 10
    question = gettext_lazy("Hand these records in for review?")
    button = gettext_lazy("Hand in for review")

    def act(self, record: Any, data: dict[str, Any]) -> str:
        submit_record(record=record, by=self.request.user)
        return _("In review.")


class Return(RecordBulkAction):
    display_name = gettext_lazy("Return")
    aria_label = gettext_lazy("Return the chosen records for changes")
    action_type = "return"
    action_priority = 20
    question = gettext_lazy("Return these records to who recorded them?")
    button = gettext_lazy("Return for changes")
    form_class = ReasonForm

    def check_perm(self, obj: Any) -> bool:
        return may_review(obj, self.request.user)

    def act(self, record: Any, data: dict[str, Any]) -> str:
        return_record(record=record, by=self.request.user, reason=data["reason"])
        return _("Returned.")


class ExportSelection(RecordBulkAction):
    """One bag with all that are chosen."""

    display_name = gettext_lazy("Export")
    aria_label = gettext_lazy("Export the chosen records")
    action_type = "export"
    action_priority = 40
    question = gettext_lazy("Export these records as one bag?")
    button = gettext_lazy("Export")
    form_class = ExportForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}

    def check_perm(self, obj: Any) -> bool:
        return bool(self.request.user.has_perm(ADD))

    def form_valid(self, form: Any) -> HttpResponse:
        chosen, _refused = self.get_actionable_objects()
        keys = [row.pk for row in chosen]
        try:
            export = ask_for_export(
                records=list(Record.objects.filter(pk__in=keys)),
                by=self.request.user,
                private=form.cleaned_data.get("private", False),
                reason=form.cleaned_data.get("reason", ""),
            )
        except (PermissionDenied, ValidationError) as fault:
            refuse(self.request, fault)
            return self.form_invalid(form)
        return redirect("evidence_admin:export", export.uuid)


BULK_ACTIONS = (
    *(Submit, Return, ChangeCategory, ChangePlace, ChangeDistrict, ChangeHome),
    ExportSelection,
)
