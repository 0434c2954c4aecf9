"""Which feeds there are, what is never in them, and what they cost."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import override

from articles.feed_urls import feed_links
from articles.models import (
    ArticleTopic,
    Kind,
    PersonWords,
    PlaceWords,
    Tag,
    Topic,
    TopicWords,
)
from articles.navigation import section_at
from tests.articles.feed_reader import (
    FORMATS,
    LANGUAGES,
    correct,
    read,
    text,
    titles,
)
from tests.conftest import add_section

pytestmark = pytest.mark.django_db


def every_feed(code: str, form: str) -> list[str]:
    """Return the addresses of one feed of each sort that the story stands in."""
    locale = {"locale__language_code": code}
    tag = {"az": "berpa", "en": "repair", "ru": "remont"}[code]
    assert Tag.objects.filter(slug=tag).exists()
    slugs = {
        "topic": TopicWords.objects.get(**locale).slug,
        "place": PlaceWords.objects.get(**locale).slug,
        "person": PersonWords.objects.filter(**locale).earliest("pk").slug,
        "tag": tag,
        "kind": "news",
        "section": {"az": "xeberler", "en": "news", "ru": "novosti"}[code],
    }
    with override(code):
        return [
            reverse(f"site_{form}"),
            *(reverse(f"{name}_{form}", args=[slug]) for name, slug in slugs.items()),
        ]


@pytest.mark.database
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_feed_has_the_article_in_its_own_language(
    client, filed_story, code, form
):
    for path in every_feed(code, form):
        assert path.startswith(f"/{code}/feed/")
        root = read(client, path)
        assert titles(root) == [filed_story[code].title], path
        if form == "atom":
            language = root.get("{http://www.w3.org/XML/1998/namespace}lang")
        else:
            language = text(root, "channel/language")
        assert language == code


def test_addresses_are_the_documented_ones(client, filed_story):
    found = [path.removeprefix("/az/feed/") for path in every_feed("az", "atom")]
    assert found == [
        "atom.xml",
        "topic/ekologiya/atom.xml",
        "place/cinarli/atom.xml",
        "person/eli-sinaq/atom.xml",
        "tag/berpa/atom.xml",
        "kind/news/atom.xml",
        "section/xeberler/atom.xml",
    ]


def test_section_feed_is_found_by_the_whole_path(client, newsroom, write_article):
    below = add_section(newsroom.news, {"az": "Cəmiyyət"})
    write_article(title="Yuxarıda")
    write_article(title="Aşağıda", section=below["az"])
    path = "/az/feed/section/xeberler/cemiyyet/atom.xml"
    assert titles(read(client, path)) == ["Aşağıda"]


@pytest.mark.parametrize("state", ["draft", "embargo", "scheduled", "unpublished"])
def test_what_is_not_public_is_in_no_feed(
    client, newsroom, write_article, terms, state
):
    later = timezone.now() + timedelta(days=1)
    fields = {"embargo": {"embargo_until": later}, "scheduled": {"go_live_at": later}}
    for code in LANGUAGES:
        public = write_article(code, title="Açıq", standfirst="Açıq.", publish=False)
        public.topic_links.add(ArticleTopic(topic=terms.topic))
        public.save_revision().publish()
        canary = write_article(
            code,
            title="KANAREYKA",
            publish=state != "draft",
            **fields.get(state, {}),
        )
        ArticleTopic.objects.create(article=canary, topic=terms.topic)
        if state == "unpublished":
            canary.unpublish()
        correct(canary, timezone.now(), newsroom, **{code: "KANAREYKA"})
        with override(code):
            slug = TopicWords.objects.get(locale=newsroom.locale(code)).slug
            paths = [
                reverse(f"{name}_{form}", args=args)
                for form in FORMATS
                for name, args in (
                    ("site", []),
                    ("section", [newsroom.news[code].slug]),
                    ("kind", ["news"]),
                    ("topic", [slug]),
                    ("corrections", []),
                )
            ]
        for path in paths:
            response = client.get(path)
            assert response.status_code == 200
            assert "KANAREYKA" not in response.content.decode(), path
        assert "Açıq" in client.get(f"/{code}/feed/atom.xml").content.decode()


def test_list_that_does_not_exist_in_a_language_has_no_feed_there(
    client, newsroom, write_article
):
    only_az = Topic.objects.create()
    TopicWords.objects.create(term=only_az, locale=newsroom.locale("az"), name="Su")
    article = write_article(publish=False)
    article.topic_links.add(ArticleTopic(topic=only_az))
    article.save_revision().publish()
    assert client.get("/az/feed/topic/su/atom.xml").status_code == 200
    Tag.objects.create(name="heç kim", slug="hec-kim")
    newsroom.news["en"].unpublish()
    for path in (
        "/en/feed/topic/su/atom.xml",
        "/en/feed/section/news/atom.xml",
        "/en/feed/section/none/atom.xml",
        "/en/feed/kind/gossip/atom.xml",
        "/en/feed/person/nobody/rss.xml",
        "/az/feed/tag/hec-kim/atom.xml",
        "/az/feed/json.xml",
    ):
        assert client.get(path).status_code == 404, path


def test_feed_of_a_tag_exists_only_where_the_tag_is_used(client, filed_story):
    assert client.get("/az/feed/tag/berpa/atom.xml").status_code == 200
    assert client.get("/en/feed/tag/berpa/atom.xml").status_code == 404


def test_feed_holds_the_newest_fifty(client, newsroom, write_article, monkeypatch):
    monkeypatch.setattr("articles.feeds.lists.MAX_ENTRIES", 2)
    for title in ("Bir", "İki", "Üç"):
        write_article(title=title)
    assert titles(read(client, "/az/feed/atom.xml")) == ["Üç", "İki"]


def test_default_length_is_fifty():
    from articles.feeds.lists import MAX_ENTRIES  # noqa: PLC0415 - the true value

    assert MAX_ENTRIES == 50


# Path → queries. The list, its terms and people, its corrections …
COSTS = {
    "/az/feed/atom.xml": 3,
    "/az/feed/kind/news/rss.xml": 3,
    # … and the owner of the list.
    "/az/feed/section/xeberler/atom.xml": 4,
    "/az/feed/topic/ekologiya/atom.xml": 4,
    "/az/feed/place/cinarli/rss.xml": 4,
    "/az/feed/person/eli-sinaq/atom.xml": 4,
    "/az/feed/tag/soz/rss.xml": 4,
    "/az/feed/corrections/atom.xml": 1,
}


@pytest.mark.database
@pytest.mark.parametrize("count", [5, 40])
def test_cost_does_not_grow_with_the_list(
    client, newsroom, write_article, terms, django_assert_num_queries, count
):
    for number in range(count):
        article = write_article(title=f"Məqalə {number}", publish=False)
        terms.file(article, "söz")
        correct(article, timezone.now(), newsroom, az=f"Düzəliş {number}")
    client.get("/az/feed/atom.xml")
    for path, queries in COSTS.items():
        with django_assert_num_queries(queries):
            root = read(client, path)
        assert len(titles(root)) == count


@pytest.mark.parametrize("path", ["/az/feed/atom.xml", "/az/feed/rss.xml"])
def test_unchanged_feed_is_not_sent_again(client, write_article, path):
    write_article(title="Bir")
    first = client.get(path)
    known = {"If-None-Match": first.headers["ETag"]}
    answer = client.get(path, headers=known)
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["ETag"] == first.headers["ETag"]
    assert "public" in answer.headers["Cache-Control"]
    article = write_article(title="İki")
    assert client.get(path, headers=known).status_code == 200
    two = client.get(path).headers["ETag"]
    article.unpublish()
    again = client.get(path, headers={"If-None-Match": two})
    assert again.status_code == 200
    assert "İki" not in again.content.decode()
    since = {"If-Modified-Since": http_date()}
    assert client.get(path, headers=since).status_code == 200


@pytest.mark.parametrize("form", FORMATS)
def test_empty_feed_is_valid_and_stays_the_same(client, newsroom, form):
    path = f"/az/feed/{form}.xml"
    first = client.get(path)
    ElementTree.fromstring(first.content)  # noqa: S314 - our own output
    answer = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert answer.status_code == 304


def test_feed_is_the_same_for_everyone_and_only_read(client, write_article, accounts):
    write_article()
    anonymous = client.get("/az/feed/atom.xml")
    assert "Cookie" not in anonymous.headers.get("Vary", "")
    assert not anonymous.cookies
    client.force_login(accounts["chief"])
    assert client.get("/az/feed/atom.xml").content == anonymous.content
    assert client.post("/az/feed/atom.xml").status_code == 405
    kind = anonymous.headers["Content-Type"]
    assert kind == "application/atom+xml; charset=utf-8"


@pytest.mark.parametrize("code", LANGUAGES)
def test_advertised_links_lead_to_feeds(client, newsroom, filed_story, terms, code):
    locale = newsroom.locale(code)
    news = newsroom.news[code]
    cache.clear()
    section = section_at(news.path, locale.pk)
    assert section is not None
    with override(code):
        owners = [
            section,
            news,
            TopicWords.objects.get(locale=locale),
            PlaceWords.objects.get(locale=locale),
            PersonWords.objects.get(locale=locale, term=terms.author),
            filed_story[code].tags.get(),
            Kind.NEWS,
            None,
        ]
        for owner in owners:
            links = feed_links(owner)
            assert len(dict(links)) == 2
            assert reverse("site_atom") in dict(links).values()
            for title, path in links:
                root = read(client, path)
                assert text(root, "a:title") == title
        assert feed_links(section) == feed_links(news)
        assert feed_links()[0][1] == reverse("site_atom")
