"""Topics, places, people and tags in the admin."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from articles.models import (
    ArticlePage,
    ArticleTopic,
    Person,
    PersonWords,
    Tag,
    Topic,
    TopicWords,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(newsroom):
    """Return a function that makes a topic of names per language."""

    def make(**names: str) -> Topic:
        topic = Topic.objects.create()
        for code, name in names.items():
            TopicWords.objects.create(
                term=topic, locale=newsroom.locale(code), name=name
            )
        return topic

    return make


def words_form(newsroom, *rows):
    return nested_form_data(
        {
            "words": inline_formset(
                [
                    {
                        "locale": newsroom.locale(code).pk,
                        "name": name,
                        "description": "",
                        "slug": slug,
                    }
                    for code, name, slug in rows
                ]
            )
        }
    )


def test_editor_adds_a_topic_with_its_words(client, newsroom, accounts):
    client.force_login(accounts["editor_az"])
    response = client.post(
        reverse(Topic.snippet_viewset.get_url_name("add")),
        words_form(newsroom, ("az", "Məskunlaşma", ""), ("ru", "Расселение", "")),
    )
    assert response.status_code == 302
    topic = Topic.objects.get()
    assert set(topic.words.values_list("slug", flat=True)) == {
        "meskunlasma",
        "rasselenie",
    }


@pytest.mark.parametrize(
    "rows",
    [
        [("az", "Su", ""), ("az", "Sular", "")],
        [("az", "Su", "torpaq")],
    ],
)
def test_doubled_language_or_taken_slug_is_a_message(
    client, newsroom, accounts, topic, rows
):
    topic(az="Torpaq")
    client.force_login(accounts["editor_az"])
    response = client.post(
        reverse(Topic.snippet_viewset.get_url_name("add")),
        words_form(newsroom, *rows),
    )
    assert response.status_code == 200
    assert Topic.objects.count() == 1


def test_list_shows_names_per_language_and_what_is_missing(client, accounts, topic):
    topic(az="Su", en="Water")
    client.force_login(accounts["editor_az"])
    page = client.get(reverse(Topic.snippet_viewset.get_url_name("list")))
    results = page.content.decode().split('id="listing-results"', 1)[1]
    assert "Su" in results
    assert "Water" in results
    assert results.count("w-status--label") == 1


@pytest.mark.parametrize("query", ["SƏNƏD", "sened", "документы", "Docu"])
def test_chooser_finds_a_term_by_its_name_in_any_language(
    client, accounts, topic, query
):
    found = topic(az="Sənədlər", en="Documents", ru="Документы")
    topic(az="Su", en="Water", ru="Вода")
    client.force_login(accounts["editor_az"])
    page = client.get(
        reverse(Topic.snippet_viewset.chooser_viewset.get_url_name("choose_results")),
        {"q": query},
    )
    assert [item.pk for item in page.context["results"]] == [found.pk]


def test_lists_cost_the_same_at_any_length(
    client, accounts, topic, django_assert_max_num_queries
):
    client.force_login(accounts["editor_az"])
    addresses = [
        reverse(Topic.snippet_viewset.get_url_name("list")),
        reverse(Topic.snippet_viewset.chooser_viewset.get_url_name("choose")),
    ]
    topic(az="Bir")
    for address in addresses:
        client.get(address)  # warm
        with django_assert_max_num_queries(60) as few:
            client.get(address)
        before = len(few)
        for number in range(12):
            topic(az=f"Mövzu {number}", en=f"Topic {number}")
        with django_assert_max_num_queries(before):
            client.get(address)


def test_term_in_use_cannot_be_deleted(client, accounts, topic, write_article):
    used = topic(az="Su")
    article = write_article()
    article.topic_links.add(ArticleTopic(topic=used))
    article.save_revision().publish()
    client.force_login(accounts["chief"])
    response = client.post(
        reverse(Topic.snippet_viewset.get_url_name("delete"), args=[used.pk])
    )
    assert response.status_code == 302
    assert Topic.objects.filter(pk=used.pk).exists()


def test_only_the_chief_sees_tags(client, accounts):
    Tag.objects.create(name="su")
    address = reverse(Tag.snippet_viewset.get_url_name("list"))
    client.force_login(accounts["editor_az"])
    assert client.get(address).status_code == 302
    client.force_login(accounts["chief"])
    assert client.get(address).status_code == 200


def test_article_form_offers_choosers_and_saves_what_was_chosen(
    client, newsroom, accounts, topic
):
    water = topic(az="Su")
    person = Person.objects.create()
    PersonWords.objects.create(
        term=person, locale=newsroom.locale("az"), name="Redaksiya"
    )
    client.force_login(accounts["editor_az"])
    address = reverse(
        "wagtailadmin_pages:add",
        args=["articles", "articlepage", newsroom.news["az"].pk],
    )
    page = client.get(address)
    assert page.status_code == 200
    for name in ("topic", "place", "person"):
        assert f"/snippets/choose/articles/{name}/" in page.content.decode()

    none = inline_formset([])
    response = client.post(
        address,
        nested_form_data(
            {
                "title": "Quyu qazıldı",
                "standfirst": "Kənddə yeni quyu var.",
                "kind": "news",
                "body": {"count": "0"},
                "slug": "quyu-qazildi",
                "contributors": inline_formset(
                    [{"person": person.pk, "part": "author", "ORDER": "1"}]
                ),
                "topic_links": inline_formset([{"topic": water.pk, "ORDER": "1"}]),
                "place_links": none,
                "translator_credits": none,
                "comments": none,
            }
        ),
    )
    assert response.status_code == 302, response.context["form"].errors
    latest = ArticlePage.objects.get().get_latest_revision_as_object()
    assert [link.topic_id for link in latest.topic_links.all()] == [water.pk]
    assert [link.person_id for link in latest.contributors.all()] == [person.pk]
