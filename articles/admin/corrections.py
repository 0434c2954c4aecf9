"""The newsroom's pages of corrections: the list, a new one, its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from articles import actions
from articles.admin.desk import (
    StoryDesk,
    corrections_waiting,
    desks,
    language_name,
)
from articles.admin.forms import TextForm, TextsForm
from articles.models import ArticlePage, Correction
from core.locales import language_codes, locale_ids

__all__ = ["AddCorrectionView", "CorrectionView", "CorrectionsView"]

KIND = "correction"
HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Home")}
LIST = {
    "url": reverse_lazy("newsroom:corrections"),
    "label": gettext_lazy("Corrections"),
}


@dataclass(frozen=True)
class LanguageState:
    """A language of a correction: ``text`` is "" while its explanation is missing."""

    code: str
    name: str
    text: str
    form: TextForm | None = None


def states(correction: Correction, desk: StoryDesk) -> list[LanguageState]:
    """Return the state of each language in which the story or the words exist."""
    words = {text.locale_id: text.text for text in correction.texts.all()}
    found = []
    for code in language_codes():
        text = words.get(locale_ids()[code], "")
        if text or code in desk.versions:
            found.append(LanguageState(code, language_name(code), text))
    return found


class StatesColumn(Column):
    cell_template_name = "articles/admin/states_cell.html"


class CorrectionsView(BaseListingView):
    """Every correction, newest first; ``?waiting`` shows what the account can
    translate."""

    page_title = gettext_lazy("Corrections")
    header_icon = "warning"
    index_url_name = "newsroom:corrections"
    verbose_name_plural = gettext_lazy("corrections")
    paginate_by = 20
    breadcrumbs_items: ClassVar = [HOME]
    columns: ClassVar = [
        TitleColumn(
            "headline",
            label=gettext_lazy("Article"),
            get_url=lambda row: reverse("newsroom:correction", args=[row.pk]),
        ),
        DateColumn("at", label=gettext_lazy("Time")),
        StatesColumn("states", label=gettext_lazy("Languages")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("articles.view_correction"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Correction]:
        found = Correction.objects.prefetch_related("texts")
        if "waiting" in self.request.GET:
            waiting = Q(pk__in=[])
            for code in language_codes():
                rows = corrections_waiting(self.request.user, code)
                waiting |= Q(pk__in=rows.order_by().values("pk"))
            found = found.filter(waiting)
        return found

    def get_table(self, object_list: Any) -> Any:
        rows = list(object_list)
        by_story = desks(self.request.user, {row.story for row in rows})
        for row in rows:
            desk = by_story[row.story]
            version = desk.shown_version
            row.headline = version.draft_title if version else str(row)
            row.states = states(row, desk)
        return super().get_table(rows)


class StoryView(WagtailAdminTemplateMixin, View):
    """The frame of a page about one story."""

    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title()}
        return [HOME, LIST, {**here, "sublabel": self.get_page_subtitle()}]

    def get_page_subtitle(self) -> str:
        version = self.desk.shown_version
        return version.draft_title if version else ""

    @cached_property
    def desk(self) -> StoryDesk:
        raise NotImplementedError

    def show(self, **context: Any) -> HttpResponse:
        found = self.get_context_data(**context)
        return self.render_to_response(found)


class AddCorrectionView(StoryView):
    """Correct a published article in public: a text a language that the account may
    write; the others are left to their translators."""

    template_name = "articles/admin/add_correction.html"
    page_title = gettext_lazy("Add a correction")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.article = get_object_or_404(
            ArticlePage.objects.select_related("locale").defer("body"),
            pk=kwargs["page_id"],
        )

    @cached_property
    def desk(self) -> StoryDesk:
        key = self.article.translation_key
        return desks(self.request.user, [key])[key]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        own = self.article.locale.language_code
        if not (self.desk.may_add(KIND) and own in self.desk.writable):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form(self, *data: Any) -> TextsForm:
        own = self.article.locale.language_code
        return TextsForm(*data, codes=self.desk.writable, required=own)

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        return self._show(self.form())

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                correction = actions.publish_correction(
                    article=self.article, texts=form.cleaned_data, user=request.user
                )
            except ValidationError as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("The correction is published."))
                return redirect("newsroom:correction", correction.pk)
        return self._show(form)

    def _show(self, form: TextsForm) -> HttpResponse:
        others = [c for c in self.desk.versions if c not in self.desk.writable]
        earlier = Correction.objects.filter(story=self.article.translation_key)
        return self.show(
            form=form,
            article=self.article,
            left_to_translators=[language_name(code) for code in others],
            earlier=[
                (correction, states(correction, self.desk))
                for correction in earlier.prefetch_related("texts")
            ],
        )


class CorrectionView(StoryView):
    """One correction: its words per language, and a form for each that the account
    may write. The time and the article cannot be changed by anyone."""

    template_name = "articles/admin/correction.html"
    page_title = gettext_lazy("Correction")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = Correction.objects.prefetch_related("texts")
        self.correction = get_object_or_404(found, pk=kwargs["pk"])

    @cached_property
    def desk(self) -> StoryDesk:
        story = self.correction.story
        return desks(self.request.user, [story])[story]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("articles.view_correction"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        code = request.POST.get("language", "")
        # What the form was made for, not what stands by now: a translation that came
        # in between is refused, never overwritten unseen.
        amends = request.POST.get("verb") == "amend"
        may = self.desk.may_amend if amends else self.desk.may_write
        if not may(KIND, code):
            raise PermissionDenied
        write = actions.amend_correction if amends else actions.translate_correction
        form = TextForm(request.POST, code=code)
        if form.is_valid():
            try:
                write(
                    correction=self.correction,
                    language_code=code,
                    text=form.cleaned_data["text"],
                    user=request.user,
                )
            except ValidationError as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("The words are published."))
                return redirect("newsroom:correction", pk)
        return self._show(form)

    def _states(self, bound: TextForm | None = None) -> list[LanguageState]:
        with_forms = []
        for state in states(self.correction, self.desk):
            form = None
            if bound and bound.prefix == state.code:
                form = bound
            elif self._may_write(state):
                form = TextForm(code=state.code, initial={"text": state.text})
            with_forms.append(LanguageState(state.code, state.name, state.text, form))
        return with_forms

    def _may_write(self, state: LanguageState) -> bool:
        may = self.desk.may_amend if state.text else self.desk.may_write
        return may(KIND, state.code)

    def _show(self, bound: TextForm | None = None) -> HttpResponse:
        return self.show(
            correction=self.correction,
            version=self.desk.shown_version,
            states=self._states(bound),
        )
