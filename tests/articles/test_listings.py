"""What stands in a reader's list, and what does not."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage, ListingEntry
from tests.conftest import add_section

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def streams(article: ArticlePage) -> set[str]:
    entries = ListingEntry.objects.filter(article=article)
    return set(entries.values_list("stream", flat=True))


def test_published_article_stands_in_its_section_and_every_section_above(
    newsroom, write_article
):
    below = add_section(newsroom.news, {"az": "Cəmiyyət"})
    article = write_article(section=below["az"])
    assert {"all", "kind:news", newsroom.news["az"].stream, below["az"].stream} == (
        streams(article)
    )


def test_draft_stands_in_no_list(write_article):
    assert streams(write_article(publish=False)) == set()


def test_unpublishing_takes_the_article_out_of_every_list(write_article):
    article = write_article()
    assert streams(article)
    article.unpublish()
    assert streams(article) == set()


def test_moving_an_article_moves_it_between_section_lists(newsroom, write_article):
    culture = add_section(newsroom.fronts, {"az": "Mədəniyyət"})["az"]
    article = write_article()
    article.move(culture, pos="last-child")
    assert culture.stream in streams(article)
    assert newsroom.news["az"].stream not in streams(article)


def test_unpublishing_a_section_with_its_articles_empties_its_list(
    newsroom, write_article
):
    article = write_article()
    page = Page.objects.get(pk=newsroom.news["az"].pk)
    for child in page.get_descendants():
        child.unpublish()
    assert streams(article) == set()


def test_publishing_under_embargo_schedules_instead(write_article):
    until = timezone.now() + timedelta(days=2)
    article = write_article(embargo_until=until)
    assert not article.live
    assert article.go_live_at == until
    assert streams(article) == set()


def test_a_schedule_before_the_embargo_moves_to_its_end(write_article):
    until = timezone.now() + timedelta(days=2)
    article = write_article(
        embargo_until=until, go_live_at=timezone.now() + timedelta(hours=1)
    )
    assert article.go_live_at == until
