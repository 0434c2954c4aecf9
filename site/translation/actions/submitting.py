"""Opening a page for translation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from translation import segments
from translation.models import VersionState
from translation.refusals import TranslationRefused
from translation.versions import create_page, translated_parent

__all__ = ["refuse_chain", "state_of", "submit_for_translation"]


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
    for state in VersionState.objects.filter(translation__in=present.values()):
        state.follow(digest, timezone.now())
        state.save()
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
