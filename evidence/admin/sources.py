"""Sources, exhibits and vocabularies in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    SnippetViewSet,
)

from evidence.admin.choosers import ArchiveChooserViewSet, found_by
from evidence.admin.filters import SavedFilters
from evidence.admin.forms import OwnedForm
from evidence.models import Exhibit, Source, VocabularyTerm

__all__ = ["ExhibitViewSet", "SourceViewSet", "VocabularyViewSet"]


class NamedIndexView(SavedFilters, IndexView):
    """Finds by title or by identifier."""

    is_searchable = True

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return found_by(queryset, self.search_query) if self.is_searching else queryset


class SourceEditView(EditView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        return [
            HeaderButton(
                _("Captures"),
                url=reverse("evidence_admin:captures", args=[self.object.pk]),
                icon_name="site",
            )
        ]


class SourceFilters(WagtailFilterSet):
    class Meta:
        model = Source
        fields: ClassVar[list[str]] = ["kind", "reliability", "access"]


class SourceViewSet(SnippetViewSet):
    model = Source
    chooser_viewset_class = ArchiveChooserViewSet
    icon = "doc-full-inverse"
    menu_label = _("Sources")
    index_view_class = NamedIndexView
    index_template_name = "evidence/admin/listing.html"
    edit_view_class = SourceEditView
    filterset_class = SourceFilters
    list_per_page = 50
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("kind", label=_("Kind of source")),
        Column("reliability", label=_("Reliability")),
        Column("issued", label=_("Date")),
        DateColumn("updated_at", label=_("Updated"), sort_key="updated_at"),
    ]

    def get_edit_handler(self) -> Any:
        panels = ObjectList(
            [
                MultiFieldPanel(
                    [
                        FieldPanel("kind"),
                        FieldPanel("title"),
                        FieldPanel("language"),
                        FieldPanel("author"),
                        FieldPanel("publisher"),
                        FieldPanel("container"),
                        FieldRowPanel([FieldPanel("volume"), FieldPanel("pages")]),
                        FieldRowPanel([FieldPanel("number"), FieldPanel("issued")]),
                        FieldPanel("url"),
                    ],
                    heading=_("Bibliographic data"),
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("reliability"),
                        FieldPanel("reliability_reason"),
                        FieldPanel("affiliation"),
                    ],
                    heading=_("Grading"),
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("access"),
                        FieldPanel("sealed_until"),
                        FieldPanel("consent"),
                        FieldPanel("internal_note"),
                        FieldPanel("is_sample"),
                    ],
                    heading=_("Access"),
                ),
            ],
            base_form_class=OwnedForm,
        )
        return panels.bind_to_model(self.model)

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = Source.objects.select_related("kind")
        return rows.prefetch_related("kind__labels").order_by("-updated_at")


class ExhibitFilters(WagtailFilterSet):
    class Meta:
        model = Exhibit
        fields: ClassVar[list[str]] = ["access", "acquisition"]


class ExhibitIndexView(NamedIndexView):
    """The way in is an intake: a file, not a form."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [
            HeaderButton(
                _("Take files in"),
                url=reverse("evidence_admin:intake"),
                icon_name="upload",
            )
        ]


class ExhibitEditView(EditView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        key = [self.object.pk]
        buttons = []
        if self.object.media_type.startswith("image/"):
            buttons.append(
                HeaderButton(
                    _("Copies and redaction"),
                    url=reverse("evidence_admin:redact", args=key),
                    icon_name="view",
                )
            )
        buttons.append(
            HeaderButton(
                _("Custody"),
                url=reverse("evidence_admin:custody", args=key),
                icon_name="history",
            )
        )
        return buttons


class ExhibitViewSet(SnippetViewSet):
    model = Exhibit
    chooser_viewset_class = ArchiveChooserViewSet
    icon = "doc-full"
    menu_label = _("Exhibits")
    index_view_class = ExhibitIndexView
    index_template_name = "evidence/admin/listing.html"
    edit_view_class = ExhibitEditView
    filterset_class = ExhibitFilters
    list_per_page = 50
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("media_type", label=_("Type")),
        Column("get_access_display", label=_("Access")),
        Column("accessioned_at", label=_("Accessioned"), sort_key="accessioned_at"),
    ]
    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("original_name", read_only=True),
        FieldPanel("sha256", read_only=True),
        FieldPanel("media_type", read_only=True),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    *("source", "acquisition", "acquired_from", "acquired_on"),
                    *("rights", "rights_holder", "consent", "language"),
                )
            ],
            heading=_("Provenance"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("access"),
                FieldPanel("sealed_until"),
                FieldPanel("content_warning"),
            ],
            heading=_("Access"),
        ),
        FieldPanel("transcript"),
        FieldPanel("is_sample"),
    ]

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = Exhibit.objects.order_by("-accessioned_at")
        return rows


class VocabularyFilters(WagtailFilterSet):
    class Meta:
        model = VocabularyTerm
        fields: ClassVar[list[str]] = ["scheme", "is_retired"]


class VocabularyViewSet(SnippetViewSet):
    model = VocabularyTerm
    icon = "list-ul"
    menu_label = _("Vocabularies")
    filterset_class = VocabularyFilters
    list_per_page = 100
    list_display: ClassVar[list[Any]] = [
        "__str__",
        Column("get_scheme_display", label=_("Vocabulary"), sort_key="scheme"),
        Column("parent", label=_("Broader term")),
        "slug",
    ]

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = VocabularyTerm.objects.select_related("parent")
        return rows.prefetch_related("labels", "parent__labels")
