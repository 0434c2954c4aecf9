"""What the archive gives out as a table comes back as it was."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from evidence.actions.tabulating import export_table
from evidence.models import (
    Claim,
    ClaimSource,
    CustodyEvent,
    ExternalKey,
    Incident,
    MovableObject,
    Place,
    PlaceName,
    Record,
    Source,
)
from evidence.spreadsheets import disarmed, plain

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def exported(**options: Any) -> bytes:
    return "".join(export_table(**options)).encode()


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def archive(make_record, records) -> None:
    """Records that use whatever a table can hold, with what spreadsheets mistake."""
    district = make_record(
        "place", publish=False, title="Nümunə rayonu", place_type="palace"
    )
    # Its key is lower than that of the place it lies in.
    hill = make_record("place", publish=False, title="=HYPERLINK(1)", code="az")
    outer = make_record("place", publish=False, title="Böyük təpə; «şərq»", code="az")
    Place.objects.filter(pk=hill.pk).update(within=outer.pk, built="12XX")
    Place.objects.filter(pk=outer.pk).update(within=district.pk)
    PlaceName.objects.create(
        place=hill, name="Старый холм", language="ru", kind="historical", period="18XX"
    )
    carpet = make_record(
        *("object",),
        publish=False,
        title="'=quoted",
        home=Place.objects.get(pk=hill.pk),
        materials="yun,\r\npambıq",
        inscriptions='A "quoted" word\twith a tab',
        made="1890~",
        claims=[],
    )
    source = records.source(title="@report", url="https://example.org/a", issued="1993")
    make_record(
        publish=False,
        code="ru",
        title="Событие",
        place=Place.objects.get(pk=hill.pk),
        movable_object=MovableObject.objects.get(pk=carpet.pk),
        date="1993-05/1993-06",
        date_qualifier="between",
        account="First.\n\n-2+3+cmd|' /C calc'!A0",
        internal_note="Nobody's business",
        access="sealed",
        sealed_until="2031-01-02",
        content_warning="human_remains",
        causes=["breaking_smashing"],
        actors=[{"actor": "Unknown persons", "basis": "A report.", "is_public": False}],
        claims=[
            {
                "text": "+1",
                "is_public": False,
                "sources": [
                    {
                        "source": source,
                        "locator_kind": "page",
                        "locator": "12–14",
                        "quotation": "Sitat",
                        "quotation_language": "az",
                    },
                    {"source": source, "relation": "contradicts"},
                ],
            },
            {"text": "Second", "sources": []},
        ],
    )


def emptied() -> None:
    for model in (ClaimSource, Claim, Incident, MovableObject):
        model.objects.all().delete()
    Place.objects.update(within=None)
    Place.objects.all().delete()
    Source.objects.all().delete()


def test_an_export_comes_back_byte_for_byte(archive, bring) -> None:
    before = exported(private=True, reason="A test")
    assert len(rows_of(before)) == Record.objects.count() == 5
    incident, names = Incident.objects.get(), set(Record.objects.values_list("name"))
    told = (incident.date, incident.earliest, incident.sealed_until)
    sources = Source.objects.count()
    emptied()
    run = bring(before, is_whole=True)
    assert run.state == run.State.DONE
    assert exported(private=True, reason="A test") == before
    again = Incident.objects.get()
    assert (again.date, again.earliest, again.sealed_until) == told
    assert not names & set(Record.objects.values_list("name"))
    assert again.place.geometry and again.place.within.within.title == "Nümunə rayonu"
    assert {row.key for row in ExternalKey.objects.all()} == {
        row["key"] for row in rows_of(before)
    }
    assert Source.objects.count() == sources


def test_what_is_in_the_archive_does_not_come_twice(archive, check) -> None:
    run = check(exported())
    assert set(run.rows.values_list("outcome", flat=True)) == {"duplicate"}


def test_nothing_in_an_export_is_a_formula(archive) -> None:
    cells = [cell for row in rows_of(exported()) for cell in row.values()]
    assert "'=HYPERLINK(1)" in cells and "''=quoted" in cells
    armed = [cell for cell in cells if cell[:1] in set("=+@\t\r\n＝＋－＠")]
    assert armed == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1", "'=1"),
        ("-2+3+cmd|x", "'-2+3+cmd|x"),
        ("-12.5", "-12.5"),
        ("'=1", "''=1"),
        ("'quoted'", "'quoted'"),
        ("＝1", "'＝1"),
    ],
)
def test_disarmed_texts_come_back(text: str, told: str) -> None:
    assert disarmed(text) == told
    assert plain(told) == text


def test_exact_places_leave_with_permission_reason_and_entry(archive, accounts) -> None:
    text = exported(by=accounts["researcher"]).decode()
    for secret in ("39.712345", "geometry", "Nobody's business"):
        assert secret not in text
    with pytest.raises(PermissionDenied):
        exported(by=accounts["researcher"], private=True, reason="x")
    with pytest.raises(PermissionDenied):
        exported(by=accounts["translator"])
    with pytest.raises(ValidationError):
        exported(by=accounts["chief"], private=True, reason=" ")
    assert b"39.712345" in exported(by=accounts["chief"], private=True, reason="Court")
    entry = CustodyEvent.objects.latest("sequence")
    assert entry.detail == {"scope": "table", "private": True, "reason": "Court"}
    assert entry.actor == accounts["chief"]


def test_nothing_in_the_public_table_is_a_formula(make_record, client) -> None:
    make_record(code="en", title="-2+3+cmd|' /C calc'!A0")
    text = client.get("/api/v1/records.csv").content.decode()
    assert "'-2+3+cmd" in text and ",-2+3" not in text
