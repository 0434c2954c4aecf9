"""Rules of the search that a machine can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from core.models import BasePage
from core.searchable import SearchablePage
from search.registry import concrete_pages

__all__ = ["check_pages_are_searchable", "faults_of"]


def faults_of(pages: Sequence[type[BasePage]]) -> list[CheckMessage]:
    """Return an error for each page type that readers cannot find for no reason."""
    faults: list[CheckMessage] = []
    for page in pages:
        searchable = issubclass(page, SearchablePage)
        reason = getattr(page, "search_excluded", "")
        if searchable == bool(reason):
            faults.append(
                Error(
                    f"{page.__name__} is neither searchable nor excluded, or is both.",
                    hint=(
                        "Mix in core.searchable.SearchablePage, or say why not in "
                        "`search_excluded`."
                    ),
                    obj=page,
                    id="search.E001",
                )
            )
        elif searchable and not getattr(page, "search_kinds", None):
            faults.append(
                Error(
                    f"{page.__name__} names no `search_kinds`.",
                    obj=page,
                    id="search.E002",
                )
            )
    return faults


@register("search")
def check_pages_are_searchable(**kwargs: Any) -> list[CheckMessage]:
    return faults_of(concrete_pages())
