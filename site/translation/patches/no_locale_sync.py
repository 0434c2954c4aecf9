"""The locale form offers no "Synchronise content from another locale".

That component fills a language with aliases: the source's words at its addresses. It
registers itself on import and has no setting, so its registration is taken back.
"""

from __future__ import annotations

from wagtail_localize.locales.components import LOCALE_COMPONENTS
from wagtail_localize.models import LocaleSynchronization

__all__ = ["apply"]


def apply() -> None:
    LOCALE_COMPONENTS[:] = [
        component
        for component in LOCALE_COMPONENTS
        if component["model"] is not LocaleSynchronization
    ]
