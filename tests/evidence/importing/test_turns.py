"""Whatever ends a turn: nothing is lost, nothing comes twice, all comes or nothing."""

from __future__ import annotations

import io
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from evidence.actions import import_turns
from evidence.actions.import_turns import carry_on
from evidence.actions.importing import (
    begin_import,
    begin_writing,
    discard_import,
    read_differently,
    sweep_imports,
)
from evidence.importing import csv_files, keeping
from evidence.importing.batches import batches
from evidence.models import (
    Claim,
    ExternalKey,
    ImportRow,
    ImportRun,
    Place,
    Source,
    VocabularyLabel,
    VocabularyTerm,
)
from tests.evidence.importing.conftest import table, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HEADER = ["key", "kind", "title", "place_type", "within", "claim_1",
          "claim_1_source_1_title", "claim_1_source_1_kind"]  # fmt: skip


def places(count: int, last: str = "mosque") -> bytes:
    """Return a table in which each place lies in the one before."""
    rows = [
        [f"p{n}", "place", f"Hill {n}", "mosque", f"p{n - 1}" if n else "", "A claim.",
         f"Report {n}", "report"]
        for n in range(count)
    ]  # fmt: skip
    rows[-1][3] = last
    return table(HEADER, *rows)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch) -> None:
    monkeypatch.setattr(import_turns, "batches", partial(batches, size=3))


@pytest.fixture
def checked(check) -> ImportRun:
    return check(places(10))


class Killed(BaseException):
    """What no code catches."""


@pytest.mark.parametrize("victim", ["_advance", "_keep", "bulk_create", "finish"])
def test_a_killed_turn_is_gone_on_with(check, importer, monkeypatch, victim) -> None:
    """Kill at the first, second, third … call, before and after it, to the end."""
    owners: dict[str, Any] = {
        "_advance": import_turns._Turn,
        "_keep": import_turns._Turn,
        "bulk_create": type(ImportRow.objects.all()),
        "finish": import_turns.BatchWriter,
    }
    original = getattr(owners[victim], victim)
    left = {"calls": 0}

    def dying(*args: Any, **kwargs: Any) -> Any:
        left["calls"] -= 1
        if left["calls"] == 0:
            raise Killed
        result = original(*args, **kwargs)
        if left["calls"] == -1:
            raise Killed
        return result

    run = check(places(10))
    begin_writing(run=run, is_whole=True, by=importer)
    killed = 0
    monkeypatch.setattr(owners[victim], victim, dying)
    for calls in range(1, 40):
        left["calls"] = calls
        try:
            while carry_on(run_id=run.pk):
                pass
            break
        except Killed:
            killed += 1
            assert ExternalKey.objects.count() == Place.objects.count()
    assert killed > 2
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE
    assert Place.objects.count() == ExternalKey.objects.count() == 10
    assert Claim.objects.count() == Source.objects.count() == 10
    assert [row.record.title for row in run.rows.order_by("line")] == [
        f"Hill {n}" for n in range(10)
    ]


def test_a_turn_that_was_taken_over_writes_nothing_more(checked, importer) -> None:
    begin_writing(run=checked, is_whole=True, by=importer)

    def overtake(run: ImportRun) -> None:
        if run.position == 4:
            assert carry_on(run_id=run.pk) is False

    assert carry_on(run_id=checked.pk, tell=overtake) is False
    checked.refresh_from_db()
    assert checked.state == ImportRun.State.DONE
    assert Place.objects.count() == 10
    # Several callers that have seen the same turn: one works.
    assert carry_on(run_id=checked.pk, turn=0) is False


def test_all_rows_or_none(check, importer) -> None:
    run = check(places(10, last="no such type"))
    with pytest.raises(ValidationError):
        begin_writing(run=run, is_whole=True, by=importer)
    begin_writing(run=run, is_whole=False, by=importer)
    assert work_off(run).state == ImportRun.State.DONE
    assert Place.objects.count() == 9


def test_all_is_taken_back_when_a_row_has_turned_bad(
    checked, importer, django_capture_on_commit_callbacks
) -> None:
    begin_writing(run=checked, is_whole=True, by=importer)

    def meddle(run: ImportRun) -> None:
        if run.position == 4:
            # Somebody goes on with one record, and another loses its ground.
            Place.objects.get(title="Hill 0").save()
            VocabularyTerm.objects.filter(slug="mosque").update(slug="gone")
            VocabularyLabel.objects.filter(term__slug="gone").delete()

    # A turn a batch: each looks the vocabularies up anew.
    with django_capture_on_commit_callbacks(execute=True):
        while carry_on(run_id=checked.pk, seconds=0, tell=meddle):
            pass
    checked.refresh_from_db()
    assert checked.state == ImportRun.State.UNDONE
    assert [place.title for place in Place.objects.all()] == ["Hill 0"]
    assert Source.objects.count() == 1
    outcomes = checked.rows.values_list("outcome", flat=True)
    assert outcomes.filter(outcome="kept").count() == 1
    assert outcomes.filter(outcome="taken_back").count() == 2
    assert checked.rows.get(outcome="bad", line=5).faults.count() == 1
    assert default_storage.listdir(keeping.FOLDER)[1] == []


