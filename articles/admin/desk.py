"""What an account may write about a story: corrections and live entries.

A correction's or an entry's words in a language belong to the article's version in
that language: who may edit the version may write them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.permissions import policy_registry

from articles.models import ArticlePage, Correction, CorrectionText
from core.locales import locale_ids

__all__ = ["StoryDesk", "corrections_waiting", "desks", "language_name"]


def language_name(code: str) -> str:
    return str(dict(settings.LANGUAGES)[code])


class StoryDesk:
    """One story as one account may work on it. ``versions`` maps language codes to
    the story's pages, in the order of the site's languages."""

    def __init__(self, user: Any, versions: Iterable[ArticlePage]) -> None:
        by_locale = {version.locale_id: version for version in versions}
        self.user = user
        self.versions = {
            code: by_locale[locale_ids()[code]]
            for code, _name in settings.LANGUAGES
            if locale_ids().get(code) in by_locale
        }

    @cached_property
    def writable(self) -> list[str]:
        """The languages that the account may write this story in."""
        return [
            code
            for code, version in self.versions.items()
            if version.permissions_for_user(self.user).can_edit()
        ]

    @property
    def shown_version(self) -> ArticlePage | None:
        """The version to name the story by: in the admin's language if there is one."""
        first = next(iter(self.versions.values()), None)
        return self.versions.get(get_language() or "", first)

    def may_add(self, kind: str) -> bool:
        """Whether the account may add a ``kind``: ``correction`` or ``liveentry``."""
        return bool(self.writable) and self.user.has_perm(f"articles.add_{kind}")

    def may_write(self, kind: str, code: str) -> bool:
        """Whether the account may give a ``kind`` its missing words in a language."""
        return code in self.writable and self.user.has_perm(f"articles.change_{kind}")

    def may_amend(self, kind: str, code: str) -> bool:
        """Whether the account may replace words that stand already."""
        return code in self.writable and self.may_add(kind)


def desks(user: Any, stories: Iterable[uuid.UUID]) -> dict[uuid.UUID, StoryDesk]:
    """Return the desk of each story, in one query."""
    wanted = set(stories)
    found: dict[uuid.UUID, list[ArticlePage]] = {story: [] for story in wanted}
    for version in ArticlePage.objects.filter(translation_key__in=wanted).defer("body"):
        found[version.translation_key].append(version)
    return {story: StoryDesk(user, versions) for story, versions in found.items()}


def corrections_waiting(user: Any, code: str) -> QuerySet[Correction]:
    """Return the corrections without words in a language that ``user`` may write."""
    locale_id = locale_ids().get(code)
    if not user.has_perm("articles.change_correction") or locale_id is None:
        return Correction.objects.none()
    policy = policy_registry.get_by_type(Page)
    writable = policy.instances_user_has_permission_for(user, "change")
    version = writable.filter(translation_key=OuterRef("story"), locale_id=locale_id)
    text = CorrectionText.objects.filter(fact=OuterRef("pk"), locale_id=locale_id)
    return Correction.objects.filter(Exists(version.order_by()), ~Exists(text))
