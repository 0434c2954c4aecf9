"""The public API: its shapes, its limits, and what it never tells."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from django.core.cache import cache

from api.urls import RATE
from evidence.models import Record

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "golden"
CANARY = "zeytunlu-gizli-yer"
BASE = "/api/v1/records"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def shape(value: object) -> object:
    """Return what a JSON value is made of: keys and types; a UUID in a key is one."""
    if isinstance(value, dict):
        return {UUID.sub("<uuid>", k): shape(v) for k, v in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def golden(name: str) -> object:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def incident(make_record):
    place = make_record(kind="place", code="en", title="A place")
    return make_record(
        kind="incident",
        code="en",
        title="=An incident",
        place=place,
        date="1993-05",
        internal_note=CANARY,
        assessments=[{}],
        actors=[{"actor": "Somebody", "basis": "A report."}],
    )


def test_shapes_are_the_golden_ones(client, incident) -> None:
    page = client.get(BASE, {"kind": "incident"}).json()
    assert shape(page) == golden("list")
    record = client.get(f"{BASE}/{incident.name}").json()
    assert shape(record) == golden("incident")
    assert shape(client.get(f"{BASE}.geojson", {"kind": "place"}).json()) == golden(
        "geojson"
    )


def test_a_version_is_the_bytes_that_were_hashed(client, incident) -> None:
    response = client.get(f"{BASE}/{incident.name}/versions/1")
    version = incident.versions.get()
    assert hashlib.sha256(response.content).hexdigest() == version.sha256
    again = client.get(
        f"{BASE}/{incident.name}/versions/1",
        headers={"If-None-Match": response["ETag"]},
    )
    assert again.status_code == 304
    assert client.get(f"{BASE}/{incident.name}/versions/2").status_code == 404


def test_facets_narrow_the_list(client, incident) -> None:
    assert len(client.get(BASE).json()["records"]) == 2
    for query, count in (
        ({"kind": "place"}, 1),
        ({"year": "1993"}, 1),
        ({"year": "1994"}, 0),
        ({"kind": "incident", "language": "en"}, 1),
        ({"kind": "incident", "language": "ru"}, 0),
    ):
        assert len(client.get(BASE, query).json()["records"]) == count, query


def test_pages_follow_one_another_to_the_end_at_a_constant_cost(
    client, make_record, django_assert_num_queries
) -> None:
    for number in range(5):
        make_record(kind="place", code="en", title=f"Place {number}")
    seen, address = [], f"{BASE}?limit=2"
    costs = set()
    while address:
        with django_assert_num_queries(3) as captured:
            page = client.get(address).json()
        costs.add(len(captured))
        seen += [record["name"] for record in page["records"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert costs == {3}


@pytest.mark.parametrize("cursor", ["x", "1-2-3", "9" * 40 + "-1", "1-", "-1-1"])
def test_an_unreadable_cursor_is_a_clear_error(client, newsroom, cursor) -> None:
    response = client.get(BASE, {"after": cursor})
    assert response.status_code == 400
    assert "cursor" in response.json()["detail"]


def test_csv_can_be_read_and_is_no_formula(client, incident) -> None:
    response = client.get(f"{BASE}.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    titles = {row["title"] for row in rows}
    assert titles == {"A place", "'=An incident"}
    assert rows[0]["ark"].startswith("ark:/")


def test_what_is_not_public_is_in_no_answer(client, incident, make_record) -> None:
    hidden = make_record(kind="place", code="en", title=CANARY, publish=False)
    Record.objects.filter(pk=incident.pk).update(access="restricted")
    for address in (
        BASE,
        f"{BASE}.geojson",
        f"{BASE}.csv",
        f"{BASE}/{hidden.name}",
        f"{BASE}/{incident.name}",
        f"{BASE}/{incident.name}.jsonld",
        f"{BASE}/{incident.name}/versions/1",
        f"{BASE}/none",
        "/api/v1/openapi.json",
    ):
        text = client.get(address).content.decode()
        assert CANARY not in text, address
        assert "An incident" not in text, address
        assert "46.512345" not in text, address


def test_the_description_names_every_address(client, newsroom) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) == {
        "/api/v1/records",
        "/api/v1/records.csv",
        "/api/v1/records.geojson",
        "/api/v1/records/{name}",
        "/api/v1/records/{name}.jsonld",
        "/api/v1/records/{name}/versions/{number}",
    }
    assert client.get("/api/v1/docs").status_code == 404


def test_reading_too_fast_is_refused(client, newsroom) -> None:
    cache.clear()
    limit = int(RATE.split("/")[0])
    answers = {client.get(f"{BASE}/none").status_code for _each in range(limit + 1)}
    assert answers == {404, 429}
