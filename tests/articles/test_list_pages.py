"""Pages that list articles: what they show and what they cost."""

import pytest
from django.utils import timezone

from articles.models import (
    ArticlePlace,
    ArticleTopic,
    Person,
    PersonWords,
    Place,
    PlaceWords,
    Topic,
    TopicWords,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(newsroom):
    """A topic, a place and a person, with words in all three languages."""
    made = {}
    for name, model, words in (
        ("topic", Topic, TopicWords),
        ("place", Place, PlaceWords),
        ("person", Person, PersonWords),
    ):
        made[name] = model.objects.create()
        for code in ("az", "en", "ru"):
            words.objects.create(
                term=made[name], locale=newsroom.locale(code), name=f"{name} {code}"
            )
    return made


def publish(write_article, filed, code, count):
    for number in range(count):
        article = write_article(code, title=f"Story {code} {number}", publish=False)
        article.topic_links.add(ArticleTopic(topic=filed["topic"]))
        article.place_links.add(ArticlePlace(place=filed["place"]))
        article.contributors.create(person=filed["person"])
        article.tags.add("shared")
        article.save_revision().publish()


def addresses(code: str) -> list[str]:
    today = timezone.localdate()
    section = {"az": "xeberler", "en": "news", "ru": "novosti"}[code]
    return [
        f"/{code}/{section}/",
        f"/{code}/topics/topic-{code}/",
        f"/{code}/places/place-{code}/",
        f"/{code}/people/person-{code}/",
        f"/{code}/tags/shared/",
        f"/{code}/kinds/news/",
        f"/{code}/archive/{today.year}/{today.month}/{today.day}/",
    ]


@pytest.mark.parametrize("code", ["az", "en", "ru"])
def test_every_list_shows_the_article_and_costs_the_same_for_few_and_many(
    client, write_article, filed, code, django_assert_max_num_queries
):
    counts = {}
    for rounds in (2, 12):
        publish(write_article, filed, code, rounds)
        for address in addresses(code):
            client.get(address)
            with django_assert_max_num_queries(8) as captured:
                response = client.get(address)
            assert response.status_code == 200, address
            assert f"Story {code} 0" in response.content.decode(), address
            counts.setdefault(address, set()).add(len(captured))
    assert all(len(found) == 1 for found in counts.values()), counts


def test_a_list_of_one_language_shows_no_other(client, write_article, filed):
    publish(write_article, filed, "az", 1)
    html = client.get("/en/topics/topic-en/").content.decode()
    assert "Story az" not in html


def test_a_tag_unused_in_a_language_does_not_exist_there(client, write_article, filed):
    publish(write_article, filed, "az", 1)
    assert client.get("/az/tags/shared/").status_code == 200
    assert client.get("/en/tags/shared/").status_code == 404


def test_the_archive_leads_to_the_newest_day(client, write_article):
    write_article()
    today = timezone.localdate()
    target = f"/az/archive/{today.year}/{today.month}/{today.day}/"
    assert client.get("/az/archive/")["Location"] == target


@pytest.mark.parametrize("day", ["2026/2/30", "0/1/1", "9999/12/31", "2026/13/1"])
def test_days_that_cannot_be_are_not_found_or_empty(client, newsroom, day):
    assert client.get(f"/az/archive/{day}/").status_code in {200, 404}
