"""A page type is searchable or says why not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from core.models import BasePage
from core.searchable import SearchablePage
from search.checks import check_pages_are_searchable, faults_of
from search.registry import concrete_pages, kind_labels, searchable_models


class Searchable(SearchablePage):
    search_kinds = {"note": "Note"}


class WithoutKinds(SearchablePage):
    pass


class Both(Searchable):
    search_excluded = "Because."


class Excluded(SimpleNamespace):
    search_excluded = "Because."


class Neither(SimpleNamespace):
    pass


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (Searchable, None),
        (Excluded, None),
        (Neither, "search.E001"),
        (Both, "search.E001"),
        (WithoutKinds, "search.E002"),
    ],
)
def test_each_page_type_is_searchable_or_says_why_not(
    page: Any, fault: str | None
) -> None:
    assert [found.id for found in faults_of([page])] == ([fault] if fault else [])


def test_the_page_types_of_the_site_keep_the_rule() -> None:
    assert check_pages_are_searchable() == []
    assert len(concrete_pages()) >= 4
    assert BasePage not in concrete_pages()


def test_every_kind_has_a_name() -> None:
    kinds = {kind for model in searchable_models() for kind in model.search_kinds}
    assert {"news", "opinion", "page"} <= kinds == set(kind_labels())
