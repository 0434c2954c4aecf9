"""The page of a record, as readers get it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def address(record, code="en"):
    return f"/{code}/evidence/{record.name}/"


def test_page_shows_the_published_words(client, make_record):
    record = make_record(title="A roof is lost", summary="In the spring.")

    page = client.get(address(record)).content.decode()

    assert "A roof is lost" in page
    assert "In the spring." in page


def test_draft_words_stay_private(client, make_record, records):
    record = make_record(title="A roof is lost")
    record.title = "A rumour"
    record.save()

    assert "A rumour" not in client.get(address(record)).content.decode()

    records.publish(record, reason="A new title.")

    assert "A rumour" in client.get(address(record)).content.decode()


def test_an_unpublished_record_has_no_page(client, make_record):
    record = make_record(publish=False)

    assert client.get(address(record)).status_code == 404


@pytest.mark.parametrize("access", ["researchers", "restricted"])
def test_a_record_that_is_closed_later_is_gone_at_once(client, make_record, access):
    record = make_record()
    assert client.get(address(record)).status_code == 200

    type(record).objects.filter(pk=record.pk).update(access=access)

    assert client.get(address(record)).status_code == 404


@pytest.mark.parametrize("code", ["az", "en", "ru"])
@pytest.mark.parametrize("kind", ["incident", "place", "object"])
def test_every_kind_has_a_page_in_every_language(
    client, make_record, records, kind, code
):
    record = make_record(kind, code="az", title="Sınaq yazısı")
    for other in ("en", "ru"):
        records.translate(record, other, title=f"Title {other}")

    response = client.get(address(record, code))

    assert response.status_code == 200
    title = "Sınaq yazısı" if code == "az" else f"Title {code}"
    assert title in response.content.decode()
