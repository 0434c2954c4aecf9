"""Feeds: what is in them, what never is, and what they cost."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from articles.feed_urls import feed_links
from articles.models import (
    ArticleContributor,
    ArticlePage,
    ArticlePlace,
    ArticleTopic,
    ArticleTranslator,
    Correction,
    CorrectionText,
    Kind,
    Person,
    PersonWords,
    Place,
    PlaceWords,
    Tag,
    Topic,
    TopicWords,
)
from articles.navigation import section_at
from tests.conftest import Newsroom, add_section

pytestmark = pytest.mark.django_db

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
LANGUAGES = ("az", "en", "ru")
FORMATS = ("atom", "rss")
# Every character below is one that XML 1.0 cannot hold or that must be escaped in it.
HOSTILE = "A\x00\x0b\x1b\ufffe ]]> <b>&amp;</b> \"'</title> z"


def read(client: Client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200, path
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own output


def titles(root: ElementTree.Element) -> list[str]:
    found = root.findall("a:entry/a:title", NAMES) or root.findall("channel/item/title")
    return [title.text or "" for title in found]


def entry(root: ElementTree.Element) -> ElementTree.Element:
    (found,) = root.findall("a:entry", NAMES) or root.findall("channel/item")
    return found


def text(element: ElementTree.Element, path: str) -> str:
    found = element.find(path, NAMES)
    assert found is not None, path
    return found.text or ""


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path, NAMES)]


class Terms:
    """A topic, a place and two people with words in all three languages."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.topic, self.place = Topic.objects.create(), Place.objects.create()
        self.author, self.translator = Person.objects.create(), Person.objects.create()
        for code, (topic, place, author, translator) in {
            "az": ("Ekologiya", "Çinarlı", "Əli Sınaq", "Günay Sınaq"),
            "en": ("Ecology", "Chinarli", "Ali Sample", "Gunay Sample"),
            "ru": ("Экология", "Чинарлы", "Али Образец", "Гюнай Образец"),
        }.items():
            locale = newsroom.locale(code)
            for model, term, name in (
                (TopicWords, self.topic, topic),
                (PlaceWords, self.place, place),
                (PersonWords, self.author, author),
                (PersonWords, self.translator, translator),
            ):
                model.objects.create(term=term, locale=locale, name=name)

    def file(self, article: ArticlePage, tag: str) -> None:
        ArticleTopic.objects.create(article=article, topic=self.topic)
        ArticlePlace.objects.create(article=article, place=self.place)
        ArticleContributor.objects.create(article=article, person=self.author)
        ArticleTranslator.objects.create(article=article, person=self.translator)
        article = ArticlePage.objects.get(pk=article.pk)
        article.tags.add(tag)
        article.save_revision().publish()


@pytest.fixture
def terms(newsroom: Newsroom) -> Terms:
    return Terms(newsroom)


@pytest.fixture
def story(write_article: Callable[..., ArticlePage], terms: Terms) -> dict[str, Any]:
    """One story in three languages, filed under everything there is."""
    key = uuid.uuid4()
    versions = {}
    for code, (title, standfirst, tag) in {
        "az": ("Dağlıq kənddə bərpa işləri", "Üç ev təmir olundu: ə, ğ.", "bərpa"),
        "en": ("Repairs in a mountain village", "Three houses mended.", "repair"),
        "ru": ("Ремонт в горном селе", "Починили три дома.", "ремонт"),
    }.items():
        versions[code] = write_article(
            code, title=title, standfirst=standfirst, translation_key=key
        )
        terms.file(versions[code], tag)
        versions[code].refresh_from_db()
    return versions


def correct(
    article: ArticlePage, at: datetime, newsroom: Newsroom, **words: str
) -> Correction:
    correction = Correction.objects.create(story=article.translation_key, at=at)
    for code, word in words.items():
        CorrectionText.objects.create(
            fact=correction, locale=newsroom.locale(code), text=word
        )
    return correction


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
def test_every_feed_has_the_article_in_its_own_language(client, story, code, form):
    for path in every_feed(code, form):
        assert path.startswith(f"/{code}/feed/")
        root = read(client, path)
        assert titles(root) == [story[code].title], path
        if form == "atom":
            language = root.get("{http://www.w3.org/XML/1998/namespace}lang")
        else:
            language = text(root, "channel/language")
        assert language == code


