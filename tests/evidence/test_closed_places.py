"""A place that is closed after what happened there was published is told of no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from evidence.catalogue import rebuild
from evidence.models import Access, CatalogueEntry, CatalogueFacet, Incident, Place
from tests.evidence.records import EXACT, Recorder

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TITLE = "Sample hill of the closed gate"


@pytest.fixture
def place(records: Recorder) -> Place:
    place: Place = records.make(
        "place", title=TITLE, geometry=EXACT, precision="within_1_km"
    )
    return place


@pytest.fixture
def incident(records: Recorder, place: Place) -> Incident:
    incident: Incident = records.make(title="A sample fire", place=place)
    return incident


def told(client: Client, incident: Incident) -> dict[str, Any]:
    """Return what readers are told of where an incident lies, by every route."""
    page = client.get(f"/en/evidence/{incident.name}/").content.decode()
    version = client.get(f"/en/evidence/{incident.name}/v1/").content.decode()
    shapes = json.loads(client.get("/api/v1/records.geojson").content)["features"]
    crm = client.get(f"/api/v1/records/{incident.name}.jsonld").content.decode()
    entry = CatalogueEntry.objects.get(record=incident)
    return {
        "page": TITLE in page or "46." in page,
        "version": TITLE in version or "46." in version,
        "bytes": client.get(f"/api/v1/records/{incident.name}").status_code,
        "map": any(
            incident.name in json.dumps(shape) and bool(shape["geometry"])
            for shape in shapes
        ),
        "crm": incident.place.name in crm,
        "entry": entry.latitude is not None,
        "facet": entry.facets.filter(facet="place").exists(),
    }


OPEN = {
    **dict.fromkeys(("page", "version", "map", "crm", "entry", "facet"), True),
    "bytes": 200,
}
CLOSED = {
    **dict.fromkeys(("page", "version", "map", "crm", "entry", "facet"), False),
    "bytes": 403,
}


def test_what_lies_at_a_closed_place_tells_nothing_of_it(
    client: Client, place: Place, incident: Incident
) -> None:
    assert told(client, incident) == OPEN
    place.access = Access.RESTRICTED
    place.save()
    assert told(client, incident) == CLOSED
    rebuild()
    assert told(client, incident) == CLOSED
    place.access = Access.PUBLIC
    place.save()
    assert told(client, incident) == OPEN


def test_a_closed_district_is_left_out_around_a_place_that_is_open(
    client: Client, records: Recorder
) -> None:
    district = records.make("place", title=TITLE)
    place = records.make(
        "place",
        title="Sample mill",
        geometry=EXACT,
        precision="within_1_km",
        within=district,
    )
    incident = records.make(title="A sample fire", place=place)
    named = CatalogueFacet.objects.filter(facet="place", value=district.name)
    assert named.count() == 2
    district.access = Access.RESTRICTED
    district.save()
    assert not named.exists()
    page = client.get(f"/en/evidence/{incident.name}/").content.decode()
    assert TITLE not in page
    assert "Sample mill" in page
    assert CatalogueEntry.objects.get(record=incident).latitude is not None


def test_saving_a_place_changes_no_entry_unless_it_is_closed(
    place: Place, incident: Incident
) -> None:
    before = CatalogueFacet.objects.filter(entry=incident.pk).values_list("pk")
    known = set(before)
    place.save()
    assert set(before.all()) == known
