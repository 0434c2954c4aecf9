"""Choosers that find by title, by identifier, and places by any of their names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.widgets import AdminSnippetChooser

from evidence.models import Place
from evidence.similarity import fold_name

__all__ = ["ArchiveChooserViewSet", "found_by"]


def found_by(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    """Return the rows whose title or identifier ``query`` is part of.

    An identifier may be pasted whole, as ARK or address. A place is found by each of
    its names.
    """
    words = query.strip()
    found = Q(title__icontains=words) | Q(name__iexact=words.rpartition("/")[2])
    if rows.model is Place:
        named = Place.objects.filter(
            Q(names__name__icontains=words) | Q(names__name__iexact=fold_name(words))
        )
        found |= Q(pk__in=named.values("pk"))
    return rows.filter(found)


class ArchiveFilterForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search term"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Title or identifier")}),
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects = super().filter(objects)
        if query := self.cleaned_data.get("q"):
            self.is_searching, self.search_query = True, query
            objects = found_by(objects, query)
        return objects


class ForColleagues:
    """Refuses everybody who may not see the list of what is chosen from: Wagtail's own
    choosers are open to all who may enter the admin."""

    model_class: Any

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        policy = policy_registry.get_by_type(self.model_class)
        seen = ("add", "change", "delete", "view")
        if not policy.user_has_any_permission(request.user, seen):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(  # type: ignore[misc]
            request, *args, **kwargs
        )
        return response


class NewestFirst(ForColleagues):
    filter_form_class = ArchiveFilterForm

    def get_object_list(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_object_list()  # type: ignore[misc]
        return rows.order_by("-pk")


class ArchiveChooseView(NewestFirst, ChooseView):
    pass


class ArchiveChooseResultsView(NewestFirst, ChooseResultsView):
    pass


class ArchiveChosenView(ForColleagues, SnippetChosenView):
    pass


class ArchiveChosenMultipleView(ForColleagues, SnippetChosenMultipleView):
    pass


class ArchiveChooser(AdminSnippetChooser):
    """Says what it does in the language of who looks: Wagtail's own keeps the words of
    the language in which its form was first made."""

    _WORDS = ("choose_one_text", "choose_another_text", "link_to_chosen_text")

    def __init__(self, model: Any = None, **kwargs: Any) -> None:
        super().__init__(model, **kwargs)
        for name in self._WORDS:
            if name not in kwargs:
                setattr(self, name, lazy(self._in_active_language, str)(name))

    def _in_active_language(self, name: str) -> str:
        return str(getattr(AdminSnippetChooser(self.model), name))


class ArchiveChooserViewSet(SnippetChooserViewSet):
    base_widget_class = ArchiveChooser
    choose_view_class = ArchiveChooseView
    choose_results_view_class = ArchiveChooseResultsView
    chosen_view_class = ArchiveChosenView
    chosen_multiple_view_class = ArchiveChosenMultipleView
