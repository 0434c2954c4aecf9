"""Keeping a list's filters under a name, and using them again with one click."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from evidence.admin.addresses import list_address
from evidence.models import SavedFilter

__all__ = ["SaveFilterView", "SavedFilters", "delete_filter"]

LISTINGS = ("incident", "place", "movableobject", "source", "exhibit")
MOST_OF_ONE = 40
# Parts of an address that choose nothing.
_PASSING = ("p", "next", "_w_filter_fragment", "export")


def kept_query(query: str) -> str:
    """Return what an address chooses: without its page and without empty parts."""
    try:
        given = QueryDict(query.removeprefix("?")[:4000])
    except ValueError:
        return ""
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        if name not in _PASSING and (filled := [value for value in values if value]):
            kept.setlist(name, filled)
    return kept.urlencode()


class SavedFilters:
    """For a listing: offers one's own filters, and a form that keeps those in use."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = self.model._meta.model_name  # type: ignore[attr-defined]
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        query = kept_query(request.META.get("QUERY_STRING", ""))
        own = SavedFilter.objects.filter(owner=request.user.pk, listing=listing)
        base: Any = super()
        context: dict[str, Any] = base.get_context_data(
            saved_filters=[
                {
                    "pk": row.pk,
                    "name": row.name,
                    "url": f"{list_address(row.listing)}?{row.query}",
                    "is_current": row.query == query,
                }
                for row in own[:MOST_OF_ONE]
            ],
            listing=listing,
            query=query,
            **kwargs,
        )
        return context


class FilterForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name for the filters in use. A name that is used already names these now."""

    class Meta:
        model = SavedFilter
        fields = ("name", "query")
        widgets = {"query": forms.HiddenInput}

    def clean_query(self) -> str:
        query = kept_query(self.cleaned_data["query"])
        if not query:
            raise forms.ValidationError(
                _("Nothing is filtered in this list. Choose a filter, then save it."),
                code="required",
            )
        return query


class SaveFilterView(WagtailAdminTemplateMixin, TemplateView):
    """Keeps a filter; if it cannot be kept, asks again with what was typed."""

    template_name = "evidence/admin/save_filter.html"
    page_title = gettext_lazy("Save this filter")
    header_icon = "filter"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["listing"] not in LISTINGS:
            raise Http404
        if not request.user.has_perm(f"evidence.view_{kwargs['listing']}"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"query": kept_query(self.request.META.get("QUERY_STRING", ""))}
        kwargs.setdefault("form", FilterForm(initial=given))
        return super().get_context_data(
            back=list_address(self.kwargs["listing"]), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, owner = FilterForm(request.POST), cast(Any, request.user)
        mine = SavedFilter.objects.filter(owner=owner, listing=kwargs["listing"])
        if form.is_valid():
            name, query = form.cleaned_data["name"], form.cleaned_data["query"]
            if mine.exclude(name=name).count() < MOST_OF_ONE:
                mine.update_or_create(
                    name=name,
                    defaults={"query": query},
                    create_defaults={
                        "owner": owner,
                        "listing": kwargs["listing"],
                        "query": query,
                    },
                )
                messages.success(
                    request, _("The filter “%(name)s” is saved.") % {"name": name}
                )
                return redirect(f"{list_address(kwargs['listing'])}?{query}")
            form.add_error(None, _("You have many filters. Delete one first."))
        return self.render_to_response(self.get_context_data(form=form))


@require_POST
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a filter of one's own; others' do not exist for one."""
    row = get_object_or_404(SavedFilter, pk=pk, owner=request.user.pk)
    row.delete()
    messages.success(
        request, _("The filter “%(name)s” is deleted.") % {"name": row.name}
    )
    return redirect(list_address(row.listing))
