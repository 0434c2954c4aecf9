"""What a feed tells of an article and of a correction."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django.utils.translation import override

from articles.models import (
    ArticlePage,
    Kind,
    PersonWords,
    PlaceWords,
    Tag,
    TopicWords,
)
from tests.articles.feed_reader import (
    FORMATS,
    LANGUAGES,
    NAMES,
    correct,
    entry,
    read,
    text,
    texts,
    titles,
)

pytestmark = pytest.mark.django_db


# Every character below is one that XML 1.0 cannot hold or that must be escaped in it.
HOSTILE = "A\x00\x0b\x1b\ufffe ]]> <b>&amp;</b> \"'</title> z"


def test_atom_entry_tells_everything(client, filed_story, monkeypatch):
    figure = SimpleNamespace(src="/m/a.webp")
    monkeypatch.setattr("articles.feeds.entries.figures_for", lambda ids: {0: figure})
    root = read(client, "/az/feed/atom.xml")
    address = f"http://testserver{filed_story['az'].url_path}"
    found = entry(root)
    key = filed_story["az"].translation_key
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
    published = filed_story["az"].first_published_at
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


def test_rss_item_tells_everything(client, filed_story):
    root = read(client, "/ru/feed/rss.xml")
    found = entry(root)
    assert text(found, "link") == f"http://testserver{filed_story['ru'].url_path}"
    guid = found.find("guid")
    assert guid is not None and guid.get("isPermaLink") == "false"
    assert text(found, "description") == "<p>Починили три дома.</p>"
    assert texts(found, "dc:creator") == ["Али Образец"]
    assert texts(found, "dc:contributor") == ["Гюнай Образец"]
    assert {"Экология", "Чинарлы", "ремонт"} < set(texts(found, "category"))
    self_link = root.find("channel/a:link[@rel='self']", NAMES)
    assert self_link is not None
    assert self_link.get("href") == "http://testserver/ru/feed/rss.xml"


def test_letters_of_the_languages_are_written_as_themselves(client, filed_story):
    body = client.get("/az/feed/atom.xml").content.decode()
    assert "Dağlıq kənddə bərpa işləri" in body
    assert "Ремонт в горном селе" in client.get("/ru/feed/rss.xml").content.decode()


def test_identifier_survives_a_new_headline_and_address(client, filed_story):
    before = text(entry(read(client, "/az/feed/atom.xml")), "a:id")
    article = ArticlePage.objects.get(pk=filed_story["az"].pk)
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
    client, newsroom, filed_story, code
):
    at = timezone.now() + timedelta(hours=3)
    words = {"az": "Səhv düzəldildi.", "en": "We were wrong.", "ru": "Мы ошиблись."}
    correct(filed_story["az"], at, newsroom, **words)
    found = entry(read(client, f"/{code}/feed/atom.xml"))
    assert words[code] in text(found, "a:summary")
    assert datetime.fromisoformat(text(found, "a:updated")) == at
    item = entry(read(client, f"/{code}/feed/rss.xml"))
    assert words[code] in text(item, "description")
    assert datetime.fromisoformat(text(item, "a:updated")) == at


def test_correction_without_words_here_says_so_and_shows_no_other_language(
    client, newsroom, filed_story
):
    correct(filed_story["az"], timezone.now(), newsroom, az="Yalnız azərbaycanca.")
    for path in ("/en/feed/atom.xml", "/en/feed/corrections/atom.xml"):
        summary = text(entry(read(client, path)), "a:summary")
        assert "being translated" in summary
        assert "Yalnız" not in summary


def test_an_earlier_correction_does_not_hide_a_later_publication(
    client, newsroom, filed_story
):
    long_ago = timezone.now() - timedelta(days=30)
    correct(filed_story["az"], long_ago, newsroom, az="Köhnə.")
    found = entry(read(client, "/az/feed/atom.xml"))
    updated = datetime.fromisoformat(text(found, "a:updated"))
    assert updated == filed_story["az"].last_published_at


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_corrections_feed_has_every_public_correction_newest_first(
    client, newsroom, filed_story, write_article, code, form
):
    other = write_article(code, title="Başqa")
    now = timezone.now()
    first = correct(
        filed_story["az"], now - timedelta(days=2), newsroom, **{code: "Bir."}
    )
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
            titles(root), ["Başqa", filed_story[code].title], strict=True
        )
    )


def test_opinion_is_labelled_in_title_summary_and_category(client, write_article):
    write_article("en", title="Build it here", kind="opinion")
    found = entry(read(client, "/en/feed/atom.xml"))
    assert text(found, "a:title") == "Opinion: Build it here"
    assert "<em>Opinion</em>" in text(found, "a:summary")
    category = found.find("a:category", NAMES)
    assert category is not None and category.get("term") == "Opinion"
