"""Frozen versions: their pages, bytes, citations; withdrawal; identifiers."""

from __future__ import annotations

import hashlib
import json

import pytest

from evidence.identifiers import check_character
from evidence.models import RecordPage
from evidence.presentation.history import citable
from tests.evidence.test_record_page import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected(make_record, records):
    record = make_record(title="A roof is lost")
    record.title = "A roof and a wall are lost"
    record.save()
    records.publish(record, reason="The wall was missing.", is_correction=True)
    return record


def test_a_version_stays_as_it_was(client, corrected):
    first = client.get(f"{address(corrected)}v1/").content.decode()
    second = client.get(f"{address(corrected)}v2/").content.decode()

    assert "A roof is lost" in first
    assert "<h1>A roof and a wall are lost" not in first
    assert "The newest is version 2." in first
    assert "<h1>A roof and a wall are lost" in second
    assert "It is the newest." in second
    assert "The wall was missing." in second


def test_json_is_the_very_bytes_that_were_hashed(client, corrected):
    for version in corrected.versions.all():
        response = client.get(f"{address(corrected)}v{version.number}.json")

        assert response.headers["Content-Type"] == "application/json"
        assert hashlib.sha256(response.content).hexdigest() == version.sha256
        assert version.sha256 in client.get(address(corrected)).content.decode()
        again = client.get(
            f"{address(corrected)}v{version.number}.json",
            headers={"If-None-Match": response.headers["ETag"]},
        )
        assert again.status_code == 304


def test_there_is_no_version_that_was_not_published(client, corrected):
    for path in ("v3/", "v0/", "v3.json", "v3.bib", "v1.doc"):
        assert client.get(address(corrected) + path).status_code == 404


def test_a_version_is_not_shown_in_a_language_that_it_lacks(client, corrected):
    response = client.get(f"{address(corrected, 'ru')}v1/")

    assert response.status_code == 404
    page = response.content.decode()
    assert f"{address(corrected)}v1/" in page
    assert "<article" not in page


def test_citations_name_the_exact_version(client, corrected):
    for form, start in (("bib", "@online{"), ("ris", "TY  - ELEC"), ("csl", "[")):
        response = client.get(f"{address(corrected)}v1.{form}")
        text = response.content.decode()

        assert text.startswith(start)
        assert corrected.versions.get(number=1).sha256 in text
        assert "attachment" in response.headers["Content-Disposition"]
    assert json.loads(text)[0]["version"] == "1"


def test_a_citation_names_the_newspaper_in_its_language(corrected):
    document = corrected.versions.get(number=1).document
    document["words"]["ru"] = document["words"]["en"]
    assert citable(document, "0" * 64, "en").publisher == "Voice of Karabakh"
    assert citable(document, "0" * 64, "ru").publisher == "Голос Карабаха"


def test_a_withdrawn_record_tells_why_everywhere(client, corrected, records):
    records.withdraw(corrected, "A person asked for it.")

    for path in ("", "v1/", "v1.json", "v1.bib"):
        response = client.get(address(corrected) + path)
        assert response.status_code == 410, path
        page = response.content.decode()
        assert "A person asked for it." in page
        assert "A roof" not in page
    assert client.get("/en/evidence/corrections/").content.decode().count("roof") == 0


def test_a_withdrawn_record_stays_hidden_while_it_is_reviewed(
    client, corrected, records
):
    records.withdraw(corrected, "A person asked for it.")
    type(corrected).objects.filter(pk=corrected.pk).update(state="submitted")

    assert client.get(f"{address(corrected)}v1/").status_code == 410

    type(corrected).objects.filter(pk=corrected.pk).update(state="withdrawn")
    records.publish(corrected, reason="The person agreed.")

    assert client.get(f"{address(corrected)}v1/").status_code == 200


def test_words_of_a_withdrawn_record_make_no_version(corrected, records):
    records.withdraw(corrected, "A person asked for it.")
    type(corrected).objects.filter(pk=corrected.pk).update(state="submitted")

    records.translate(corrected, "ru")

    assert corrected.versions.count() == 2


def test_a_published_record_stays_public_while_it_is_reviewed(client, corrected):
    type(corrected).objects.filter(pk=corrected.pk).update(state="submitted")

    assert client.get(address(corrected)).status_code == 200
    assert client.get(f"{address(corrected)}v1/").status_code == 200


def test_versions_of_a_closed_record_are_gone(client, corrected):
    type(corrected).objects.filter(pk=corrected.pk).update(access="restricted")

    for path in ("", "v1/", "v1.json", "v1.bib"):
        assert client.get(address(corrected) + path).status_code == 404


@pytest.mark.parametrize("label", ["ark:/", "ark:"])
def test_an_identifier_leads_to_the_readers_language(
    client, make_record, records, label
):
    record = make_record(code="az")
    records.translate(record, "en")
    naan, name = record.naan, record.name

    for wanted, code in (("en", "en"), ("az", "az"), ("ru", "az"), ("de", "az")):
        response = client.get(
            f"/{label}{naan}/{name}", headers={"Accept-Language": wanted}
        )
        assert response.status_code == 302
        assert response.headers["Location"] == address(record, code)
        assert "Accept-Language" in response.headers["Vary"]


def test_a_mistyped_or_unknown_identifier_leads_nowhere(client, make_record):
    record = make_record(publish=False)
    wrong = record.name[:-1] + ("0" if record.name[-1] != "0" else "1")
    unknown = "b000000000"[:9]
    unknown += check_character(f"99999/{unknown}")

    for name in (record.name, wrong, unknown):
        assert client.get(f"/ark:/99999/{name}").status_code == 404


def test_corrections_are_listed_with_their_reason(client, corrected, records):
    page = client.get("/en/evidence/corrections/").content.decode()

    assert "A roof and a wall are lost" in page
    assert "The wall was missing." in page
    assert f"{address(corrected)}v2/" in page

    records.translate(corrected, "ru", title="Крыша")
    russian = client.get("/ru/evidence/corrections/").content.decode()
    assert "Крыша" in russian
    assert "The wall was missing." not in russian


def test_corrections_cost_the_same_however_many(
    client, make_record, records, django_assert_max_num_queries
):
    def correct():
        record = make_record()
        records.publish(record, reason="It was wrong.", is_correction=True)

    correct()
    client.get("/en/evidence/corrections/")
    with django_assert_max_num_queries(4):
        client.get("/en/evidence/corrections/")
    for _each in range(3):
        correct()
    with django_assert_max_num_queries(4):
        page = client.get("/en/evidence/corrections/").content.decode()
    assert page.count("It was wrong.") == 4


def test_a_private_page_hides_its_versions(client, corrected):
    page = RecordPage.objects.get(record=corrected.pk)
    page.view_restrictions.create(restriction_type="login")

    assert client.get(f"{address(corrected)}v1/").status_code == 404
    assert client.get(f"{address(corrected)}v1.json").status_code == 404


def test_a_shape_that_is_shown_exactly_is_frozen_whole(make_record) -> None:
    square = {
        "type": "Polygon",
        "coordinates": [[[46, 39], [47, 39], [47, 40], [46, 40], [46, 39]]],
    }
    place = make_record(kind="place", geometry=square, precision="exact")
    frozen = place.versions.get().document["facts"]["geometry"]
    assert frozen["type"] == "Polygon"
    assert ["46", "39"] in frozen["coordinates"][0]
    entry = place.catalogue_entry
    assert (entry.longitude, entry.latitude) == (46.5, 39.5)
