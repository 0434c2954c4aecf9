"""From rows to drafts: what is understood, and what is said of what is not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from wagtail import signal_handlers
from wagtail.models import ModelLogEntry, ReferenceIndex

from evidence.importing.refused import refused_lines
from evidence.models import (
    CustodyEvent,
    ImportFault,
    Incident,
    MovableObject,
    Place,
    Record,
    Source,
)
from tests.evidence.importing.conftest import table

pytestmark = pytest.mark.django_db

PLACE = ["p1", "Yer", "Nümunə təpəsi", "Məscid", "39.7123, 46.5123", "within 1 km"]
PLACES = ["key", "kind", "title", "place_type", "geometry", "precision"]


def faults(run: Any) -> set[tuple[int, str, str]]:
    return {
        (fault.row.line, fault.field, fault.code)
        for fault in ImportFault.objects.filter(row__run=run).select_related("row")
    }


def test_rows_become_what_the_form_would_have_made(
    bring, importer, monkeypatch
) -> None:
    header = [
        *(*PLACES, "Earlier", "category", "place", "causes", "actor", "certainty"),
        *("basis", "claim", "claim_1_source_1_title", "claim_1_source_1_url"),
        *("claim_1_source_1_kind", "claim_1_source_2_title", "relation", "date"),
    ]
    header[header.index("certainty")] = "actor_1_certainty"
    header[header.index("basis")] = "actor_1_basis"
    header[header.index("relation")] = "claim_1_source_2_relation"
    incident = [
        *("i1", "Происшествие", "Bina dağılıb", "", "", "", "left out"),
        *("Уничтожение культурного наследия", "p1", "breaking_smashing; construction"),
        *("Unknown persons", "medium", "A report.", "The roof was missing."),
        *("Report", "https://example.org/r", "report", "Report", "contradicts"),
        "may 1993",
    ]
    carpet = ["o1", "object", "Carpet", *[""] * 16]
    header += ["object_type", "home"]
    rows = [
        [*PLACE, *[""] * 16],
        [*incident, "", ""],
        [*carpet, "", "carpet", "Nümunə təpəsi"],
    ]
    custody = CustodyEvent.objects.count()
    run = bring(table(header, *rows), source_kind=None)
    # The second source is the first one, cited for something else.
    assert faults(run) == {(3, "claim_1_source_2_kind", "required")}
    rows[1][header.index("claim_1_source_2_title")] = ""
    rows[1][header.index("claim_1_source_2_relation")] = ""
    asked: list[str] = []
    task = SimpleNamespace(enqueue=lambda *args, **kwargs: asked.append(str(args)))
    monkeypatch.setattr(signal_handlers, "update_reference_index_task", task)
    run = bring(table(header, *rows))
    assert faults(run) == set()
    place, made = Place.objects.get(), Incident.objects.get()
    assert place.geometry["coordinates"] == [46.5123, 39.7123]
    assert place.precision == "within_1_km" and place.public_geometry
    assert (made.date, made.earliest.isoformat()) == ("1993-05", "1993-05-01")
    assert made.place == place and MovableObject.objects.get().home == place
    assert {term.slug for term in made.causes.all()} == {
        "breaking_smashing",
        "construction",
    }
    assert made.alleged_actors.get().certainty.slug == "medium"
    assert made.claims.get().sources.get().source == Source.objects.get()
    for record in Record.objects.all():
        assert record.created_by == record.changed_by == importer
        assert (record.state, record.has_changes) == (Record.State.DRAFT, True)
    logged = ModelLogEntry.objects.for_instance(made).get()
    assert (logged.action, logged.user) == ("wagtail.create", importer)
    assert logged.data == {"import": str(run.uuid), "line": 3}
    assert ReferenceIndex.get_references_to(place).count() == 2
    assert ReferenceIndex.get_references_to(Source.objects.get()).count() == 1
    assert CustodyEvent.objects.count() == custody
    # Not a task a row: that would keep the worker from all else.
    assert asked == []


def test_each_fault_is_told_with_line_and_reason_in_every_language(
    check, monkeypatch
) -> None:
    header = [
        *("kind", "title", "category", "place_type", "date", "geometry", "is_sample"),
        *("latitude", "longitude", "place", "access", "claim_1_source_1_title"),
        "claim_1_source_1_url",
    ]
    long = "x" * 201
    run = check(
        table(
            header,
            ["place", "", "", "no such", "", "139, 46"],
            ["incident", long, "heritage_destruction", "mosque", "some day"],
            ["village", "t"],
            ["place", "t", "", "mosque", "", "", "perhaps", "39.1"],
            ["incident", "t", "", "", "", "", "", "", "", "Nowhere", "sealed"],
            ["place", "a\x01b", "", "mosque", *[""] * 7, "Report", "no address"],
            ["incident", "t", "heritage_destruction"],
        )
    )
    assert faults(run) == {
        (2, "title", "blank"),
        (2, "place_type", "not_understood"),
        (2, "geometry", "invalid"),
        (3, "title", "max_length"),
        (3, "place_type", "kind"),
        (3, "date", "invalid"),
        (4, "kind", "not_understood"),
        (5, "is_sample", "not_understood"),
        (5, "longitude", "required"),
        (6, "place", "not_understood"),
        (6, "category", "required"),
        (6, "sealed_until", "invalid"),
        (7, "title", "characters"),
        (7, "claim_1", "blank"),
        (7, "claim_1_source_1_kind", "required"),
        (7, "claim_1_source_1_url", "invalid"),
        (8, "place", "invalid"),
    } | (faults(run) & {(3, "place", "invalid")})
    assert not Record.objects.exists()
    for fault in ImportFault.objects.all():
        said = [fault.reasons[code] for code in ("az", "en", "ru")]
        assert all(said) and len(set(said)) == 3, (fault.code, said)
    with translation.override("ru"):
        text = "".join(refused_lines(run))
    assert text.startswith("\ufeffkind,title") and "Это нужно заполнить" in text
    assert text.count("import_reasons") == 1


def test_a_row_does_not_come_twice(bring, check) -> None:
    bring(table(PLACES, PLACE))
    again = check(table(PLACES, PLACE, ["p2", *PLACE[1:]], ["p2", *PLACE[1:]]))
    assert list(again.rows.values_list("outcome", flat=True)) == [
        *("duplicate", "good", "bad"),
    ]
    assert faults(again) == {(4, "key", "duplicate")}
    strict = check(table(PLACES, PLACE), duplicates="refuse")
    assert faults(strict) == {(2, "key", "duplicate")}


def test_names_must_be_clear_and_stand_above(bring, check, make_record) -> None:
    header = ["kind", "title", "place_type", "within", "key"]
    twin = make_record("place", publish=False, title="Twin")
    make_record("place", publish=False, title="Twin")
    run = check(
        table(
            header,
            ["place", "A", "mosque", "Twin", ""],
            ["place", "B", "mosque", "C", ""],
            ["place", "C", "mosque", twin.ark, ""],
            ["place", "D", "mosque", "C", ""],
            ["place", "E", "mosque", "E", ""],
        )
    )
    bad = {(2, "within", "not_understood"), (3, "within", "not_understood")}
    assert faults(run) == bad | {(6, "within", "not_understood")}


def test_sources_are_shared_when_they_are_the_same(bring, records) -> None:
    known = records.source(title="Known", url="https://example.org/k")
    header = ["kind", "title", "place_type", "claim_1", "claim_1_source_1_title",
              "claim_1_source_1_url", "claim_1_source_1_kind"]  # fmt: skip
    url = "https://example.org/"
    bring(
        table(
            header,
            ["place", "A", "mosque", "x", "Known", f"{url}k", "report"],
            ["place", "B", "mosque", "x", "Known", f"{url}other", "report"],
            ["place", "C", "mosque", "x", "Known", f"{url}other", "report"],
        )
    )
    cited = [place.claims.get().sources.get().source for place in Place.objects.all()]
    assert cited[0] == known
    assert cited[1] == cited[2] != known