def test_addresses_are_the_documented_ones(client, story):
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


def test_atom_entry_tells_everything(client, story, monkeypatch):
    figure = SimpleNamespace(src="/m/a.webp")
    monkeypatch.setattr("articles.feeds.entries.figures_for", lambda ids: {0: figure})
    root = read(client, "/az/feed/atom.xml")
    address = f"http://testserver{story['az'].url_path}"
    found = entry(root)
    key = story["az"].translation_key
    assert text(found, "a:id") == f"tag:testserver,2026:article/{key}/az"
    link = found.find("a:link[@rel='alternate']", NAMES)
    assert link is not None and link.get("href") == address
    assert text(found, "a:summary") == "<p>Üç ev təmir olundu: ə, ğ.</p>"
    assert texts(found, "a:author/a:name") == ["Əli Sınaq"]
    author = "http://testserver/az/people/eli-sinaq/"
    assert texts(found, "a:author/a:uri") == [author]
    assert texts(found, "a:contributor/a:name") == ["Günay Sınaq"]
    terms = [category.get("term") for category in found.findall("a:category", NAMES)]
    with override("az"):
        assert terms == [str(Kind.NEWS.label), "Ekologiya", "Çinarlı", "bərpa"]
    published = story["az"].first_published_at
    assert datetime.fromisoformat(text(found, "a:published")) == published
    picture = found.find("media:content", NAMES)
    assert picture is not None
    assert picture.get("url") == "http://testserver/m/a.webp"
    assert picture.get("type") == "image/webp"
    self_link = root.find("a:link[@rel='self']", NAMES)
    assert self_link is not None
    assert self_link.get("href") == "http://testserver/az/feed/atom.xml"
    assert text(root, "a:id") == "http://testserver/az/feed/atom.xml"
    assert root.find("a:author/a:name", NAMES) is not None


def test_rss_item_tells_everything(client, story):
    root = read(client, "/ru/feed/rss.xml")
    found = entry(root)
    assert text(found, "link") == f"http://testserver{story['ru'].url_path}"
    guid = found.find("guid")
    assert guid is not None and guid.get("isPermaLink") == "false"
    assert text(found, "description") == "<p>Починили три дома.</p>"
    assert texts(found, "dc:creator") == ["Али Образец"]
    assert texts(found, "dc:contributor") == ["Гюнай Образец"]
    assert {"Экология", "Чинарлы", "ремонт"} < set(texts(found, "category"))
    self_link = root.find("channel/a:link[@rel='self']", NAMES)
    assert self_link is not None
    assert self_link.get("href") == "http://testserver/ru/feed/rss.xml"


def test_letters_of_the_languages_are_written_as_themselves(client, story):
    body = client.get("/az/feed/atom.xml").content.decode()
    assert "Dağlıq kənddə bərpa işləri" in body
    assert "Ремонт в горном селе" in client.get("/ru/feed/rss.xml").content.decode()


def test_identifier_survives_a_new_headline_and_address(client, story):
    before = text(entry(read(client, "/az/feed/atom.xml")), "a:id")
    article = ArticlePage.objects.get(pk=story["az"].pk)
    article.title, article.slug = "Yeni başlıq", "yeni-basliq"
    article.save_revision().publish()
    found = entry(read(client, "/az/feed/atom.xml"))
    assert text(found, "a:title") == "Yeni başlıq"
    assert text(found, "a:id") == before


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", ["site", "corrections"])
def test_hostile_characters_leave_every_feed_well_formed(
    client, newsroom, write_article, terms, form, kind
):
    article = write_article(title="Başlıq")
    terms.file(article, "söz")
    # Neither a form nor a save would let these in: they are written past both.
    ArticlePage.objects.filter(pk=article.pk).update(
        title=HOSTILE, standfirst=HOSTILE, lead_alt=HOSTILE
    )
    for model in (TopicWords, PlaceWords, PersonWords, Tag):
        model.objects.update(name=HOSTILE)
    correct(article, timezone.now(), newsroom, az=HOSTILE)
    folder = "" if kind == "site" else "corrections/"
    root = read(client, f"/az/feed/{folder}{form}.xml")
    (title,) = titles(root)
    assert title.endswith("A ]]> <b>&amp;</b> \"'</title> z")
    summary = text(entry(root), "a:summary" if form == "atom" else "description")
    # The summary is HTML: what an editor typed must be text in it, not markup.
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in summary
    assert "<b>" not in summary


