"""The places where wagtail-localize 1.14.5 itself has to behave otherwise.

Each file is one patch: what is replaced, why nothing milder does, and ``apply()``.
``tests/translation/test_rules.py`` holds them against the pinned version.
"""

from translation.patches import (
    bulk_segments,
    empty_blocks,
    no_locale_sync,
    safe_save_target,
    written_dates,
)

_PATCHES = (
    bulk_segments,
    empty_blocks,
    no_locale_sync,
    safe_save_target,
    written_dates,
)

__all__ = ["apply"]


def apply() -> None:
    for patch in _PATCHES:
        patch.apply()
