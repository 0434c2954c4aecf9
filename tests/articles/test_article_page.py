"""The page of an article, as a reader gets it."""

import pytest

from articles.actions import publish_correction
from articles.models import (
    ArticleContributor,
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


def add_terms(newsroom, article) -> None:
    """File an article under a topic, a place and a person with Azerbaijani words."""
    for model, words, link, field in (
        (Topic, TopicWords, ArticleTopic, "topic"),
        (Place, PlaceWords, ArticlePlace, "place"),
        (Person, PersonWords, ArticleContributor, "person"),
    ):
        term = model.objects.create()
        words.objects.create(
            term=term, locale=newsroom.locale("az"), name=f"Ad {field}"
        )
        link.objects.create(article=article, **{field: term})


def test_terms_are_shown_with_links_in_the_article_language(
    client, newsroom, write_article
):
    article = write_article()
    add_terms(newsroom, article)
    html = client.get(article.url_path).content.decode()
    for address in ("/az/topics/ad-topic/", "/az/places/ad-place/"):
        assert f'href="{address}"' in html
    assert 'href="/az/people/ad-person/"' in html


def test_a_term_without_words_in_a_language_is_not_shown_there(
    client, newsroom, write_article
):
    article = write_article("en", title="English story")
    add_terms(newsroom, article)
    html = client.get(article.url_path).content.decode()
    assert "Ad topic" not in html
    assert "/topics/" not in html
    assert client.get("/en/topics/ad-topic/").status_code == 404


def test_a_byline_shows_the_name_there_is_without_a_dead_link(
    client, newsroom, write_article
):
    article = write_article("en", title="English story")
    add_terms(newsroom, article)
    html = client.get(article.url_path).content.decode()
    assert "Ad person" in html
    assert "/people/" not in html


def test_opinion_is_labelled_in_page_and_metadata(client, write_article):
    html = client.get(write_article(kind="opinion").url_path).content.decode()
    assert "OpinionNewsArticle" in html
    assert "kind-opinion" in html or 'data-kind="opinion"' in html


def test_hostile_text_is_escaped_everywhere(client, write_article):
    bad = '"><script>alert(1)</script>'
    article = write_article(title=bad, standfirst=bad, kicker=bad, slug="bad")
    html = client.get(article.url_path).content.decode()
    assert "<script>alert" not in html


@pytest.mark.parametrize("code", ["az", "en", "ru"])
def test_an_ordinary_article_costs_eight_queries(
    client, newsroom, write_article, django_assert_max_num_queries, code
):
    for number in range(6):
        write_article(code, title=f"Story {number}")
    article = write_article(code, title="The story")
    add_terms(newsroom, article)
    publish_correction(article=article, texts={code: "Düzəliş."}, user=None)
    client.get(article.url_path)
    with django_assert_max_num_queries(8):
        response = client.get(article.url_path)
    assert response.status_code == 200
