"""Bringing a sample page to another language as translators do.

The words stand in the sample files, so a version is made twice: once as a page that is
never saved, to see which string answers which, and once by the actions of the
translators' desk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from demo.content import ContentError
from translation.actions import (
    publish_translation,
    save_translations,
    submit_for_translation,
)

__all__ = ["publish_in", "texts_of"]

# The desk makes a version's address of its title.
_LEFT_OUT = frozenset({"slug"})


def publish_in(
    *,
    original: Page,
    versions: Mapping[str, Page],
    translators: Mapping[str, Any],
    publisher: Any,
) -> None:
    """Translate ``original`` and publish the versions: language code → page with its
    words, unsaved. ``translators`` are the accounts by language code."""
    if not versions:
        return
    locales = Locale.objects.filter(language_code__in=versions)
    translations = submit_for_translation(
        page=original, locales=locales, user=translators[min(versions)]
    )
    for translation in translations:
        code = translation.target_locale.language_code
        if code not in versions:
            continue
        texts = texts_of(original, versions[code])
        missing = save_translations(
            translation=translation, texts=texts, user=translators[code]
        )
        if missing:
            raise ContentError(f"{original} ({code}): no words for {missing[0].source}")
        publish_translation(translation=translation, user=publisher)


def texts_of(original: Page, version: Page) -> dict[str, str]:
    """Return each string of ``original`` with the one that stands in its place in
    ``version``."""
    theirs = _strings(version)
    texts: dict[str, str] = {}
    for path, strings in _strings(original).items():
        found = theirs.get(path, [])
        if len(found) != len(strings):
            raise ContentError(f"{original}: {path} differs between the languages")
        texts |= dict(zip(strings, found, strict=True))
    return texts


def _strings(page: Page) -> dict[str, list[str]]:
    strings: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(page):
        # A tag's place is named for its word; tags answer each other in order.
        path = "tags" if segment.path.startswith("tags.") else segment.path
        if isinstance(segment, StringSegmentValue) and path not in _LEFT_OUT:
            strings[path].append(segment.string.data)
    return strings
