"""What pages say of themselves in schema.org's terms."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles import json_ld
from articles.models import ArticlePage, Kind
from articles.notes import Note
from articles.reading import Credit
from core.meta import PageMeta

PUBLISHED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
URL = "http://testserver/az/xeberler/su/"


def article(**fields: Any) -> ArticlePage:
    """Return an article that is in no database: the builders ask none."""
    values: dict[str, Any] = {
        "title": "Kəndə su gəldi",
        "standfirst": "Boru xətti çəkildi.",
        "first_published_at": PUBLISHED,
        "last_published_at": PUBLISHED,
    }
    return ArticlePage(**values | fields)


def build(page: ArticlePage | None = None, **given: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"url": URL, "language": "az"}
    return json_ld.news_article(page or article(), **values | given)


def test_news_article_has_what_search_engines_ask_for():
    found = build(images=["http://testserver/media/a.webp"], section="Xəbərlər")
    assert found["@context"] == "https://schema.org"
    assert found["@type"] == "NewsArticle"
    assert found["headline"] == "Kəndə su gəldi"
    assert found["description"] == "Boru xətti çəkildi."
    assert found["inLanguage"] == "az"
    assert found["datePublished"] == "2026-11-20T09:30:00+00:00"
    assert found["dateModified"] == "2026-11-20T09:30:00+00:00"
    assert found["image"] == ["http://testserver/media/a.webp"]
    assert found["mainEntityOfPage"] == {"@type": "WebPage", "@id": URL}
    assert found["articleSection"] == "Xəbərlər"
    assert found["isAccessibleForFree"] is True
    publisher = found["publisher"]
    assert publisher["@type"] == "NewsMediaOrganization"
    assert publisher["url"] == "http://testserver/az/"
    assert publisher["name"]
    assert found["isPartOf"]["@type"] == "WebSite"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("news", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("interview", "NewsArticle"),
        ("testimony", "NewsArticle"),
        ("report", "ReportageNewsArticle"),
    ],
)
def test_kind_is_told_by_type_and_genre(kind, expected):
    found = build(article(kind=kind), language="en")
    assert found["@type"] == expected
    assert found["genre"] == kind.capitalize()


def test_every_kind_has_a_type():
    assert set(json_ld.TYPES) == set(Kind.values)


def test_authors_are_people_with_pages_where_they_have_them():
    found = build(
        contributors=[
            Credit("Əli Sınaq", "/az/people/eli-sinaq/", "author"),
            Credit("Ayan Sınaq", "", "author"),
            Credit("Foto Sınaq", "", "photographer"),
        ],
        translators=[Credit("Günay Sınaq", "/az/people/gunay-sinaq/")],
    )
    assert found["author"] == [
        {
            "@type": "Person",
            "name": "Əli Sınaq",
            "url": "http://testserver/az/people/eli-sinaq/",
        },
        {"@type": "Person", "name": "Ayan Sınaq"},
    ]
    assert [who["name"] for who in found["contributor"]] == ["Foto Sınaq"]
    assert [who["name"] for who in found["translator"]] == ["Günay Sınaq"]


def test_unsigned_article_is_by_the_newsroom():
    found = build()
    assert found["author"] == [found["publisher"]]


def test_nothing_is_said_that_is_not_known():
    found = build()
    empty = {"translator", "contributor", "correction", "keywords", "image"}
    empty |= {"articleSection", "alternativeHeadline", "workTranslation"}
    assert not empty & set(found)
    assert not [key for key, value in found.items() if value in ("", [], None)]


VERSIONS = {
    "az": URL,
    "en": "http://testserver/en/news/water/",
    "ru": "http://testserver/ru/novosti/voda/",
}


def test_original_names_its_translations():
    found = build(versions=VERSIONS)
    assert [(w["inLanguage"], w["url"]) for w in found["workTranslation"]] == [
        ("en", VERSIONS["en"]),
        ("ru", VERSIONS["ru"]),
    ]
    assert "translationOfWork" not in found


def test_translation_names_its_original():
    found = build(url=VERSIONS["en"], language="en", versions=VERSIONS, original="az")
    assert found["translationOfWork"]["url"] == URL
    assert found["translationOfWork"]["inLanguage"] == "az"
    # The two descriptions speak of one thing: the identifiers are equal.
    assert found["translationOfWork"]["@id"] == build()["@id"]
    assert "workTranslation" not in found


def test_translation_whose_original_is_not_public_names_none():
    public = {"en": VERSIONS["en"], "ru": VERSIONS["ru"]}
    found = build(url=VERSIONS["en"], language="en", versions=public, original="az")
    assert not {"translationOfWork", "workTranslation"} & set(found)


def test_corrections_are_told_and_change_the_date():
    at = PUBLISHED + timedelta(days=1)
    found = build(
        language="en",
        corrections=[Note(2, at, "It was May."), Note(1, at, "")],
    )
    first, pending = found["correction"]
    assert first == {
        "@type": "CorrectionComment",
        "text": "It was May.",
        "datePublished": at.isoformat(),
    }
    assert "being translated" in pending["text"]
    assert found["dateModified"] == at.isoformat()


def test_breadcrumbs_are_numbered_from_the_top():
    found = json_ld.breadcrumb_list([("Xəbərlər", "/az/xeberler/"), ("Su", "/az/su/")])
    assert found["@type"] == "BreadcrumbList"
    assert [
        (item["@type"], item["position"], item["name"], item["item"])
        for item in found["itemListElement"]
    ] == [
        ("ListItem", 1, "Xəbərlər", "http://testserver/az/xeberler/"),
        ("ListItem", 2, "Su", "http://testserver/az/su/"),
    ]


@pytest.mark.parametrize("code", ["az", "en", "ru"])
def test_organization_and_search_are_those_of_the_language(code):
    organization = json_ld.organization(code)
    assert organization["@type"] == "NewsMediaOrganization"
    assert organization["url"] == f"http://testserver/{code}/"
    policy = f"http://testserver/{code}/corrections/"
    assert organization["correctionsPolicy"] == policy
    assert organization["logo"]["url"].startswith("http://testserver/static/")
    site = json_ld.web_site_search(code)
    assert site["@type"] == "WebSite"
    assert site["publisher"] == {"@id": organization["@id"]}
    action = site["potentialAction"]
    assert action["@type"] == "SearchAction"
    assert action["target"]["urlTemplate"] == (
        f"http://testserver/{code}/search/?q={{search_term_string}}"
    )
    assert action["query-input"] == "required name=search_term_string"


def test_hostile_headline_cannot_leave_its_script():
    hostile = "</script><script>alert(1)</script><!-- &amp; \u2028 \"ə\" 'Я'"
    meta = PageMeta(
        title=hostile,
        path="/az/x/",
        json_ld=[
            build(article(title=hostile, standfirst=hostile), keywords=[hostile]),
            json_ld.breadcrumb_list([(hostile, "/az/x/")]),
        ],
    )
    blocks = re.findall(
        r'<script type="application/ld\+json">([^<>]*)</script>', meta.json_ld_html
    )
    assert len(blocks) == 2
    assert meta.json_ld_html.count("<") == 4
    described, crumbs = (json.loads(block) for block in blocks)
    assert described["headline"] == described["description"] == hostile
    assert crumbs["itemListElement"][0]["name"] == hostile
