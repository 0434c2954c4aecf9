"""Submitting a page for translation, and what used to be done by hand afterwards."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitTranslationForm,
)

from translation.actions import refuse_chain, submit_for_translation
from translation.refusals import TranslationRefused

__all__ = ["SubmitPageView", "refuse_alias", "refuse_stop", "show_refusal", "updates"]


def show_refusal(request: HttpRequest, refusal: TranslationRefused) -> None:
    for reason in refusal.reasons:
        messages.error(request, reason)


class _Form(SubmitTranslationForm):
    """Pages are submitted one by one: whoever submits a tree floods the desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["include_subtree"]


class SubmitPageView(SubmitPageTranslationView):
    """Stock's page, with our action behind it. Refuses what the action refuses."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        page = self.get_object()
        try:
            refuse_chain(page)
        except TranslationRefused as refusal:
            show_refusal(request, refusal)
            return redirect("wagtailadmin_explore", page.get_parent().pk)
        return super().dispatch(request, *args, **kwargs)

    def get_form(self) -> SubmitTranslationForm:
        if self.request.method == "POST":
            return _Form(self.object, self.request.POST)
        code = self.request.GET.get("select_locale")
        form = _Form(self.object)
        chosen = form.fields["locales"].queryset.filter(language_code=code)
        form.initial = {"locales": list(chosen)} if code else {}
        return form

    def form_valid(self, form: SubmitTranslationForm) -> HttpResponse:
        locales = list(form.cleaned_data["locales"])
        try:
            made = submit_for_translation(
                page=self.object, locales=locales, user=self.request.user
            )
        except TranslationRefused as refusal:
            show_refusal(self.request, refusal)
            return self.render_to_response(self.get_context_data(**self.kwargs))
        names = ", ".join(str(locale.get_display_name()) for locale in locales)
        messages.success(self.request, self.get_success_message(names))
        single = made[0].get_target_instance() if len(made) == 1 else None
        return redirect(self.get_success_url() or self.get_default_success_url(single))


def updates(request: HttpRequest, translation_source_id: int) -> HttpResponse:
    """Explain that there is nothing to do: versions follow a published source."""
    source = get_object_or_404(TranslationSource, pk=translation_source_id)
    messages.info(
        request,
        _("Translations follow by themselves as soon as the original is published."),
    )
    page = source.get_source_instance()
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@require_POST
def refuse_stop(request: HttpRequest, translation_id: int) -> HttpResponse:
    """A version that no longer follows its source could show facts of its own."""
    translation = get_object_or_404(Translation, pk=translation_id)
    messages.error(request, _("A translation always follows its original."))
    page = translation.get_target_instance()
    return redirect("wagtailadmin_pages:edit", page.pk)


def refuse_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=page_id)
    messages.error(request, _("This site makes no alias pages."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
