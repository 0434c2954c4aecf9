"""What a newsroom does to a story in all its languages: corrections, live entries.

Corrections are public history. There is no verb that deletes one, and its words
change only by :func:`amend_correction`, which keeps the earlier words in the audit.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from articles.mail import tell_translators
from articles.models import (
    ArticlePage,
    Correction,
    CorrectionText,
    LiveEntry,
    LiveEntryText,
)
from core.locales import locale_ids

__all__ = [
    "amend_correction",
    "amend_live_entry",
    "post_live_entry",
    "publish_correction",
    "retract_live_entry",
    "translate_correction",
    "translate_live_entry",
]

Fact = Correction | LiveEntry
Words = CorrectionText | LiveEntryText


@transaction.atomic
def publish_correction(
    *,
    article: ArticlePage,
    texts: Mapping[str, str],
    user: Any = None,
    at: datetime | None = None,
) -> Correction:
    """Publish a correction on every language version of the article's story.

    ``texts`` maps language codes to explanations; the article's own language must be
    among them. It stands on every version at once, and who can translate a missing
    explanation is told by mail. Raises ValidationError if no version is live.
    """
    versions = _versions(article.translation_key)
    if not any(version.live for version in versions):
        raise ValidationError(
            _("Only a published article can be corrected in public."), code="not_live"
        )
    own = article.locale.language_code
    if not texts.get(own, "").strip():
        raise ValidationError(
            {own: _("Explain the correction in the language of this article.")},
            code="required",
        )
    correction = Correction.objects.create(
        story=article.translation_key, at=_past(at), made_by=user
    )
    given = _write_all(CorrectionText, correction, texts, user)
    _audit("articles.correction.publish", correction, versions, user, texts=given)
    missing = _languages(versions) - given.keys()
    if missing:
        tell_translators(correction)
    return correction


@transaction.atomic
def translate_correction(
    *, correction: Correction, language_code: str, text: str, user: Any = None
) -> CorrectionText:
    """Give a correction its words in a language that has none yet."""
    words: CorrectionText = _translate(
        CorrectionText, correction, language_code, text, user
    )
    return words


@transaction.atomic
def amend_correction(
    *, correction: Correction, language_code: str, text: str, user: Any = None
) -> CorrectionText:
    """Replace a correction's words in one language; the audit keeps both."""
    words: CorrectionText = _amend(
        CorrectionText, correction, language_code, text, user
    )
    return words


@transaction.atomic
def post_live_entry(
    *,
    article: ArticlePage,
    texts: Mapping[str, str],
    user: Any = None,
    at: datetime | None = None,
) -> LiveEntry:
    """Add an entry to a live report, in at least one language.

    Readers of a language see it once it has words there. Raises ValidationError if
    the article is no live report.
    """
    if not is_live_report(article):
        raise ValidationError(
            _("This article is not a live report."), code="not_live_report"
        )
    entry = LiveEntry.objects.create(
        story=article.translation_key, at=_past(at), made_by=user
    )
    given = _write_all(LiveEntryText, entry, texts, user)
    if not given:
        raise ValidationError(
            _("Write the entry in at least one language."), code="required"
        )
    versions = _versions(entry.story)
    _audit("articles.live_entry.post", entry, versions, user, texts=given)
    return entry


@transaction.atomic
def translate_live_entry(
    *, entry: LiveEntry, language_code: str, text: str, user: Any = None
) -> LiveEntryText:
    """Give a live entry its words in a language that has none yet."""
    words: LiveEntryText = _translate(LiveEntryText, entry, language_code, text, user)
    return words


@transaction.atomic
def amend_live_entry(
    *, entry: LiveEntry, language_code: str, text: str, user: Any = None
) -> LiveEntryText:
    """Replace a live entry's words in one language; the audit keeps both."""
    words: LiveEntryText = _amend(LiveEntryText, entry, language_code, text, user)
    return words


@transaction.atomic
def retract_live_entry(*, entry: LiveEntry, user: Any = None) -> None:
    """Take a live entry away from readers of every language.

    What it said stays in the audit log of the article's versions.
    """
    said = dict(entry.texts.values_list("locale__language_code", "text"))
    versions = _versions(entry.story)
    _audit("articles.live_entry.retract", entry, versions, user, texts=said)
    entry.delete()


