"""Topics, places, people and tags in the admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import (
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from articles.models import Person, Place, Tag, Term, Topic
from core.locales import locale_ids
from core.slugs import slugify

__all__ = ["NewsroomGroup", "matching"]


def matching(terms: QuerySet[Any], query: str) -> QuerySet[Any]:
    """Return the terms with a name like ``query`` in any language.

    Slugs are transliterated names, so case and diacritics do not matter even where
    the database folds only ASCII.
    """
    found = Q(words__name__icontains=query)
    if slug := slugify(query):
        found |= Q(words__slug__contains=slug)
    return terms.filter(pk__in=terms.model.objects.filter(found).values("pk"))


class LanguageColumn(Column):
    """A term's name in one language, or a mark where it has none."""

    cell_template_name = "articles/admin/language_cell.html"

    def __init__(self, code: str, language: Any) -> None:
        super().__init__(f"name_{code}", label=language)
        self.code = code

    def get_value(self, instance: Term) -> str:
        locale_id = locale_ids().get(self.code)
        names = (w.name for w in instance.words.all() if w.locale_id == locale_id)
        return next(names, "")


def language_columns() -> list[Column]:
    return [LanguageColumn(code, language) for code, language in settings.LANGUAGES]


class TermIndexView(IndexView):
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        return [*super().columns, *language_columns()]

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return matching(queryset, self.search_query) if self.is_searching else queryset


class TermFilterForm(BaseFilterForm):
    """Search by name across languages in the chooser."""

    q = forms.CharField(
        label=_("Search term"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name in any language")}),
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects = super().filter(objects)
        if query := self.cleaned_data.get("q"):
            self.is_searching, self.search_query = True, query
            objects = matching(objects, query)
        return objects


class TermsToChoose:
    """Lists terms with their name in every language."""

    filter_form_class = TermFilterForm

    def get_object_list(self) -> QuerySet[Any]:
        terms: QuerySet[Any] = super().get_object_list()  # type: ignore[misc]
        return terms.order_by("-pk").prefetch_related("words")

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, *language_columns()]  # type: ignore[misc]


class TermChooseView(TermsToChoose, ChooseView):
    pass


class TermChooseResultsView(TermsToChoose, ChooseResultsView):
    pass


class TermChooserViewSet(SnippetChooserViewSet):
    choose_view_class = TermChooseView
    choose_results_view_class = TermChooseResultsView


class TermViewSet(SnippetViewSet):
    index_view_class = TermIndexView
    chooser_viewset_class = TermChooserViewSet
    list_display: ClassVar[Sequence[Any]] = ["__str__"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        terms: QuerySet[Any] = self.model.objects.order_by("-pk")
        return terms.prefetch_related("words")


class TopicViewSet(TermViewSet):
    model = Topic
    icon = "folder-open-1"
    menu_label = _("Topics")


class PlaceViewSet(TermViewSet):
    model = Place
    icon = "site"
    menu_label = _("Places")


class PersonViewSet(TermViewSet):
    model = Person
    icon = "group"
    menu_label = _("People")


class TagViewSet(SnippetViewSet):
    """All tags: for the chief editor, who alone may change one for every article."""

    model = Tag
    icon = "tag"
    menu_label = _("Tags")
    list_display: ClassVar = ["name", "slug"]
    search_fields: ClassVar = ["name", "slug"]
    ordering: ClassVar = ["name"]
    panels: ClassVar = [FieldPanel("name"), FieldPanel("slug")]


class NewsroomGroup(SnippetViewSetGroup):
    items = (TopicViewSet, PlaceViewSet, PersonViewSet, TagViewSet)
    menu_label = _("Newsroom")
    menu_icon = "clipboard-list"
    menu_name = "newsroom"
    menu_order = 250
    submenu_hook = "register_newsroom_menu_item"
