"""What crawlers are told: sitemaps with alternates, the news, robots.txt."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage, Correction, ListingEntry
from association.models import StandardPage
from core.meta import PageMeta
from tests.conftest import body

pytestmark = pytest.mark.django_db

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}
LANGUAGES = ("az", "en", "ru")


def read(client: Client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200, path
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own output


def paths(root: ElementTree.Element, element: str = "url") -> list[str]:
    return [
        urlsplit(found.text or "").path
        for found in root.findall(f"s:{element}/s:loc", NAMES)
    ]


def files(client: Client) -> list[str]:
    return paths(read(client, "/sitemap.xml"), "sitemap")


def everything(client: Client) -> list[str]:
    """Return the path of every page in every file of the index."""
    cache.clear()
    return [path for file in files(client) for path in paths(read(client, file))]


def found(root: ElementTree.Element, path: str) -> ElementTree.Element:
    (url,) = (
        url
        for url in root.findall("s:url", NAMES)
        if urlsplit(url.findtext("s:loc", "", NAMES)).path == path
    )
    return url


@pytest.fixture
def story(write_article: Any) -> dict[str, ArticlePage]:
    """One story, live in three languages."""
    key = uuid.uuid4()
    titles = {"az": "Çay daşdı", "en": "River floods", "ru": "Разлив реки"}
    return {
        code: write_article(code, title=title, translation_key=key)
        for code, title in titles.items()
    }


@pytest.mark.database
def test_index_leads_to_every_public_page_of_every_type(client, newsroom, story):
    about = StandardPage(title="Haqqımızda", locale=newsroom.locale("az"), body=body())
    newsroom.fronts["az"].add_child(instance=about)
    about.save_revision().publish()
    wanted = {about.url_path} | {f"/{code}/evidence/" for code in LANGUAGES}
    for pages in (newsroom.fronts, newsroom.news, story):
        wanted |= {page.url_path for page in pages.values()}
    listed = everything(client)
    assert sorted(listed) == sorted(wanted)
    assert "/az/xeberler/cay-dasdi/" in listed


def test_each_file_has_one_language(client, story):
    for file in files(client):
        code = file.removeprefix("/sitemaps/").split("-")[0]
        assert {path.split("/")[1] for path in paths(read(client, file))} == {code}


@pytest.mark.database
@pytest.mark.parametrize("code", LANGUAGES)
def test_page_names_its_live_versions_and_the_default(client, story, code):
    root = read(client, f"/sitemaps/{code}-0.xml")
    links = found(root, story[code].url_path).findall("x:link", NAMES)
    alternates = [(link.get("hreflang"), link.get("href")) for link in links]
    versions = {c: page.url_path for c, page in story.items()}
    assert alternates == PageMeta(title="", path="", versions=versions).alternates
    default = f"http://testserver{story['az'].url_path}"
    assert dict(alternates)["x-default"] == default


@pytest.mark.database
def test_version_that_is_not_live_is_no_alternate(client, story):
    story["az"].unpublish()
    url = found(read(client, "/sitemaps/ru-0.xml"), story["ru"].url_path)
    links = {
        link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
    }
    assert set(links) == {"en", "ru", "x-default"}
    assert links["x-default"] == f"http://testserver{story['en'].url_path}"


@pytest.mark.database
def test_date_is_that_of_the_page_or_of_its_later_correction(client, story):
    def changed() -> datetime:
        url = found(read(client, "/sitemaps/en-0.xml"), story["en"].url_path)
        return datetime.fromisoformat(url.findtext("s:lastmod", "", NAMES))

    published = story["en"].last_published_at.replace(microsecond=0)
    assert changed() == published
    at = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    Correction.objects.create(story=story["az"].translation_key, at=at)
    assert changed() == at
    Correction.objects.update(at=at - timedelta(days=9))
    assert changed() == published


@pytest.mark.database
@pytest.mark.parametrize(
    "state",
    [
        "draft",
        "embargo",
        "scheduled",
        "unpublished",
        "private",
        "embargo set while live",
    ],
)
def test_what_is_not_public_is_in_no_sitemap(client, newsroom, write_article, state):
    later = timezone.now() + timedelta(days=1)
    fields = {"embargo": {"embargo_until": later}, "scheduled": {"go_live_at": later}}
    for code in LANGUAGES:
        canary = write_article(
            code, title="Kanareyka", publish=state != "draft", **fields.get(state, {})
        )
        if state == "unpublished":
            canary.unpublish()
        elif state == "private":
            PageViewRestriction.objects.create(
                page=canary, restriction_type=PageViewRestriction.LOGIN
            )
        elif state == "embargo set while live":
            ArticlePage.objects.filter(pk=canary.pk).update(embargo_until=later)
        # The canary must not show as an alternate of a public version either.
        key = canary.translation_key
        other = "ru" if code == "az" else "az"
        write_article(other, title=f"Versiya {code}", translation_key=key)
    listed = [client.get(file).content.decode() for file in files(client)]
    assert len(listed) == len(LANGUAGES)
    assert "versiya-az" in "".join(listed)
    assert "kanareyka" not in "".join(listed)
    if state not in {"private", "embargo set while live"}:
        assert "kanareyka" not in client.get("/news-sitemap.xml").content.decode()


@pytest.mark.database
def test_files_hold_bounded_ranges_of_pages(client, write_article, monkeypatch):
    monkeypatch.setattr("front.sitemaps.IDS_A_FILE", 3)
    written = {write_article(title=f"Məqalə {n}").url_path for n in range(8)}
    listed = files(client)
    assert len(listed) > 3
    for file in listed:
        assert 1 <= len(paths(read(client, file))) <= 3
    assert written < set(everything(client))
    assert len(everything(client)) == len(set(everything(client)))


def test_a_file_may_hold_what_the_protocol_allows():
    from front.sitemaps import IDS_A_FILE, MAX_NEWS  # noqa: PLC0415 - true values

    assert IDS_A_FILE <= 5_000
    assert MAX_NEWS <= 1_000


@pytest.mark.parametrize(
    "path", ["/sitemaps/az-999.xml", "/sitemaps/de-0.xml", "/sitemaps/az-x.xml"]
)
def test_file_that_the_index_does_not_name_is_missing(client, newsroom, path):
    assert client.get(path).status_code == 404


@pytest.mark.database
@pytest.mark.parametrize("count", [5, 40])
def test_cost_does_not_grow_with_the_archive(
    client, write_article, django_assert_num_queries, count
):
    for number in range(count):
        article = write_article(title=f"Məqalə {number}")
        Correction.objects.create(story=article.translation_key)
    files(client)
    cache.delete("front.sitemap_index")
    for path, queries, at_least in (
        ("/sitemap.xml", 1, 1),
        ("/sitemaps/az-0.xml", 3, count),
        ("/news-sitemap.xml", 1, count),
        ("/robots.txt", 0, 0),
    ):
        with django_assert_num_queries(queries):
            response = client.get(path)
        assert response.content.count(b"<loc>") >= at_least
    with django_assert_num_queries(0):
        client.get("/sitemap.xml")


def test_a_file_is_found_by_seeks_whatever_the_size_of_the_archive(
    client, story, django_assert_num_queries
):
    """SQLite plans without regard to the number of rows, so its plan here is that of
    a large archive."""
    with django_assert_num_queries(3) as asked:
        client.get("/sitemaps/az-0.xml")
    pages, versions, _corrections = (query["sql"] for query in asked)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {pages}")
        assert "rowid>? AND rowid<?" in cursor.fetchall()[0][-1]
        cursor.execute(f"EXPLAIN QUERY PLAN {versions}")
        assert "(translation_key=?" in cursor.fetchall()[0][-1]


def test_news_has_the_last_two_days_newest_first(client, newsroom, story):
    root = read(client, "/news-sitemap.xml")
    assert paths(root) == [story[code].url_path for code in ("ru", "en", "az")]
    url = found(root, story["ru"].url_path)
    publication = url.find("news:news/news:publication", NAMES)
    assert publication is not None
    assert publication.findtext("news:language", "", NAMES) == "ru"
    assert publication.findtext("news:name", "", NAMES)
    assert url.findtext("news:news/news:title", "", NAMES) == "Разлив реки"
    at = url.findtext("news:news/news:publication_date", "", NAMES)
    assert datetime.fromisoformat(at) == story["ru"].first_published_at


@pytest.mark.database
def test_older_articles_leave_the_news(client, write_article):
    kept, gone = write_article(title="Təzə"), write_article(title="Köhnə")
    now = timezone.now()
    for article, age in ((kept, 47), (gone, 49)):
        ListingEntry.objects.filter(article=article).update(
            published_at=now - timedelta(hours=age)
        )
    assert paths(read(client, "/news-sitemap.xml")) == [kept.url_path]


def test_publication_is_named_in_the_language_of_the_article(
    client, story, monkeypatch
):
    monkeypatch.setattr("front.sitemaps._", lambda text: f"{text} {get_language()}")
    root = read(client, "/news-sitemap.xml")
    name = "news:news/news:publication/news:name"
    for code, article in story.items():
        url = found(root, article.url_path)
        assert url.findtext(name, "", NAMES) == f"Voice of Karabakh {code}"


def test_hostile_headline_leaves_the_news_well_formed(client, write_article):
    article = write_article()
    hostile = "Ə\x0b\x1b\ufffe ]]></news:title> & <b> ğ Я"
    Page.objects.filter(pk=article.pk).update(title=hostile)
    root = read(client, "/news-sitemap.xml")
    url = found(root, article.url_path)
    title = url.findtext("news:news/news:title", "", NAMES)
    assert title == "Ə ]]></news:title> & <b> ğ Я"


def test_unchanged_sitemap_is_not_sent_again(client, write_article):
    write_article()
    for path in ("/sitemap.xml", "/sitemaps/az-0.xml", "/news-sitemap.xml"):
        first = client.get(path)
        assert first.headers["Content-Type"] == "application/xml; charset=utf-8"
        etag = first.headers["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
        assert "Cookie" not in first.headers.get("Vary", "")


def test_robots_keeps_crawlers_from_what_has_no_end(client, newsroom):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {line.split(": ")[1] for line in lines if line.startswith("Disallow")} == {
        "/admin/", "/language/", "/az/search/", "/en/search/", "/ru/search/",
    }  # fmt: skip
    assert [line for line in lines if line.startswith("Sitemap")] == [
        "Sitemap: http://testserver/sitemap.xml",
        "Sitemap: http://testserver/news-sitemap.xml",
    ]
