"""Choosing what an article cites: a public record first, then what of it.

Everything is shown as it was frozen, so an editor sees no more than a reader.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from django import forms
from django.contrib.admin.utils import quote, unquote
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
)
from wagtail.admin.widgets import BaseChooser

from evidence.identifiers import normalise
from evidence.library.reading import titles_of
from evidence.models import PublishedVersion, Record
from evidence.presentation.sources import claims_of, sources_of
from evidence.presentation.terms import Terms
from evidence.presentation.wording import Wording
from evidence.reference import CLAIM, EXHIBIT, Reference
from evidence.source_notes import SourceNote, cited_rows, source_notes
from evidence.verification import Verification

__all__ = [
    "CitableResultsView",
    "CitableView",
    "PartsView",
    "PlaceChooser",
    "PlaceChosenView",
    "ReferenceChooser",
    "ReferenceChosenView",
]


def public_records(query: str = "") -> QuerySet[Any]:
    """Return the public records that have ``query`` in a title or a summary, in any
    language, or are called so."""
    records: QuerySet[Any] = Record.objects.visible().filter(
        catalogue_entry__isnull=False
    )
    words = query.strip()
    if not words:
        return records
    found = Q(name=normalise(words.rstrip("/").rpartition("/")[2])[:16])
    # SQLite knows no capitals beyond those of English.
    for form in {words, words.lower(), words[:1].upper() + words[1:]}:
        found |= Q(catalogue_entry__words__title__icontains=form)
        found |= Q(catalogue_entry__words__summary__icontains=form)
    return records.filter(pk__in=records.filter(found).values("pk"))


class PublicFilterForm(BaseFilterForm):
    q = forms.CharField(
        label=gettext_lazy("Search term"),
        required=False,
        widget=forms.TextInput(
            attrs={"placeholder": gettext_lazy("Title or identifier")}
        ),
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects = super().filter(objects)
        if query := self.cleaned_data.get("q"):
            self.is_searching, self.search_query = True, query
            objects = objects.filter(pk__in=public_records(query).values("pk"))
        return objects


class PublicRecords(BaseChooseView):
    """Lists public records, newest first. ``kind`` narrows it to one kind."""

    model = Record
    per_page = 20
    page_title = gettext_lazy("Choose a record")
    icon = "folder-inverse"
    filter_form_class = PublicFilterForm
    preserve_url_parameters = ("kind",)
    # Nothing is made here.
    create_action_label = ""

    def get_object_list(self) -> QuerySet[Any]:
        records = public_records()
        if self.request.GET.get("kind") in Record.Kind.values:
            records = records.filter(kind=self.request.GET["kind"])
        return records.select_related("catalogue_entry__version").order_by(
            "-catalogue_entry__published_at", "-pk"
        )

    def can_create(self) -> bool:
        return False

    def get_results_url(self) -> str:
        url: str = self.append_preserved_url_parameters(
            reverse("evidence_admin:citable_results")
        )
        return url

    def get_results_page(self, request: HttpRequest) -> Any:
        """Give each record of the page its published title, in one query."""
        page = super().get_results_page(request)
        records = list(page.object_list)
        titles = titles_of([row.name for row in records], get_language() or "")
        for row in records:
            row.published_title = titles.get(row.name, row.name)
        page.object_list = records
        return page

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label=_("Title"),
                accessor="published_title",
                get_url=self._next_url,
                link_attrs={"data-chooser-modal-choice": True},
            ),
            Column("get_kind_display", label=_("Kind of record")),
            Column("verification", label=_("Verification"), accessor=_verification),
            Column(
                "version",
                label=_("Version"),
                accessor=lambda row: row.catalogue_entry.version.number,
            ),
        ]

    def _next_url(self, row: Any) -> str:
        if self.request.GET.get("kind") == Record.Kind.PLACE:
            return reverse("evidence_admin:place_chosen", args=[row.name])
        return reverse("evidence_admin:citable_parts", args=[row.name])


def _verification(row: Any) -> str:
    state = row.catalogue_entry.version.document["verification"]
    return str(Verification(state).label) if state else ""


class CitableView(ChooseViewMixin, PublicRecords):
    pass


class CitableResultsView(ChooseResultsViewMixin, PublicRecords):
    pass


class PartsView(View):
    """What can be cited of one record: it as a whole, a claim, an exhibit."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        version = _newest(name)
        document = version.document
        language = get_language() or ""
        code = (
            language if language in document["words"] else document["original_language"]
        )
        wording = Wording(document, code)
        sources = sources_of(document, Terms({}), {})
        whole = Reference(name, version.number)
        context = {
            "title": wording.title,
            "language": code,
            "version": version.number,
            "whole_url": _chosen_url(whole),
            "claims": [
                {
                    "text": claim.text.text,
                    "grades": [link.grade for link in claim.links],
                    "is_contradicted": claim.is_contradicted,
                    "url": _chosen_url(
                        Reference(name, version.number, CLAIM, claim.uuid)
                    ),
                }
                for claim in claims_of(document, wording, sources)
            ],
            "exhibits": [
                {
                    "text": wording.passage(f"caption.{row['uuid']}").text,
                    "name": row["name"],
                    "media_type": row["media_type"],
                    "url": _chosen_url(
                        Reference(name, version.number, EXHIBIT, row["name"])
                    ),
                }
                for row in document["exhibits"]
            ],
            "back_url": reverse("evidence_admin:citable"),
        }
        return render_modal_workflow(
            request,
            "evidence/admin/citable_parts.html",
            None,
            context,
            json_data={"step": "choose"},
        )


