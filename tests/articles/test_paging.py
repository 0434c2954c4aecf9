"""Keyset pages: nothing twice, nothing missed, in either direction."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import ArticlePage, ListingEntry
from articles.paging import Cursor, latest, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def archive(write_article) -> list[ArticlePage]:
    """Seven articles, newest first; the third and fourth of the same instant."""
    now = timezone.now().replace(microsecond=123456)
    ages = [0, 1, 2, 2, 3, 4, 5]
    made = []
    for number, age in enumerate(ages):
        article = write_article(title=f"Məqalə {number}")
        when = now - timedelta(hours=age)
        ListingEntry.objects.filter(article=article).update(published_at=when)
        made.append((when, article.pk, article))
    return [a for _when, _pk, a in sorted(made, key=lambda row: row[:2], reverse=True)]


def walk(locale_id: int, way: str, start: str = "") -> list[list[int]]:
    pages, query = [], start
    while True:
        key, _eq, value = query.lstrip("?").partition("=")
        page = read_page("all", locale_id, size=3, **({key: value} if key else {}))
        pages.append([article.pk for article in page.articles])
        query = getattr(page, way)
        if not query:
            return pages


def test_walking_to_the_end_meets_every_article_once(archive):
    pages = walk(archive[0].locale_id, "older")
    assert [pk for page in pages for pk in page] == [a.pk for a in archive]


def test_walking_back_from_the_end_meets_the_same_articles(archive):
    locale_id = archive[0].locale_id
    last = ListingEntry.objects.get(stream="all", article=archive[-1])
    pages = walk(locale_id, "newer", f"?after={Cursor.at(last)}")
    back = [pk for page in reversed(pages) for pk in page]
    assert back == [a.pk for a in archive[:-1]]


@pytest.mark.parametrize(
    "text", ["", "x", "20261399T000000.000000Z-1", "٢٠٢٦1124T101500.000000Z-1", "'--"]
)
def test_an_unreadable_cursor_gives_the_newest_page(archive, text):
    page = read_page("all", archive[0].locale_id, before=text, size=3)
    assert page.articles[0].pk == archive[0].pk
    assert page.newer == ""


def test_a_cursor_survives_being_written_and_read(archive):
    entry = ListingEntry.objects.filter(stream="all").first()
    cursor = Cursor.at(entry)
    assert Cursor.parse(str(cursor)) == cursor


def test_latest_costs_one_query(archive, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = latest("all", archive[0].locale_id, 5)
    assert len(found) == 5
