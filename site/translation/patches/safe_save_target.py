"""``Translation.save_target`` never writes half a translation to a live row.

Stock saves the page's row before its revision, falls back to the source's words where
a translation is missing, creates parent pages as aliases, and makes slugs with an
ASCII-only function. Any code that calls it (stock views, other packages) gets our
actions instead, and a ``ValidationError`` where they refuse.
"""

from __future__ import annotations

from typing import Any

from wagtail_localize.models import Translation

from translation import actions, versions

__all__ = ["apply", "stock"]

# What the benchmark compares with.
stock = Translation.save_target


def _save_target(
    translation: Translation, user: Any = None, publish: bool = True
) -> None:
    if versions.target_page(translation) is None:
        source_page = translation.source.get_source_instance()
        versions.create_page(source_page, translation.target_locale, user)
        actions.state_of(translation)
    if publish:
        actions.publish_translation(translation=translation, user=user)
    else:
        actions.save_draft(translation=translation, user=user)


def apply() -> None:
    Translation.save_target = _save_target
