"""Records in the admin: what a researcher enters, fifty a day."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple, Select
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
)

from evidence import dates
from evidence.actions.likeness import note_record
from evidence.admin.carrying import (
    ACTION,
    CarryPanel,
    remember,
    remembered,
    similar,
    similar_address,
)
from evidence.admin.choosers import ArchiveChooserViewSet, found_by
from evidence.admin.exports import new_export_address
from evidence.admin.filters import SavedFilters
from evidence.admin.forms import RecordForm
from evidence.admin.warnings import warn_of_duplicates
from evidence.models import Incident, MovableObject, Place, Record

__all__ = ["IncidentViewSet", "MovableObjectViewSet", "PlaceViewSet"]

WORDS = MultiFieldPanel(
    [
        FieldPanel("title"),
        FieldPanel("language"),
        FieldPanel("summary"),
        FieldPanel("account"),
        FieldPanel("not_known"),
    ],
    heading=_("Words"),
)
CLAIMS = InlinePanel(
    "claims",
    [
        FieldPanel("text"),
        FieldPanel("is_public"),
        InlinePanel(
            "sources",
            [
                FieldPanel("source"),
                FieldRowPanel([FieldPanel("relation"), FieldPanel("credibility")]),
                FieldRowPanel([FieldPanel("locator_kind"), FieldPanel("locator")]),
                FieldPanel("quotation"),
                FieldPanel("quotation_language"),
                FieldPanel("translation"),
            ],
            heading=_("Sources"),
            label=_("Source"),
        ),
    ],
    heading=_("Claims"),
    label=_("Claim"),
)
EXHIBITS = InlinePanel(
    "exhibit_links",
    [
        FieldPanel("exhibit"),
        FieldPanel("caption"),
        FieldPanel("alt_text"),
        FieldPanel("taken"),
        FieldRowPanel([FieldPanel("is_before"), FieldPanel("is_after")]),
    ],
    heading=_("Exhibits"),
    label=_("Exhibit"),
)
ACCESS = MultiFieldPanel(
    [
        FieldPanel("access"),
        FieldPanel("sealed_until"),
        FieldPanel("content_warning"),
        FieldPanel("is_sample"),
        FieldPanel("internal_note"),
    ],
    heading=_("Access"),
)


NEXT = _("The next record takes over")
# The facts by which two records may be one.
IDENTIFYING = frozenset(
    {
        *("title", "geometry", "place", "movable_object", "date", "category"),
        *("inventory_number", "inscriptions", "measurements", "home"),
    }
)


class RecordFilters(WagtailFilterSet):
    """What a list of records can be narrowed by; the address keeps it."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State of review"),
        choices=Record.State.choices,
        widget=CheckboxSelectMultiple,
    )
    access = django_filters.ChoiceFilter(
        label=_("Access"), field_name="access", choices=[]
    )
    is_mine = django_filters.BooleanFilter(
        label=_("Recorded by me"), method="only_mine"
    )

    class Meta:
        model = Record
        fields: ClassVar[list[str]] = ["state"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["access"].extra["choices"] = Record._meta.get_field(
            "access"
        ).choices

    def only_mine(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        mine = Q(created_by=self.request.user)
        return rows.filter(mine) if value else rows.exclude(mine)


class IncidentFilters(RecordFilters):
    class Meta:
        model = Incident
        fields: ClassVar[list[str]] = ["state", "category"]


class RecordIndexView(SavedFilters, IndexView):
    is_searchable = True

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return found_by(queryset, self.search_query) if self.is_searching else queryset


class WarningView:
    """Warns of likely duplicates once a record is saved: never instead of saving it."""

    def save_instance(self) -> Any:
        record = super().save_instance()  # type: ignore[misc]
        note_record(record)
        if self._may_be_another():
            warn_of_duplicates(self.request, record)  # type: ignore[attr-defined]
        return record

    def _may_be_another(self) -> bool:
        """Whether what tells this record from others was entered or changed."""
        form: Any = self.form  # type: ignore[attr-defined]
        names = form.formsets.get("names")
        return bool(
            IDENTIFYING.intersection(form.changed_data)
            or (names and names.has_changed())
        )


class SimilarView:
    """Goes on with a similar record, if that was asked for, and puts the cursor where
    something is wrong."""

    def get_success_url(self) -> str:
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        model = self.model  # type: ignore[attr-defined]
        if ACTION in request.POST:
            remember(request, model)
            add = reverse(model.snippet_viewset.get_url_name("add"))
            return similar_address(add, self.object)  # type: ignore[attr-defined]
        return str(super().get_success_url())  # type: ignore[misc]

    def get_success_buttons(self) -> list[Any]:
        record: Any = self.object  # type: ignore[attr-defined]
        review = reverse("evidence_admin:review", args=[record.pk])
        buttons: list[Any] = super().get_success_buttons()  # type: ignore[misc]
        return [*buttons, messages.button(review, _("Review and publication"))]

    def form_invalid(self, form: Any) -> Any:
        if wrong := next((name for name in form.fields if name in form.errors), None):
            form.fields[wrong].widget.attrs["autofocus"] = True
        return super().form_invalid(form)  # type: ignore[misc]


class RecordCreateView(SimilarView, WarningView, CreateView):
    def get_initial_form_instance(self) -> Any:
        like = self.request.GET.get("like", "")
        if self.request.method == "GET" and like.isdigit():
            record = get_object_or_404(self.model, pk=like)
            return similar(record, remembered(self.request, self.model))
        return super().get_initial_form_instance()


class RecordEditView(SimilarView, WarningView, EditView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        return [
            HeaderButton(
                _("Review and publication"),
                url=reverse("evidence_admin:review", args=[self.object.pk]),
                icon_name="check",
            )
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = [
            Button(
                _("Quotations"),
                url=reverse("evidence_admin:quotations", args=[self.object.pk]),
                icon_name="openquote",
                priority=5,
            )
        ]
        if self.request.user.has_perm("evidence.add_export"):
            buttons.append(
                Button(
                    _("Export"),
                    url=new_export_address(self.object),
                    icon_name="download",
                    priority=6,
                )
            )
        return [*buttons, *super().header_more_buttons]


class RecordViewSet(SnippetViewSet):
    chooser_viewset_class = ArchiveChooserViewSet
    index_view_class = RecordIndexView
    index_template_name = "evidence/admin/listing.html"
    add_view_class = RecordCreateView
    edit_view_class = RecordEditView
    filterset_class = RecordFilters
    ordering: ClassVar = ["-updated_at"]
    list_per_page = 50
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("created_by", label=_("Recorded by")),
        DateColumn("updated_at", label=_("Updated"), sort_key="updated_at"),
    ]
    facts: ClassVar[list[Any]] = []

    def get_edit_handler(self) -> Any:
        tabs = TabbedInterface(
            [
                ObjectList(
                    [WORDS, *self.facts, ACCESS, CarryPanel(heading=NEXT)],
                    heading=_("Record"),
                ),
                ObjectList([CLAIMS], heading=_("Claims and sources")),
                ObjectList([EXHIBITS], heading=_("Exhibits")),
            ],
            base_form_class=RecordForm,
        )
        return tabs.bind_to_model(self.model)

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.select_related("created_by")
        return rows.order_by("-updated_at")


class IncidentDateColumn(Column):
    """An incident's date, in words."""

    def get_value(self, instance: Incident) -> str:
        if not instance.date:
            return ""
        return dates.display(instance.date, instance.date_qualifier)


class IncidentViewSet(RecordViewSet):
    model = Incident
    icon = "warning"
    menu_label = _("Incidents")
    filterset_class = IncidentFilters
    list_display: ClassVar[list[Any]] = [
        "title",
        IncidentDateColumn("date", label=_("Date"), sort_key="earliest"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("created_by", label=_("Recorded by")),
        DateColumn("updated_at", label=_("Updated"), sort_key="updated_at"),
    ]
    facts: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("date"), FieldPanel("date_qualifier")]),
                FieldPanel("category"),
                FieldPanel("place"),
                FieldPanel("movable_object"),
            ],
            heading=_("What, when, where"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name, widget=CheckboxSelectMultiple)
                for name in ("causes", "effects", "threats")
            ],
            heading=_("Causes and effects"),
            classname="collapsed",
        ),
        InlinePanel(
            "alleged_actors",
            [
                FieldPanel("actor"),
                FieldPanel("certainty", widget=Select),
                FieldPanel("basis"),
                FieldPanel("is_public"),
            ],
            heading=_("Alleged actors"),
            label=_("Alleged actor"),
        ),
    ]


class PlaceViewSet(RecordViewSet):
    model = Place
    icon = "site"
    menu_label = _("Places of the archive")
    facts: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("place_type"),
                FieldPanel("within"),
                FieldPanel("designation"),
                FieldPanel("designation_reference"),
                FieldPanel("built"),
                FieldPanel("geometry"),
                FieldPanel("precision"),
            ],
            heading=_("Place"),
        ),
        InlinePanel(
            "names",
            [
                FieldPanel("name"),
                FieldPanel("language"),
                FieldPanel("kind"),
                FieldPanel("period"),
            ],
            heading=_("Names"),
            label=_("Name"),
        ),
    ]


class MovableObjectViewSet(RecordViewSet):
    model = MovableObject
    icon = "pick"
    menu_label = _("Movable objects")
    facts: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    *("object_type", "materials", "measurements", "inscriptions"),
                    *("features", "subject", "made", "maker", "inventory_number"),
                    *("home", "whereabouts"),
                )
            ],
            heading=_("Object ID"),
        )
    ]
