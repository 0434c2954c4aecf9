"""What each type of page costs a reader in queries: the same at any size of archive.

Measured as an anonymous reader's second request, when the process is warm.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.locales import language_codes
from core.models import BasePage, Picture
from core.pictures.actions import make_picture_renditions
from core.routing import find_page
from demo.actions import seed_newsroom
from demo.archive import grow_archive
from tests.demo.readers_pages import ARTICLES, LISTINGS, readers_pages

pytestmark = pytest.mark.django_db

LISTS = [name + page for name in LISTINGS for page in ("", ", deep")]
# What the issue allows: type of page → queries.
ALLOWED = {
    "front page": 10,
    "front page, not curated": 10,
    **dict.fromkeys(ARTICLES, 8),
    **dict.fromkeys([*LISTS, "day", "corrections", "standard page"], 8),
    "search": 6,
    "search, no page has the word": 6,
    "search without words": 6,
    "page that is not there": 8,
    "missing translation": 8,
}
# What they cost.
PINNED = {
    "front page": 8,
    "front page, not curated": 7,
    "live report": 8,
    "corrected article": 7,
    "article of the archive": 7,
    **dict.fromkeys(LISTS, 4),
    "kind": 2,
    "kind, deep": 2,
    "day": 4,
    "corrections": 1,
    "standard page": 2,
    "search": 3,
    "search, no page has the word": 2,
    "search without words": 0,
    "page that is not there": 4,
    "missing translation": 4,
}
# Stand in every sentence of the small newsroom's archive.
WORDS = {"az": "cümlə", "en": "sentence", "ru": "предложение"}


@pytest.fixture
def grow(content, calendar):
    """Seed the small newsroom; return what grows its archive."""
    seed_newsroom(content, calendar=calendar)
    for picture in Picture.objects.all():
        make_picture_renditions(picture.pk)
    return lambda size: grow_archive(size, content=content)


def measure() -> dict[str, int]:
    """Return type of page → queries, which must be as many in each language."""
    counts: dict[str, set[int]] = {}
    client = Client()
    for code in language_codes():
        for name, address in readers_pages(code, WORDS[code]).items():
            is_there = name not in {"page that is not there", "missing translation"}
            assert client.get(address).status_code == (200 if is_there else 404), name
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            counts.setdefault(name, set()).add(len(captured))
    assert all(len(found) == 1 for found in counts.values()), counts
    return {name: found.pop() for name, found in counts.items()}


def test_no_pin_is_above_what_is_allowed():
    assert set(PINNED) == set(ALLOWED)
    assert {n: c for n, c in PINNED.items() if c > ALLOWED[n]} == {}


@pytest.mark.database
def test_each_type_of_page_costs_what_is_pinned(grow):
    grow(60)
    assert measure() == PINNED


def test_at_ten_thousand_articles_each_type_costs_the_same(grow):
    assert grow(10_000) == 10_000
    assert measure() == PINNED


def test_every_type_of_page_is_measured(grow):
    """The pages of evidence have tests of their own."""
    grow(60)
    measured = {type(find_page(address)) for address in readers_pages("az").values()}

    def types(model: type[BasePage]) -> set[type[BasePage]]:
        below = {kind for sub in model.__subclasses__() for kind in types(sub)}
        return below if model._meta.abstract else {model, *below}

    rooms = {"front", "articles", "association"}
    missing = {t for t in types(BasePage) if t._meta.app_label in rooms} - measured
    assert missing == set()
