"""The desk of a live report: post an entry, translate, correct, retract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from articles import actions
from articles.admin.corrections import HOME, StoryView
from articles.admin.desk import StoryDesk, desks, language_name
from articles.admin.forms import TextForm, TextsForm
from articles.models import ArticlePage, LiveEntry
from core.locales import locale_ids

__all__ = ["LiveEntriesView", "LiveEntryWordsView", "RetractView"]

KIND = "liveentry"
ENTRIES_A_PAGE = 20


@dataclass(frozen=True)
class EntryWords:
    """An entry in one language; the form is there if the account may write it."""

    code: str
    name: str
    text: str
    form: TextForm | None


class LiveView(StoryView):
    """The frame of the pages of one live report."""

    header_icon = "time"
    page_title = gettext_lazy("Live entries")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.article = get_object_or_404(
            ArticlePage.objects.select_related("locale").defer("body"),
            pk=kwargs["page_id"],
        )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("articles.view_liveentry"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def desk(self) -> StoryDesk:
        key = self.article.translation_key
        return desks(self.request.user, [key])[key]

    def entry(self, pk: int) -> LiveEntry:
        entries = LiveEntry.objects.prefetch_related("texts")
        return get_object_or_404(entries, pk=pk, story=self.article.translation_key)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.article.pk])
        here = {"url": "", "label": self.get_page_title()}
        return [HOME, {"url": edit, "label": self.article.draft_title}, here]

    def get_page_subtitle(self) -> str:
        return str(self.article.draft_title)

    def back(self) -> HttpResponse:
        return redirect("newsroom:live_entries", self.article.pk)


class LiveEntriesView(LiveView):
    """A quick form and every entry, newest first."""

    template_name = "articles/admin/live_entries.html"

    def form(self, *data: Any) -> TextsForm:
        return TextsForm(*data, codes=self.desk.writable)

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        return self.show_entries(self.form())

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        if not self.desk.may_add(KIND):
            raise PermissionDenied
        form = self.form(request.POST)
        if form.is_valid():
            try:
                actions.post_live_entry(
                    article=self.article, texts=form.cleaned_data, user=request.user
                )
            except ValidationError as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("The entry is posted."))
                return self.back()
        return self.show_entries(form)

    def show_entries(self, form: TextsForm) -> HttpResponse:
        entries = LiveEntry.objects.filter(story=self.article.translation_key)
        pages = Paginator(entries.prefetch_related("texts"), ENTRIES_A_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        return self.show(
            article=self.article,
            form=form,
            may_add=self.desk.may_add(KIND),
            is_live_report=actions.is_live_report(self.article),
            page_of_entries=page,
            entries=[(entry, entry_words(entry, self.desk)) for entry in page],
        )


def entry_words(
    entry: LiveEntry, desk: StoryDesk, bound: TextForm | None = None
) -> list[EntryWords]:
    """Return an entry's words in each language of its story."""
    written = {text.locale_id: text.text for text in entry.texts.all()}
    found = []
    for code in desk.versions:
        text = written.get(locale_ids()[code], "")
        may = desk.may_amend if text else desk.may_write
        form = None
        if bound and bound.prefix == code:
            form = bound
        elif may(KIND, code):
            form = TextForm(code=code, initial={"text": text})
        found.append(EntryWords(code, language_name(code), text, form))
    return found


class LiveEntryWordsView(LiveView):
    """One entry's words: translate what is missing, change what stands."""

    template_name = "articles/admin/live_entry.html"
    page_title = gettext_lazy("Live entry")

    def get(self, request: HttpRequest, page_id: int, pk: int) -> HttpResponse:
        return self._show(self.entry(pk))

    def post(self, request: HttpRequest, page_id: int, pk: int) -> HttpResponse:
        entry = self.entry(pk)
        code = request.POST.get("language", "")
        amends = request.POST.get("verb") == "amend"
        may = self.desk.may_amend if amends else self.desk.may_write
        if not may(KIND, code):
            raise PermissionDenied
        write = actions.amend_live_entry if amends else actions.translate_live_entry
        form = TextForm(request.POST, code=code)
        if form.is_valid():
            try:
                write(
                    entry=entry,
                    language_code=code,
                    text=form.cleaned_data["text"],
                    user=request.user,
                )
            except ValidationError as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("The words are published."))
                return self.back()
        return self._show(entry, form)

    def _show(self, entry: LiveEntry, bound: TextForm | None = None) -> HttpResponse:
        words = entry_words(entry, self.desk, bound)
        return self.show(
            article=self.article,
            entry=entry,
            languages=words,
            may_retract=self.desk.may_add(KIND),
        )


class RetractView(LiveView):
    """Asks before an entry is taken away from readers."""

    template_name = "articles/admin/retract_live_entry.html"
    page_title = gettext_lazy("Retract a live entry")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.desk.may_add(KIND):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, page_id: int, pk: int) -> HttpResponse:
        entry = self.entry(pk)
        words = entry_words(entry, self.desk)
        return self.show(article=self.article, entry=entry, languages=words)

    def post(self, request: HttpRequest, page_id: int, pk: int) -> HttpResponse:
        actions.retract_live_entry(entry=self.entry(pk), user=request.user)
        messages.success(request, _("The entry is retracted."))
        return self.back()
