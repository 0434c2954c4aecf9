"""Engines and documents for the tests of the search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from search.analysis import analyse, term, words
from search.engines import Engine, Entry, Lookup, MemoryEngine, get_engine

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["memory", "embedded"])
def engine(request: pytest.FixtureRequest, db: None) -> Engine:
    """The engine in memory, and the one of the database that the tests run on."""
    return MemoryEngine() if request.param == "memory" else get_engine()


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    """Return a function that analyses a document for an engine. Document 1 is of the
    first day of the year, document 2 of the second …"""

    def make(
        pk: int,
        title: str,
        body: str = "",
        *,
        language: str = "az",
        keys: Iterable[str] = (),
        dated: bool = True,
    ) -> Entry:
        head, text = analyse(title, language), analyse(body, language)
        return Entry(
            pk=pk,
            title=head.stems,
            body=text.stems,
            fold=list(dict.fromkeys(head.folds + text.folds)),
            prefix5=list(dict.fromkeys(head.prefixes + text.prefixes)),
            keys=[f"language:{language}", *keys],
            published_at=FIRST_DAY + timedelta(days=pk - 1) if dated else None,
        )

    return make


@pytest.fixture
def look_up() -> Callable[..., Lookup]:
    """Return a function that makes a lookup of a text's words."""

    def make(text: str, *, language: str = "az", **options: object) -> Lookup:
        terms = [term(word, language) for word in words(text, language)]
        return Lookup(terms=terms, **options)  # type: ignore[arg-type]

    return make
