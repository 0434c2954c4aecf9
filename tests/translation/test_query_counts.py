"""Submitting, translating, opening and publishing cost the same however long."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import StringSegment

from articles.reading import translation_standing
from translation.actions import publish_translation, submit_for_translation
from translation.querysets import stale_since


def paragraphs(count):
    return [("paragraph", f"<p>Abzas {n}, mətn.</p>") for n in range(count)]


@pytest.fixture
def queries():
    def count(act, *args, **kwargs):
        with CaptureQueriesContext(connection) as captured:
            act(*args, **kwargs)
        return len(captured)

    return count


def test_submission_to_two_languages(newsroom, write_article, queries):
    locales = [newsroom.locale("en"), newsroom.locale("ru")]
    write = write_article
    submit_for_translation(page=write(title="Isinmə"), locales=locales)
    short, long = write(blocks=paragraphs(10)), write(blocks=paragraphs(60))
    first = queries(submit_for_translation, page=short, locales=locales)
    assert queries(submit_for_translation, page=long, locales=locales) == first
    assert first <= 150


def test_saving_translations(write_article, submit, translate, queries):
    short = submit(write_article(blocks=paragraphs(10)))
    long = submit(write_article(blocks=paragraphs(60)))
    first = queries(translate, short)
    assert queries(translate, long) == first
    assert first <= 20


def test_publication(write_article, submit, translate, publish, queries):
    publish(write_article(title="Isinmə"))
    short = submit(write_article(title="Bir", blocks=paragraphs(10)))
    long = submit(write_article(title="İki", blocks=paragraphs(60)))
    translate(short)
    translate(long)
    first = queries(publish_translation, translation=short)
    assert queries(publish_translation, translation=long) == first
    assert first <= 170


def test_publishing_a_changed_source(write_article, publish, queries):
    counts = []
    for length in (5, 10, 60):
        article = write_article(title=f"Yazı {length}", blocks=paragraphs(length))
        publish(article)
        article.refresh_from_db()
        article.body[0] = ("paragraph", "<p>Başqa mətn.</p>")
        counts.append(queries(article.save_revision().publish))
    # The first publication also fills caches.
    assert counts[1] == counts[2]


def test_opening_the_editor(
    write_article, submit, translate, accounts, client, queries
):
    client.force_login(accounts["translator"])
    short = submit(write_article(title="Bir", blocks=paragraphs(10)))
    long = submit(write_article(title="İki", blocks=paragraphs(60)))
    translate(short, user=accounts["chief"])
    translate(long, user=accounts["chief"])
    addresses = [
        f"/admin/pages/{t.get_target_instance().pk}/edit/" for t in (short, long)
    ]
    client.get(addresses[0])
    first = queries(client.get, addresses[0])
    assert queries(client.get, addresses[1]) == first
    assert first <= 60


def test_saving_one_segment(write_article, submit, accounts, client, queries):
    client.force_login(accounts["translator"])
    short = submit(write_article(title="Bir", blocks=paragraphs(10)))
    long = submit(write_article(title="İki", blocks=paragraphs(60)))

    def save(translation, place):
        segment = StringSegment.objects.filter(source=translation.source)[place]
        strings = f"/admin/localize/translate/{translation.pk}/strings"
        body = encode_multipart(BOUNDARY, {"value": f"Text {place}"})
        saved = client.put(
            f"{strings}/{segment.pk}/edit/", body, content_type=MULTIPART_CONTENT
        )
        assert saved.status_code == 201

    save(short, 0)
    first = queries(save, short, 1)
    assert queries(save, long, 1) == first
    assert first <= 35


def test_reading_when_an_original_changed(
    write_article, publish, django_assert_num_queries
):
    english = publish(write_article())
    with django_assert_num_queries(1):
        assert stale_since(english) is None
    with django_assert_num_queries(1):
        assert translation_standing(english).source_code == "az"
