"""Storing what translators write. It reaches no page by this."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.strings import StringValue, validate_translation_links

from translation.progress import Progress, Segment
from translation.refusals import TranslationRefused
from translation.versions import target_page

__all__ = ["save_segment", "save_translations"]


@transaction.atomic
def save_segment(
    *, translation: Translation, segment: Segment, text: str, user: Any = None
) -> StringTranslation:
    """Store the translation of one segment. It reaches no page by this.

    Text that breaks the markup is stored and marked, so that no word is lost; it
    counts as untranslated. Refuses a title that no page can have.
    """
    text = _storable(text)
    is_title = segment.path == "title"
    if is_title:
        _refuse_long(text)
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
    if is_title:
        # wagtail-localize has just shown it with its markup.
        _show_title(translation, text)
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
        text = _storable(texts[segment.source])
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
            _refuse_long(text)
            _show_title(translation, text)
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


def _storable(text: str) -> str:
    # PostgreSQL stores every character but this one.
    return text.replace("\x00", "")


def _refuse_long(text: str) -> None:
    limit = Page._meta.get_field("title").max_length
    if len(text) > limit:
        raise TranslationRefused(
            _("A title has at most %(limit)s characters.") % {"limit": limit},
            code="too_long",
        )


def _show_title(translation: Translation, text: str) -> None:
    """Name the page in the admin by its translated title."""
    Page.objects.filter(
        translation_key=translation.source.object_id,
        locale_id=translation.target_locale_id,
    ).update(draft_title=StringValue(text).render_text())


def _is_sound(source: str, text: str) -> bool:
    try:
        StringValue.from_translated_html(text)
        validate_translation_links(source, text)
    except ValueError:
        return False
    return True