def is_live_report(article: ArticlePage) -> bool:
    """Whether the article is a live report, in public or in its newest draft."""
    if article.is_live_report:
        return True
    return bool(article.get_latest_revision_as_object().is_live_report)


def _versions(story: uuid.UUID) -> list[ArticlePage]:
    versions = ArticlePage.objects.filter(translation_key=story).defer("body")
    return list(versions.select_related("locale").order_by("locale_id"))


def _languages(versions: Iterable[ArticlePage]) -> set[str]:
    return {version.locale.language_code for version in versions}


def _past(at: datetime | None) -> datetime:
    """Return ``at`` or now: what stands on a page must not claim a time to come."""
    now = timezone.now()
    if at is not None and at > now:
        raise ValidationError(_("The time is in the future."), code="future")
    return at or now


def _checked(model: type[Words], language_code: str, text: str) -> tuple[int, str]:
    """Return the language's locale id and the text as it is stored."""
    if language_code not in locale_ids():
        raise ValidationError(
            _("The site has no language “%(code)s”.") % {"code": language_code},
            code="language",
        )
    text = "\n".join(text.strip().splitlines())
    longest = model._meta.get_field("text").max_length
    if longest and len(text) > longest:
        raise ValidationError(
            {
                language_code: _("The text is longer than %(longest)d characters.")
                % {"longest": longest}
            },
            code="max_length",
        )
    return locale_ids()[language_code], text


def _write_all(
    model: type[Any], fact: Fact, texts: Mapping[str, str], user: Any
) -> dict[str, str]:
    given = {}
    for code, written in texts.items():
        locale_id, text = _checked(model, code, written)
        if text:
            given[code] = text
            model.objects.create(
                fact=fact, locale_id=locale_id, text=text, written_by=user
            )
    return given


def _translate(
    model: type[Any], fact: Fact, language_code: str, text: str, user: Any
) -> Any:
    locale_id, text = _required(model, language_code, text)
    type(fact).objects.select_for_update().get(pk=fact.pk)
    words, is_new = model.objects.get_or_create(
        fact=fact, locale_id=locale_id, defaults={"text": text, "written_by": user}
    )
    if not is_new:
        raise ValidationError(
            {language_code: _("Someone has translated this already.")},
            code="translated",
        )
    _audit_words("translate", fact, language_code, user, text=text)
    return words


def _amend(
    model: type[Any], fact: Fact, language_code: str, text: str, user: Any
) -> Any:
    locale_id, text = _required(model, language_code, text)
    words = (
        model.objects.select_for_update().filter(fact=fact, locale_id=locale_id).first()
    )
    if words is None:
        raise ValidationError(
            {language_code: _("There is no text in this language to change.")},
            code="untranslated",
        )
    if words.text == text:
        return words
    before, words.text, words.written_by = words.text, text, user
    words.save(update_fields=["text", "written_by"])
    _audit_words("amend", fact, language_code, user, before=before, text=text)
    return words


def _required(model: type[Any], language_code: str, text: str) -> tuple[int, str]:
    locale_id, text = _checked(model, language_code, text)
    if not text:
        raise ValidationError({language_code: _("Write the text.")}, code="required")
    return locale_id, text


def _audit_words(
    verb: str, fact: Fact, language_code: str, user: Any, **data: str
) -> None:
    """Log at the version of one language, or at all if that language has none."""
    room = "correction" if isinstance(fact, Correction) else "live_entry"
    versions = _versions(fact.story)
    own = [v for v in versions if v.locale.language_code == language_code]
    _audit(
        f"articles.{room}.{verb}",
        fact,
        own or versions,
        user,
        language=language_code,
        **data,
    )


def _audit(
    action: str, fact: Fact, versions: Iterable[ArticlePage], user: Any, **data: Any
) -> None:
    together = uuid.uuid4()
    for version in versions:
        log(
            instance=version,
            action=action,
            user=user,
            uuid=together,
            data={"id": fact.pk, "at": fact.at.isoformat(), **data},
        )
