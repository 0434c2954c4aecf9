"""Builds a language version from its source and its translated segments."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.images import get_image_model
from wagtail.models import Locale, Page
from wagtail_localize.fields import (
    SynchronizedField,
    copy_synchronised_fields,
    get_translatable_fields,
)
from wagtail_localize.models import Translation
from wagtail_localize.segments.ingest import ingest_segments

from core.slugs import slugify
from translation.progress import Progress
from translation.refusals import TranslationRefused
from translation.segments import OPTIONAL_PATHS

__all__ = ["assemble", "copy_facts", "create_page", "target_page", "translated_parent"]


def target_page(translation: Translation) -> Page | None:
    """Return the page that ``translation`` makes, as its own type, or None."""
    try:
        return translation.get_target_instance()
    except ObjectDoesNotExist:
        return None


def translated_parent(page: Page, locale: Locale) -> Page:
    """Return the page below which the version of ``page`` in ``locale`` belongs.

    Refuses where it does not exist: copying it would put up untranslated pages.
    """
    parent = page.get_parent()
    if parent.is_root():
        return parent
    found = Page.objects.filter(
        translation_key=parent.translation_key, locale=locale
    ).first()
    if found is None:
        raise TranslationRefused(
            _("There is no “%(section)s” in %(language)s yet: translate it first.")
            % {
                "section": parent.title,
                "language": locale.get_display_name(),
            },
            code="no_parent",
        )
    return found


def create_page(source_page: Page, locale: Locale, user: Any = None) -> Page:
    """Add the draft that translations into ``locale`` will fill.

    It has the source's facts and none of its words, but for the title that editors
    see in the admin; it is not live.
    """
    parent = translated_parent(source_page, locale)
    model = type(source_page)
    page = model(
        title=source_page.title,
        slug=_first_slug(source_page, parent),
        locale=locale,
        translation_key=source_page.translation_key,
        live=False,
        has_unpublished_changes=True,
        owner=user,
        go_live_at=_upcoming(source_page.go_live_at),
        expire_at=source_page.expire_at,
    )
    copy_facts(source_page, page)
    parent.add_child(instance=page)
    return page


def _first_slug(source_page: Page, parent: Page) -> str:
    if not _has_own_slug(source_page):
        return source_page.slug
    slug: str = find_available_slug(parent, slugify(source_page.title) or "x")
    return slug


def _upcoming(moment: Any) -> Any:
    return moment if moment and moment > timezone.now() else None


def copy_facts(source_page: Page, page: Page, *, with_images: bool = True) -> bool:
    """Copy every synchronised field; return whether anything changed.

    A new image waits for its translated words unless ``with_images``; one that is
    taken away goes at once.
    """
    changed = False
    for declared in get_translatable_fields(type(source_page)):
        if not isinstance(declared, SynchronizedField):
            continue
        field = declared.get_field(type(source_page))
        if isinstance(field, models.ManyToOneRel):
            if _children(source_page, field) != _children(page, field):
                source_page.copy_child_relation(field.name, page)
                changed = True
            continue
        value = getattr(source_page, field.attname)
        is_image = isinstance(field, models.ForeignKey) and issubclass(
            field.related_model, get_image_model()
        )
        if is_image and value is not None and not with_images:
            continue
        if value != getattr(page, field.attname):
            setattr(page, field.attname, value)
            changed = True
    return changed


def _children(page: Page, relation: models.ManyToOneRel) -> list[dict[str, Any]]:
    skipped = {relation.field.name, "id"}
    fields = [f for f in relation.related_model._meta.fields if f.name not in skipped]
    return [
        {field.attname: getattr(child, field.attname) for field in fields}
        for child in getattr(page, relation.get_accessor_name()).all()
    ]


def assemble(progress: Progress, page: Page) -> Page:
    """Fill ``page`` with the source's facts and the translated words, unsaved."""
    translation = progress.translation
    original = translation.source.as_instance()
    copy_synchronised_fields(original, page)
    values = list(progress.values())
    by_field = defaultdict(list)
    for value in values:
        by_field[value.path.split(".")[0]].append(value)
    ingest_segments(
        original, page, translation.source.locale, translation.target_locale, values
    )
    for declared in get_translatable_fields(type(page)):
        field = declared.get_field(type(page))
        # Nothing is ingested into a field whose last segment went away.
        if declared.is_translated(original) and field.name not in (
            by_field.keys() | OPTIONAL_PATHS
        ):
            _clear(field, page)
    if page.first_published_at is None and _has_own_slug(page):
        page.slug = _slug(progress, page)
    return page


def _has_own_slug(page: Page) -> bool:
    """Whether each version has an address of its own words. Pages whose slug is a fact
    (an identifier) have the same in all languages."""
    return not any(
        declared.field_name == "slug" and isinstance(declared, SynchronizedField)
        for declared in get_translatable_fields(type(page))
    )


def _clear(field: Any, page: Page) -> None:
    if hasattr(field, "restore_translated_segments"):
        setattr(page, field.name, field.restore_translated_segments([], []))
    elif isinstance(field, models.CharField | models.TextField) and field.blank:
        setattr(page, field.name, "")


def _slug(progress: Progress, page: Page) -> str:
    """Return the address of a version that nobody has seen yet.

    A translator's own wish comes first, then the translated title; both pass through
    the same transliteration.
    """
    wish = progress.text_of("slug") or ""
    base = slugify(wish) or slugify(progress.text_of("title") or "") or page.slug
    slug: str = page._get_autogenerated_slug(base)
    return slug
