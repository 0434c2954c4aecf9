"""Where translation takes part in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.i18n import JavaScriptCatalog
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation

from translation import following
from translation.actions import refuse_unfinished
from translation.refusals import TranslationRefused
from translation.signals import CASCADED
from translation.views import edit, segment, submit

# Before wagtail-localize's own.
FIRST = -100


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    for name, label, message in (
        ("submit", gettext_lazy("Submit"), gettext_lazy("Submitted for translation")),
        ("translate", gettext_lazy("Translate"), gettext_lazy("Translated")),
        (
            "publish",
            gettext_lazy("Publish translation"),
            gettext_lazy("Published the translation"),
        ),
        (
            "follow_unpublish",
            gettext_lazy("Unpublish with original"),
            gettext_lazy("Unpublished because the original was"),
        ),
    ):
        actions.register_action(f"translation.{name}", label, message)


@hooks.register("register_admin_urls", order=FIRST)
def shadow_stock_views() -> list[Any]:
    """Stand in for those views of wagtail-localize that would break a rule.

    They have the same addresses and come first, so its names still lead to them.
    """
    return [
        path("localize/submit/page/<int:page_id>/", submit.SubmitPageView.as_view()),
        path("localize/update/<int:translation_source_id>/", submit.updates),
        path(
            "localize/translate/<int:translation_id>/strings/"
            "<int:string_segment_id>/edit/",
            segment.edit_segment,
        ),
        path(
            "localize/translate/<int:translation_id>/overrides/"
            "<int:overridable_segment_id>/edit/",
            segment.no_override,
        ),
        path("localize/translate/<int:translation_id>/disable/", submit.refuse_stop),
        path("localize/page/<int:page_id>/convert_to_alias/", submit.refuse_alias),
        # Stock, it holds only wagtail-localize's words of a language; those of Wagtail
        # it fills up from the site's first language and puts them over the right ones.
        path("localize/jsi18n/", JavaScriptCatalog.as_view()),
    ]


@hooks.register("before_edit_page", order=FIRST)
def open_the_right_editor(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A language version opens in the translation editor. An original opens only for
    those who write in its language: translators never change a fact."""
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key,
            target_locale_id=page.locale_id,
            enabled=True,
        )
        .select_related("source__locale", "target_locale")
        .first()
    )
    if translation is not None:
        return edit.edit_version(request, translation, page)
    permissions = page.permissions_for_user(request.user)
    if "add" in permissions.permissions or request.user.is_superuser:
        return None
    messages.error(
        request,
        _("Translators change translations, not originals. Open a translation."),
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("construct_translated_pages_to_cascade_actions")
def offer_cascade(pages: list[Page], action: str) -> dict[Page, Any]:
    """Let the view unpublish the versions with their original, and say so.

    Moves and deletions cascade by signal, since the views would repeat them.
    """
    if action != "unpublish":
        return {}
    found = {}
    for page in pages:
        setattr(page, CASCADED, True)
        made = (translation for translation in following.translations_of(page))
        versions = [translation.get_target_instance() for translation in made]
        found[page] = [version for version in versions if version.live]
    return found


def _announce(request: HttpRequest, page: Page, message: str) -> None:
    made = following.translations_of(page)
    names = [str(t.target_locale.get_display_name()) for t in made]
    if names and request.method == "GET":
        messages.warning(request, message % {"languages": ", ".join(names)})


@hooks.register("before_delete_page")
def announce_deletion(request: HttpRequest, page: Page) -> None:
    _announce(request, page, _("Its versions are deleted too: %(languages)s."))


@hooks.register("before_move_page")
def announce_move(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    try:
        following.refuse_move_without_section(page, destination)
    except TranslationRefused as refusal:
        submit.show_refusal(request, refusal)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    _announce(request, page, _("Its versions move along: %(languages)s."))
    return None


@hooks.register("before_copy_page")
def refuse_alias_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    if request.method == "POST" and request.POST.get("alias"):
        return submit.refuse_alias(request, page.pk)
    return None


@hooks.register("before_bulk_action")
def refuse_bulk_publication(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Name the unfinished versions among the pages that are to be published."""
    if action_type not in ("publish", "move") or request.method != "POST":
        return None
    try:
        for page in objects:
            if action_type == "publish":
                refuse_unfinished(page)
            else:
                destination = action.cleaned_form.cleaned_data["chooser"]
                following.refuse_move_without_section(page, destination)
    except TranslationRefused as refusal:
        submit.show_refusal(request, refusal)
        return redirect(action.next_url)
    return None
