"""How language versions follow their source: its words, facts, schedule and place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail.signals import page_published
from wagtail_localize.models import Translation, TranslationLog, TranslationSource

from translation import segments
from translation.actions import state_of
from translation.models import EarlierTranslation, VersionState
from translation.refusals import TranslationRefused
from translation.versions import copy_facts, target_page

__all__ = [
    "delete_versions",
    "follow_published_source",
    "follow_published_version",
    "follow_source_revision",
    "move_versions",
    "refuse_move_without_section",
    "translations_of",
    "unpublish_versions",
]


def translations_of(page: Page) -> list[Translation]:
    """Return the translations that ``page`` is the source of, in one query."""
    return list(
        Translation.objects.filter(
            source__object_id=page.translation_key,
            source__locale_id=page.locale_id,
            enabled=True,
        ).select_related("source", "target_locale", "version_state")
    )


def _versions(page: Page) -> list[tuple[Translation, Page]]:
    found = ((t, target_page(t)) for t in translations_of(page))
    return [(translation, version) for translation, version in found if version]


@transaction.atomic
def follow_published_source(page: Page) -> None:
    """Hand what was just published to the translators, and its facts to readers.

    Live versions keep their words, whole, until their translation is published; what
    they share with the source (authors, topics, kind, schedule) changes at once.
    """
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).first()
    if source is None:
        return
    source.update_from_db()
    digest, now = segments.digest(source), timezone.now()
    original = source.get_source_instance()
    for translation, version in _versions(page):
        state = state_of(translation)
        state.follow(digest, now)
        state.save()
        _share_facts(translation, original, version)
        source.sync_view_restrictions(original, version)
        _follow_schedule(
            version,
            go_live_at=original.go_live_at,
            expire_at=original.expire_at,
            embargo_until=getattr(original, "embargo_until", None),
            source_is_live=original.live,
        )


def _share_facts(translation: Translation, original: Page, version: Page) -> None:
    changed = copy_facts(original, version, with_images=not version.live)
    changed = _drop_tags(translation, version) or changed
    if not changed:
        return
    version.save(clean=False)
    if version.live:
        # Lists, indexes and caches learn of it as they learn of any new text.
        page_published.send(
            sender=type(version), instance=version, revision=version.live_revision
        )


def _drop_tags(translation: Translation, version: Page) -> bool:
    """Take away the tags whose word the source no longer has; add none."""
    from translation.progress import Progress  # noqa: PLC0415 - only where tags are

    tags = getattr(version, "tags", None)
    if tags is None or not (present := list(tags.all())):
        return False
    allowed = {
        segment.text.casefold()
        for segment in Progress(translation).segments
        if segment.path.startswith("tags.") and segment.text
    }
    kept = [tag for tag in present if tag.name.casefold() in allowed]
    if len(kept) == len(present):
        return False
    tags.set(kept)
    return True


@transaction.atomic
def follow_published_version(page: Page, revision: Revision | None) -> None:
    """Note from which source the public text of a translation was made."""
    state = VersionState.objects.filter(
        story=page.translation_key, locale_id=page.locale_id
    ).first()
    if state is None or revision is None or not page.live:
        return
    if revision.pk != state.ready_revision_id:
        return
    state.published_digest = state.ready_digest
    is_current = state.ready_digest == state.source_digest
    state.stale_since = None if is_current else state.source_changed_at
    state.save(update_fields=["published_digest", "stale_since"])
    if is_current:
        EarlierTranslation.objects.filter(translation_id=state.pk).delete()


def _moment(content: dict[str, Any], name: str) -> datetime | None:
    """Return a time out of a revision: text from the database, else a datetime."""
    value = content.get(name)
    return parse_datetime(value) if isinstance(value, str) else value


@transaction.atomic
def follow_source_revision(revision: Revision, *, was_unscheduled: bool) -> None:
    """Carry a new schedule or embargo of a source to its language versions.

    A schedule counts when it is approved. An embargo counts from the first draft that
    has it, because it protects somebody; it is loosened only by publication.
    """
    content = revision.content
    key, locale_id = content.get("translation_key"), content.get("locale")
    source = TranslationSource.objects.filter(
        object_id=key, locale_id=locale_id
    ).first()
    if source is None:
        return
    original = source.get_source_instance()
    embargo = _moment(content, "embargo_until")
    for _translation, version in _versions(original):
        if was_unscheduled and not original.live:
            version.revisions.update(approved_go_live_at=None)
        elif revision.approved_go_live_at:
            _follow_schedule(
                version,
                go_live_at=_moment(content, "go_live_at"),
                expire_at=_moment(content, "expire_at"),
                embargo_until=embargo,
                source_is_live=original.live,
            )
        elif embargo and not original.live:
            present = getattr(version, "embargo_until", None)
            if present is None or embargo > present:
                _follow_schedule(
                    version,
                    go_live_at=version.go_live_at,
                    expire_at=version.expire_at,
                    embargo_until=embargo,
                    source_is_live=False,
                )


def _follow_schedule(
    version: Page,
    *,
    go_live_at: Any,
    expire_at: Any,
    embargo_until: Any,
    source_is_live: bool,
) -> None:
    """Give ``version`` the times of its source, in its row and waiting revisions."""
    now = timezone.now()
    times = {"expire_at": expire_at}
    if not source_is_live:
        embargoed = bool(embargo_until and embargo_until > now)
        if embargoed and (go_live_at is None or go_live_at < embargo_until):
            go_live_at = embargo_until
        times["go_live_at"] = go_live_at if go_live_at and go_live_at > now else None
    if hasattr(version, "embargo_until") and not (version.live and source_is_live):
        times["embargo_until"] = embargo_until
    changed = {n: at for n, at in times.items() if getattr(version, n) != at}
    for name, at in changed.items():
        setattr(version, name, at)
    if changed:
        type(version).objects.filter(pk=version.pk).update(**changed)
    if times.get("embargo_until") and times["embargo_until"] > now and version.live:
        version.unpublish()
    _follow_schedule_of_revisions(version, times, source_is_live)


def _follow_schedule_of_revisions(
    version: Page, times: dict[str, Any], source_is_live: bool
) -> None:
    whole = TranslationLog.objects.filter(
        source__object_id=version.translation_key, locale_id=version.locale_id
    )
    waiting = version.revisions.filter(pk__in=whole.values("revision_id"))
    newest = waiting.order_by("-pk").first()
    scheduled = waiting.filter(approved_go_live_at__isnull=False).first()
    for revision in {r.pk: r for r in (newest, scheduled) if r}.values():
        content = dict(revision.content)
        if source_is_live:
            times = times | {"go_live_at": None}
        for name, at in times.items():
            content[name] = at.isoformat() if at else None
        is_scheduled = revision.approved_go_live_at is not None
        if content == revision.content and not (is_scheduled and source_is_live):
            continue
        revision.content = content
        if is_scheduled and times.get("go_live_at"):
            revision.approved_go_live_at = times["go_live_at"]
        revision.save()
        if is_scheduled and not times.get("go_live_at") and source_is_live:
            revision.publish()


@transaction.atomic
def unpublish_versions(page: Page) -> None:
    """Take every language version of ``page`` from the public, off its schedule, and
    out of its workflow, whose end would publish it."""
    for _translation, version in _versions(page):
        if workflow_state := version.current_workflow_state:
            workflow_state.cancel()
        version.revisions.filter(approved_go_live_at__isnull=False).update(
            approved_go_live_at=None
        )
        if version.live:
            version.unpublish(set_expired=page.expired)
            log(
                instance=version,
                action="translation.follow_unpublish",
                data={"source": {"id": page.pk, "title": page.title}},
            )


@transaction.atomic
def delete_versions(page: Page) -> None:
    """Delete every language version of ``page``, which is about to be deleted."""
    for _translation, version in _versions(page):
        version.delete()


def _destination(version: Page, parent: Page) -> Page | None:
    return Page.objects.filter(
        translation_key=parent.translation_key, locale_id=version.locale_id
    ).first()


def refuse_move_without_section(page: Page, parent: Page) -> None:
    """Refuse to move ``page`` below ``parent`` if a version of it could not follow."""
    for translation, version in _versions(page):
        language = translation.target_locale.get_display_name()
        destination = _destination(version, parent)
        if destination is None and not parent.is_root():
            raise TranslationRefused(
                _(
                    "“%(section)s” does not exist in %(language)s, so that version "
                    "could not move along. Translate the section first."
                )
                % {"section": parent.title, "language": language},
                code="no_section",
            )
        if destination and not Page._slug_is_available(
            version.slug, destination, page=version
        ):
            raise TranslationRefused(
                _(
                    "In %(language)s the address “%(slug)s” is taken below "
                    "“%(section)s”."
                )
                % {
                    "section": destination.title,
                    "language": language,
                    "slug": version.slug,
                },
                code="slug_taken",
            )


@transaction.atomic
def move_versions(page: Page, parent: Page) -> None:
    """Move every language version of ``page`` below the version of ``parent``."""
    for _translation, version in _versions(page):
        destination = _destination(version, parent)
        if destination and version.get_parent().pk != destination.pk:
            version.move(destination, pos="last-child")
