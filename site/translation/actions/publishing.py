"""From a whole translation to a public version."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail_localize.models import Translation, TranslationLog

from articles.models import ArticlePage, Person
from translation import quality, segments
from translation.actions.submitting import state_of
from translation.models import VersionState
from translation.progress import Progress
from translation.refusals import TranslationRefused
from translation.versions import assemble, target_page

__all__ = [
    "hand_in_translation",
    "publish_translation",
    "refuse_unfinished",
    "save_draft",
]

_NAMED_SEGMENTS = 5


def refuse_unfinished(page: Page) -> None:
    """Refuse a version whose newest draft is not a whole translation."""
    state = (
        VersionState.objects.filter(
            story=page.translation_key, locale_id=page.locale_id
        )
        .values_list("ready_revision_id", flat=True)
        .first()
    )
    is_translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id
    ).exists()
    if is_translation and (state is None or state != page.latest_revision_id):
        raise TranslationRefused(
            _("“%(title)s” is a translation that is not finished.")
            % {"title": page.draft_title},
            code="untranslated",
        )


def _the_page(translation: Translation) -> Page:
    page = target_page(translation)
    if page is None:
        raise TranslationRefused(
            _("The page of this translation was deleted. Submit the original again."),
            code="no_page",
        )
    return page


def _refuse_faults(progress: Progress, page: Page) -> None:
    model = type(page)
    missing = progress.missing
    if missing:
        named = [segment.label(model) for segment in missing[:_NAMED_SEGMENTS]]
        if more := len(missing) - len(named):
            named.append(_("%(number)s more") % {"number": more})
        raise TranslationRefused(
            _("These parts are not translated yet: %(segments)s.")
            % {"segments": get_text_list(named, _("and"))},
            code="untranslated",
        )
    serious = [f.message for f in quality.findings(progress, model) if f.is_serious]
    if serious:
        raise TranslationRefused(serious, code="quality")


def _refuse_hidden_source(translation: Translation) -> None:
    source_page = translation.source.get_source_instance()
    if not (source_page.live or source_page.approved_schedule):
        raise TranslationRefused(
            _("The original is not published. Publish or schedule it first."),
            code="source_not_live",
        )


@transaction.atomic
def save_draft(*, translation: Translation, user: Any = None) -> Revision:
    """Write the version as far as it is translated to a draft revision.

    The live row stays as it is. An unfinished draft has gaps where no translation is,
    and can't be published by any route.
    """
    page = _the_page(translation)
    progress = Progress(translation)
    complete = progress.is_complete
    revision = assemble(progress, page).save_revision(user=user, clean=complete)
    if complete:
        _mark_whole(translation, revision)
    return revision


def _mark_whole(translation: Translation, revision: Revision) -> None:
    """Certify ``revision``: only a certified one may go live (see ``publication``)."""
    TranslationLog.objects.create(
        source=translation.source,
        locale_id=translation.target_locale_id,
        revision=revision,
    )
    state = state_of(translation)
    state.follow(segments.digest(translation.source), timezone.now())
    state.ready_revision = revision
    state.ready_digest = state.source_digest
    state.save()


def _whole_revision(translation: Translation, page: Page, user: Any) -> Revision:
    progress = Progress(translation)
    _refuse_faults(progress, page)
    assemble(progress, page)
    source_page = translation.source.get_source_instance()
    translation.source.sync_view_restrictions(source_page, page)
    now = timezone.now()
    page.go_live_at = (
        source_page.go_live_at
        if source_page.go_live_at and source_page.go_live_at > now
        else None
    )
    page.expire_at = source_page.expire_at
    _credit(page, progress)
    revision = page.save_revision(user=user)
    _mark_whole(translation, revision)
    return revision


def _credit(page: Page, progress: Progress) -> None:
    """Name the people whose accounts made the words of this version."""
    if not isinstance(page, ArticlePage):
        return
    named = {credit.person_id for credit in page.translator_credits.all()}
    people = Person.objects.filter(account__in=progress.translator_ids)
    for person in people.exclude(pk__in=named).order_by("pk"):
        page.translator_credits.add(
            type(page).translator_credits.rel.related_model(person=person)
        )


@transaction.atomic
def hand_in_translation(*, translation: Translation, user: Any = None) -> Page:
    """Give a whole translation to the workflow of its language.

    Refuses what :func:`publish_translation` would refuse, and a version that is
    already in a workflow.
    """
    page = _the_page(translation)
    workflow = page.get_workflow()
    if workflow is None or page.workflow_in_progress:
        raise TranslationRefused(
            _("This version is already handed in.")
            if workflow
            else _("This language has no workflow."),
            code="workflow",
        )
    _refuse_hidden_source(translation)
    _whole_revision(translation, page, user)
    workflow.start(page, user)
    return page


@transaction.atomic
def publish_translation(*, translation: Translation, user: Any = None) -> Page:
    """Publish the version of one language, whole, or refuse and say why.

    It goes live at once, or with its source if that is scheduled or under embargo.
    ``user``, if given, must be allowed to publish there.
    """
    page = _the_page(translation)
    _refuse_hidden_source(translation)
    revision = _whole_revision(translation, page, user)
    revision.publish(user=user)
    page = _the_page(translation)
    log(instance=page, action="translation.publish", user=user, revision=revision)
    return page
