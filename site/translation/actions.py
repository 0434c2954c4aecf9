"""What translators and editors do: submit, translate, hand in, publish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Revision
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.strings import StringValue, validate_translation_links

from articles.models import ArticlePage, Person
from translation import quality, segments
from translation.models import VersionState
from translation.progress import Progress, Segment
from translation.refusals import TranslationRefused
from translation.versions import assemble, create_page, target_page, translated_parent

__all__ = [
    "hand_in_translation",
    "publish_translation",
    "refuse_chain",
    "refuse_unfinished",
    "save_draft",
    "save_segment",
    "save_translations",
    "state_of",
    "submit_for_translation",
]

_NAMED_SEGMENTS = 5


@transaction.atomic
def submit_for_translation(
    *, page: Page, locales: Iterable[Locale], user: Any = None
) -> list[Translation]:
    """Open ``page`` for translation into ``locales``; nothing becomes public.

    Each new version is a draft without the source's words. A locale that already has
    its translation is given back as it is, with its source brought up to date. Refuses
    a page that is itself a translation, and a version that someone wrote by hand.
    """
    page = page.specific
    if page.is_root():
        raise TranslationRefused(_("The root of the site has no words."), code="root")
    wanted = [locale for locale in locales if locale.pk != page.locale_id]
    refuse_chain(page)
    versions = {
        version.locale_id: version
        for version in Page.objects.filter(translation_key=page.translation_key)
    }
    present = {
        translation.target_locale_id: translation
        for translation in Translation.objects.filter(
            source__object_id=page.translation_key, source__locale_id=page.locale_id
        ).select_related("source__locale", "target_locale")
    }
    for locale in wanted:
        if locale.pk in versions and locale.pk not in present:
            raise TranslationRefused(
                _(
                    "“%(title)s” has a version in %(language)s that is no translation "
                    "of it. Delete that version first."
                )
                % {"title": page.title, "language": locale.get_display_name()},
                code="written_by_hand",
            )
        translated_parent(page, locale)
    original = page if page.live else page.get_latest_revision_as_object()
    source, created = TranslationSource.get_or_create_from_instance(original)
    if not created:
        _update_source(source, original)
    digest = segments.digest(source)
    translations = []
    for locale in wanted:
        translation = present.get(locale.pk)
        if translation is None:
            translation = Translation.objects.create(
                source=source, target_locale=locale
            )
            VersionState.objects.create(
                translation=translation,
                story=page.translation_key,
                locale=locale,
                source_digest=digest,
            )
        if locale.pk not in versions:
            versions[locale.pk] = create_page(original, locale, user)
            source.sync_view_restrictions(page, versions[locale.pk])
        translations.append(translation)
        log(
            instance=versions[locale.pk],
            action="translation.submit",
            user=user,
            data={"source": {"id": page.pk, "title": page.title}},
        )
    return translations


def refuse_chain(page: Page) -> None:
    """Refuse ``page`` as a source if its story already has another."""
    other = (
        TranslationSource.objects.filter(object_id=page.translation_key)
        .exclude(locale_id=page.locale_id)
        .filter(translations__isnull=False)
        .select_related("locale")
        .first()
    )
    if other:
        raise TranslationRefused(
            _(
                "This story is translated from %(language)s. Submit the original: a "
                "translation cannot be the source of another."
            )
            % {"language": other.locale.get_display_name()},
            code="chain",
        )


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


def _update_source(source: TranslationSource, page: Page) -> None:
    source.content_json = page.to_json()
    source.object_repr = str(page)[:200]
    source.last_updated_at = timezone.now()
    source.save(update_fields=["content_json", "object_repr", "last_updated_at"])
    source.refresh_segments()


def state_of(translation: Translation) -> VersionState:
    """Return the state of ``translation``, made if code of others made the rest."""
    state, _created = VersionState.objects.get_or_create(
        translation=translation,
        defaults={
            "story": translation.source.object_id,
            "locale_id": translation.target_locale_id,
            "source_digest": segments.digest(translation.source),
        },
    )
    return state


@transaction.atomic
def save_segment(
    *, translation: Translation, segment: Segment, text: str, user: Any = None
) -> StringTranslation:
    """Store the translation of one segment. It reaches no page by this.

    Text that breaks the markup is stored and marked, so that no word is lost; it
    counts as untranslated.
    """
    stored, _created = StringTranslation.objects.update_or_create(
        translation_of=segment.row.string,
        locale_id=translation.target_locale_id,
        context=segment.row.context,
        defaults={
            "data": text,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": "",
            "last_translated_by": user,
            "has_error": False,
            "field_error": "",
        },
    )
    return stored


@transaction.atomic
def save_translations(
    *, translation: Translation, texts: Mapping[str, str], user: Any = None
) -> list[Segment]:
    """Translate by ``texts``: source string → translation, as HTML without attributes
    (a link is ``<a id="a1">…</a>``). Return the required segments still missing.

    Writes in bulk; what ``texts`` does not name stays as it is.
    """
    progress = Progress(translation)
    now = timezone.now()
    rows = []
    for segment in progress.segments:
        if segment.source not in texts:
            continue
        text = texts[segment.source]
        rows.append(
            StringTranslation(
                translation_of=segment.row.string,
                locale_id=translation.target_locale_id,
                context=segment.row.context,
                data=text,
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                last_translated_by=user,
                created_at=now,
                updated_at=now,
                has_error=not _is_sound(segment.source, text),
            )
        )
        if segment.path == "title":
            Page.objects.filter(
                translation_key=translation.source.object_id,
                locale_id=translation.target_locale_id,
            ).update(draft_title=StringValue(text).render_text())
    changed = ["data", "translation_type", "last_translated_by", "updated_at"]
    StringTranslation.objects.bulk_create(
        rows,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["locale", "translation_of", "context"],
        update_fields=[*changed, "tool_name", "has_error", "field_error"],
    )
    page = target_page(translation)
    if page is not None:
        log(
            instance=page,
            action="translation.translate",
            user=user,
            data={"segments": len(rows)},
        )
    return Progress(translation).missing


def _is_sound(source: str, text: str) -> bool:
    try:
        StringValue.from_translated_html(text)
        validate_translation_links(source, text)
    except ValueError:
        return False
    return True


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


def _mark_whole(translation: Translation, revision: Revision) -> VersionState:
    """Certify ``revision``: only a certified one may go live (see ``publication``)."""
    TranslationLog.objects.create(
        source=translation.source,
        locale_id=translation.target_locale_id,
        revision=revision,
    )
    state = state_of(translation)
    state.ready_revision = revision
    state.ready_digest = state.source_digest
    state.save(update_fields=["ready_revision", "ready_digest"])
    return state


def _whole_revision(
    translation: Translation, page: Page, user: Any
) -> tuple[Revision, Progress]:
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
    return revision, progress


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
    source_page = translation.source.get_source_instance()
    if not (source_page.live or source_page.approved_schedule):
        raise TranslationRefused(
            _("The original is not published. Publish or schedule it first."),
            code="source_not_live",
        )
    revision, _progress = _whole_revision(translation, page, user)
    revision.publish(user=user)
    page = _the_page(translation)
    log(instance=page, action="translation.publish", user=user, revision=revision)
    return page
