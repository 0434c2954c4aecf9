"""Records in the terms of CIDOC-CRM: their shape, and what they may not say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evidence.models import Exhibit, Source
from tests.api.test_records import BASE, CANARY, golden, shape

pytestmark = pytest.mark.django_db


def described(client: Any, record: Any) -> tuple[dict[str, Any], str]:
    response = client.get(f"{BASE}/{record.name}.jsonld")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/ld+json"
    assert response["ETag"]
    return response.json(), response.content.decode()


def values(node: Any, key: str) -> list[Any]:
    """Return all that stands under ``key``, however deep."""
    if isinstance(node, list):
        return [found for item in node for found in values(item, key)]
    if not isinstance(node, dict):
        return []
    own = [node[key]] if key in node else []
    return own + [found for item in node.values() for found in values(item, key)]


def assessed(*severities: str) -> list[dict[str, Any]]:
    return [{"severity": slug, "is_independent": True} for slug in severities]


@pytest.fixture
def incident(make_record, records, reviewer):
    place = make_record("place", title="A place", built="17XX")
    source = records.source(title="A report", author="Somebody", issued="1995")
    record = make_record(
        title="A wall falls",
        place=place,
        date="1993-05",
        causes=["fire"],
        internal_note=CANARY,
        claims=[
            {
                "text": "The wall fell.",
                "sources": [
                    {
                        "source": source,
                        "locator_kind": "page",
                        "locator": "4",
                        "quotation": "It fell.",
                        "quotation_language": "en",
                    },
                    {"relation": "contradicts", "credibility": "4"},
                ],
            },
            {"text": CANARY, "is_public": False},
        ],
        exhibits=[{"exhibit": records.exhibit(source=source), "taken": "1993"}],
        assessments=[{}],
        actors=[{"actor": "Somebody else", "basis": "A report."}],
    )
    return record


def test_each_kind_has_its_shape(client, incident, make_record):
    found, text = described(client, incident)
    assert shape(found) == golden("crm_incident")
    assert CANARY not in text
    site, text = described(client, incident.place)
    assert shape(site) == golden("crm_place")
    # Exactly where it lies stays private.
    assert "46.512345" not in text
    assert values(site, "crm:P168_place_is_defined_by")[0]["@value"] == (
        "POINT(46.51138 39.725)"
    )
    thing = make_record(
        "object", title="A carpet", materials="Wool", measurements="2 m",
        inventory_number="7", made="18XX", home=incident.place,
    )  # fmt: skip
    assert shape(described(client, thing)[0]) == golden("crm_object")


def test_what_is_said_stands_apart_from_what_it_is_said_of(client, incident):
    found, _text = described(client, incident)
    subject = found["crm:P70_documents"]
    assert subject["@type"] == "crm:E5_Event"
    assert subject["crm:P12_occurred_in_the_presence_of"]["@id"].endswith(
        f"{incident.place.ark}#subject"
    )
    span = subject["crm:P4_has_time-span"]
    assert span["crm:P82_at_some_time_within"]["@value"] == "1993-05"
    assert span["crm:P82a_begin_of_the_begin"]["@value"] == "1993-05-01"
    assert span["crm:P82b_end_of_the_end"]["@value"] == "1993-05-31"
    said = {item["@id"].rpartition("#")[2].partition("-")[0]: item
            for item in found["crm:P67_refers_to"]}  # fmt: skip
    assert set(said) == {"claim", "assessment", "actor"}
    for item in said.values():
        assert item["crm:P140_assigned_attribute_to"] == {"@id": subject["@id"]}
    # An identifier that is named is described, or another record's.
    ids = set(values(found, "@id"))
    backing = said["claim"]["crm:P140i_was_attributed_by"]
    used = {item["crm:P16_used_specific_object"]["@id"] for item in backing}
    assert len(used) == 2
    assert used < ids
    assert [item["crm:P141_assigned"]["rdfs:label"] for item in backing] == [
        "supports", "contradicts",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("severities", "crm_class"),
    [
        (("destroyed", "destroyed"), "crm:E6_Destruction"),
        (("destroyed",), "crm:E5_Event"),
        (("destroyed", "severe_damage"), "crm:E5_Event"),
        (("severe_damage", "severe_damage"), "crm:E5_Event"),
    ],
)
def test_only_what_is_verified_as_destroyed_is_a_destruction(
    client, make_record, recorder, reviewer, severities, crm_class
):
    rows = assessed(*severities)
    for row, assessor in zip(rows, (recorder, reviewer), strict=False):
        row["assessor"] = assessor
    record = make_record(assessments=rows)
    subject = described(client, record)[0]["crm:P70_documents"]
    assert subject["@type"] == crm_class
    assert ("crm:P13_destroyed" in subject) == (crm_class == "crm:E6_Destruction")


def test_what_was_closed_since_is_left_out(client, incident):
    words = ("A report", "It fell.", "page 4", "The south wall.")
    text = json.dumps(described(client, incident)[0])
    assert all(word in text for word in words)
    Source.objects.update(access="restricted")
    Exhibit.objects.update(access="restricted")
    found, text = described(client, incident)
    assert not [word for word in words if word in text.replace("A report.", "")]
    assert "crm:E36_Visual_Item" not in values(found, "@type")