def test_what_was_left_behind_is_found(checked, importer, monkeypatch) -> None:
    begin_writing(run=checked, is_whole=True, by=importer)
    # Every turn ends before its first batch.
    monkeypatch.setattr(import_turns._Turn, "work", lambda turn: False)
    assert sweep_imports() == 0
    past = timezone.now() - timedelta(minutes=5)
    ImportRun.objects.filter(pk=checked.pk).update(due_at=past)
    assert sweep_imports() == 1
    assert sweep_imports() == 0
    checked.refresh_from_db()
    assert checked.turn == 2 and checked.state == ImportRun.State.WRITING
    # It does not keep workers busy for ever.
    for turn in range(checked.turn, checked.turn + import_turns.MOST_STALLS):
        carry_on(run_id=checked.pk, turn=turn)
    checked.refresh_from_db()
    assert checked.state == ImportRun.State.FAILED
    assert checked.reasons["az"] != checked.reasons["ru"]


def test_the_file_goes_when_it_is_no_longer_needed(check, importer, settings) -> None:
    run = check(places(2))
    assert default_storage.listdir(keeping.FOLDER)[1] == [str(run.uuid)]
    with keeping.kept(run) as stream:
        assert stream.read() == places(2)
    path = default_storage.path(f"{keeping.FOLDER}/{run.uuid}")
    with open(path, "ab") as file:
        file.write(b"more")
    begin_writing(run=run, is_whole=True, by=importer)
    assert work_off(run).state == ImportRun.State.FAILED
    assert not Place.objects.exists()
    other = check(places(3))
    discard_import(run=other)
    keeping.keep(other.uuid, io.BytesIO(b"left by a killed process"))
    assert keeping.clear_away() == 0
    keeping.YOUNG, young = timedelta(0), keeping.YOUNG
    try:
        assert keeping.clear_away() >= 1
    finally:
        keeping.YOUNG = young
    assert default_storage.listdir(keeping.FOLDER)[1] == []


def test_what_can_be_read_otherwise_is_given_back(
    check, importer, tmp_path, monkeypatch, capsys
) -> None:
    # Only the beginning is looked at to find the encoding out.
    monkeypatch.setattr(csv_files, "SAMPLE", 64)
    data = places(3) + b"\r\n" * 9000 + "x,place,Şuşa,mosque".encode("cp1254")
    run = check(data)
    assert run.state == ImportRun.State.RECEIVED
    assert "UTF-8" in run.reasons["en"]
    read_differently(run=run, encoding="cp1254")
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    by = ["--user", importer.username]
    with pytest.raises(CommandError):
        call_command("import_evidence", str(path), *by)
    assert "UTF-8" in capsys.readouterr().out
    call_command("import_evidence", str(path), *by, "--encoding", "cp1254")
    assert Place.objects.filter(title="Şuşa").exists()


def test_somebody_else_may_be_first(checked, importer, make_record) -> None:
    ImportRun.objects.filter(pk=checked.pk).update(duplicates="refuse")
    begin_writing(run=checked, is_whole=True, by=importer)
    first = make_record("place", publish=False)
    ExternalKey.objects.create(kind="place", key="p5", record_id=first.pk)
    assert work_off(checked).state == ImportRun.State.UNDONE
    assert Place.objects.get().pk == first.pk
    assert checked.rows.get(outcome="bad").faults.get().code == "duplicate"


def test_old_imports_are_forgotten(check, bring) -> None:
    brought, undecided = bring(places(4, last="no type")), check(places(2))
    assert (brought.rows.count(), undecided.rows.count()) == (4, 2)
    sweep_imports()
    assert (brought.rows.count(), undecided.rows.count()) == (4, 2)
    past = timezone.now() - timedelta(days=91)
    ImportRun.objects.update(touched_at=past)
    sweep_imports()
    undecided.refresh_from_db()
    assert undecided.state == ImportRun.State.DISCARDED
    assert set(brought.rows.values_list("outcome", flat=True)) == {"created"}


def test_a_check_ends_where_nearly_all_is_wrong(check, monkeypatch) -> None:
    monkeypatch.setattr(import_turns, "MOST_BAD", 3)
    run = check(table(HEADER, *[["", "place", "x", "no type"]] * 12))
    assert run.state == ImportRun.State.FAILED
    assert run.rows.count() == 6 and "3" in run.reasons["en"]


def test_only_who_may_add_records_imports(accounts, checked, choices) -> None:
    for name in ("editor_az", "translator"):
        with pytest.raises(PermissionDenied):
            begin_import(
                stream=io.BytesIO(places(1)),
                file_name="x.csv",
                choices=choices,
                by=accounts[name],
            )
        with pytest.raises(PermissionDenied):
            begin_writing(run=checked, is_whole=True, by=accounts[name])


def test_the_command_imports_once(importer, tmp_path, capsys) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(places(4))
    bad.write_bytes(places(4, last="nothing").replace(b"p", b"q"))
    by = ["--user", importer.username, "--language", "en"]
    call_command("import_evidence", str(good), *by, "--dry-run")
    assert "Without faults: 4" in capsys.readouterr().out
    assert not Place.objects.exists() and not ImportRow.objects.exists()
    call_command("import_evidence", str(good), *by)
    call_command("import_evidence", str(good), *by)
    assert Place.objects.count() == 4
    assert capsys.readouterr().out.count("Imported: 4") == 2
    with pytest.raises(CommandError):
        call_command("import_evidence", str(bad), *by, "--speak", "ru")
    told = capsys.readouterr().out
    assert "Line 2" in told and Place.objects.count() == 4