@pytest.mark.parametrize("code", LANGUAGES)
def test_correction_is_told_in_the_words_of_the_feeds_language(
    client, newsroom, story, code
):
    at = timezone.now() + timedelta(hours=3)
    words = {"az": "Səhv düzəldildi.", "en": "We were wrong.", "ru": "Мы ошиблись."}
    correct(story["az"], at, newsroom, **words)
    found = entry(read(client, f"/{code}/feed/atom.xml"))
    assert words[code] in text(found, "a:summary")
    assert datetime.fromisoformat(text(found, "a:updated")) == at
    item = entry(read(client, f"/{code}/feed/rss.xml"))
    assert words[code] in text(item, "description")
    assert datetime.fromisoformat(text(item, "a:updated")) == at


def test_correction_without_words_here_says_so_and_shows_no_other_language(
    client, newsroom, story
):
    correct(story["az"], timezone.now(), newsroom, az="Yalnız azərbaycanca.")
    for path in ("/en/feed/atom.xml", "/en/feed/corrections/atom.xml"):
        summary = text(entry(read(client, path)), "a:summary")
        assert "being translated" in summary
        assert "Yalnız" not in summary


def test_an_earlier_correction_does_not_hide_a_later_publication(
    client, newsroom, story
):
    long_ago = timezone.now() - timedelta(days=30)
    correct(story["az"], long_ago, newsroom, az="Köhnə.")
    found = entry(read(client, "/az/feed/atom.xml"))
    updated = datetime.fromisoformat(text(found, "a:updated"))
    assert updated == story["az"].last_published_at


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_corrections_feed_has_every_public_correction_newest_first(
    client, newsroom, story, write_article, code, form
):
    other = write_article(code, title="Başqa")
    now = timezone.now()
    first = correct(story["az"], now - timedelta(days=2), newsroom, **{code: "Bir."})
    second = correct(other, now - timedelta(days=1), newsroom, **{code: "İki."})
    root = read(client, f"/{code}/feed/corrections/{form}.xml")
    path = "a:entry/a:id" if form == "atom" else "channel/item/guid"
    assert texts(root, path) == [
        f"tag:testserver,2026:correction/{correction.pk}/{code}"
        for correction in (second, first)
    ]
    assert all(
        title.endswith(headline)
        for title, headline in zip(
            titles(root), ["Başqa", story[code].title], strict=True
        )
    )


def test_opinion_is_labelled_in_title_summary_and_category(client, write_article):
    write_article("en", title="Build it here", kind="opinion")
    found = entry(read(client, "/en/feed/atom.xml"))
    assert text(found, "a:title") == "Opinion: Build it here"
    assert "<em>Opinion</em>" in text(found, "a:summary")
    category = found.find("a:category", NAMES)
    assert category is not None and category.get("term") == "Opinion"


@pytest.mark.parametrize("state", ["draft", "embargo", "scheduled", "unpublished"])
def test_what_is_not_public_is_in_no_feed(
    client, newsroom, write_article, terms, state
):
    later = timezone.now() + timedelta(days=1)
    fields = {"embargo": {"embargo_until": later}, "scheduled": {"go_live_at": later}}
    for code in LANGUAGES:
        write_article(code, title="Açıq", standfirst="Açıq.")
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


def test_list_that_does_not_exist_in_a_language_has_no_feed_there(client, newsroom):
    only_az = Topic.objects.create()
    TopicWords.objects.create(term=only_az, locale=newsroom.locale("az"), name="Su")
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


def test_feed_of_a_tag_exists_only_where_the_tag_is_used(client, story):
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
    "/az/feed/tag/soz/rss.xml": 5,
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
    known = {
        "If-None-Match": first.headers["ETag"],
        "If-Modified-Since": first.headers["Last-Modified"],
    }
    for name, value in known.items():
        answer = client.get(path, headers={name: value})
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
def test_advertised_links_lead_to_feeds(client, newsroom, story, terms, code):
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
            story[code].tags.get(),
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