def _newest(name: str) -> PublishedVersion:
    row = public_records().filter(name=name).select_related("catalogue_entry__version")
    record = row.first()
    if record is None:
        raise Http404
    version: PublishedVersion = record.catalogue_entry.version
    return version


def _chosen_url(reference: Reference) -> str:
    return reverse("evidence_admin:citable_chosen", args=[quote(str(reference))])


class ReferenceChosenView(View):
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        reference = Reference.parse(unquote(key))
        if reference is None:
            raise Http404
        return _respond(request, ReferenceChooser().get_value_data(str(reference)))


class PlaceChosenView(View):
    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        return _respond(request, PlaceChooser().get_value_data(name))


def _respond(request: HttpRequest, result: dict[str, str] | None) -> HttpResponse:
    return render_modal_workflow(
        request, None, None, None, json_data={"step": "chosen", "result": result}
    )


class ReferenceChooser(BaseChooser):
    """Holds a reference as it is written; shows what its note would."""

    choose_one_text = gettext_lazy("Choose a record, a claim or an exhibit")
    choose_another_text = gettext_lazy("Choose another")
    link_to_chosen_text = gettext_lazy("Look at what is cited")
    chooser_modal_url_name = "evidence_admin:citable"
    icon = "folder-inverse"
    model = Record

    def get_value_data(self, value: Any) -> dict[str, str] | None:
        reference = Reference.parse(value)
        if reference is None:
            return None
        language = get_language() or ""
        rows = chain.from_iterable(cited_rows([reference]))
        note = source_notes([reference], language, rows)[reference]
        return {"id": str(value), "title": _title(note), "edit_url": note.url}


def _title(note: SourceNote) -> str:
    if not note.is_public:
        return _("This record is not public any more.")
    title = " · ".join(part for part in (note.title, note.passage) if part)
    version = _("version %(number)s") % {"number": note.reference.version}
    if note.newer:
        newer = _("the newest is version %(number)s") % {"number": note.newer}
        version = f"{version}; {newer}"
    return f"{title} ({version})"


class PlaceChooser(BaseChooser):
    """Holds the identifier of a public place."""

    choose_one_text = gettext_lazy("Choose a place")
    choose_another_text = gettext_lazy("Choose another")
    link_to_chosen_text = gettext_lazy("Look at the place")
    icon = "site"
    model = Record

    def get_chooser_modal_url(self) -> str:
        return f"{reverse('evidence_admin:citable')}?kind={Record.Kind.PLACE}"

    def get_value_data(self, value: Any) -> dict[str, str] | None:
        if not value:
            return None
        language = get_language() or ""
        title = titles_of([value], language).get(value)
        return {
            "id": str(value),
            "title": title or _("This record is not public any more."),
            "edit_url": f"/{language}/evidence/{value}/" if title else "",
        }
