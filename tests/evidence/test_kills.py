"""Killed a hundred times each, intakes, captures and imports are completed by whoever
comes next: nothing is lost, doubled, or half there."""

from __future__ import annotations

import io
import os
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from evidence import incoming
from evidence.actions.capturing import carry_out
from evidence.actions.citing import find_cited_pages
from evidence.actions.import_turns import carry_on
from evidence.actions.importing import (
    Choices,
    begin_check,
    begin_import,
    begin_writing,
)
from evidence.actions.intake import (
    begin_intake,
    receive_part,
    sweep_intakes,
    take_in,
)
from evidence.audit import audit, check_files
from evidence.capturing import MemoryCaptureEngine
from evidence.importing import batches
from evidence.models import (
    Capture,
    Claim,
    ClaimSource,
    CustodyEvent,
    Exhibit,
    ImportRow,
    ImportRun,
    Intake,
    Place,
    Source,
)
from evidence.store import ORIGINALS
from tests.evidence.importing.conftest import table
from tests.evidence.killing import KILLS, Killer
from tests.evidence.records import Recorder

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=100)
OF_INTAKE = ("accession", "ingestion", "message digest calculation") + (
    "metadata extraction",
)


@pytest.fixture(autouse=True)
def _folder(own_store: None, settings: Any, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Copies the database by SQLite's own means.")
    settings.DATA_DIR = tmp_path


def sweep() -> None:
    """Do what the clock does, once what was killed is taken for killed."""
    waiting = Intake.objects.filter(state=Intake.State.WAITING)
    waiting.update(touched_at=timezone.now() - LONG_AGO)
    sweep_intakes()


def look(swept: bool) -> None:
    """No exhibit is there without its bytes and its custody."""
    told = CustodyEvent.objects.filter(kind__in=OF_INTAKE)
    counts = Counter(told.values_list("exhibit", "kind"))
    assert set(counts.values()) <= {1}
    assert len(counts) == len(OF_INTAKE) * Exhibit.objects.count()
    assert all(map(ORIGINALS.holds, Exhibit.objects.values_list("sha256", flat=True)))
    if swept:
        sweep()


def look_at_the_end() -> None:
    """Whatever was killed has left nothing, once the clock has come by long after."""
    Intake.objects.update(touched_at=timezone.now() - LONG_AGO)
    unnamed = Path(default_storage.path("evidence/.originals"))
    for path in unnamed.iterdir():
        os.utime(path, (0, 0))
    look(swept=True)
    assert not list(unnamed.iterdir())
    assert incoming.names() == []
    assert [str(fault) for fault in audit()] == []
    assert [str(fault) for fault in check_files(both=True)] == []


# Intake.


def content(number: int) -> bytes:
    return random.Random(number).randbytes(150_000)


def send(number: int) -> None:
    """Send a file in parts, going on where they ended, as the admin's page does."""
    data, name = content(number), f"file-{number}.bin"
    begun = Intake.objects.filter(original_name=name).first()
    row = begun or begin_intake(original_name=name, size=len(data), facts={})
    while row.state == Intake.State.RECEIVING:
        part = io.BytesIO(data[row.received :][:30_000])
        row = receive_part(intake=row, at=row.received, stream=part)
    if row.state == Intake.State.WAITING:
        sweep()


def give(number: int) -> None:
    """Hand a file over at once; after a failure, once more."""
    data = content(number)
    take_in(
        stream=io.BytesIO(data),
        original_name=f"file-{number}.bin",
        size=len(data),
        facts={},
    )


@pytest.mark.parametrize("work", [send, give])
def test_killed_intakes(work: Any, tmp_path: Path) -> None:
    killer = Killer(tmp_path)
    files = killer.kill_each(work, before=look, kills=KILLS // 2)

    def look_last() -> None:
        look_at_the_end()
        names = Exhibit.objects.order_by("pk").values_list("original_name", flat=True)
        assert sorted(names) == sorted(f"file-{number}.bin" for number in range(files))
        for exhibit in Exhibit.objects.all():
            number = int(exhibit.original_name[5:-4])
            with ORIGINALS.open(exhibit.sha256) as file:
                assert file.read() == content(number)
        states = set(Intake.objects.values_list("state", flat=True))
        assert states <= {Intake.State.DONE, Intake.State.REFUSED}

    killer.run(look_last)


# Captures: of pages that are there at once, so that kills hit our own steps. Those of a
# web server are killed in tests/evidence/capturing.


def test_killed_captures(records: Recorder, tmp_path: Path) -> None:
    kind = records.source().kind
    engine = MemoryCaptureEngine(picture=b"a picture", document=b"%PDF-1.7 a document")

    def keep(number: int) -> None:
        url = f"https://example.org/{number}"
        Source.objects.get_or_create(
            url=url, defaults={"kind": kind, "title": url, "language": "en"}
        )
        find_cited_pages()
        row = Capture.objects.get(url=url)
        carry_out(capture_id=row.pk, attempt=row.attempts, engine=engine)
        row.refresh_from_db()
        assert row.state == Capture.State.DONE

    def look_between(swept: bool) -> None:
        look(swept)
        # A capture is done exactly when it has its archive.
        for row in Capture.objects.all():
            assert (row.state == Capture.State.DONE) == (row.archive_id is not None)

    killer = Killer(tmp_path)
    pages = killer.kill_each(keep, before=look_between)

    def look_last() -> None:
        look_at_the_end()
        archives = set(Capture.objects.values_list("archive", flat=True))
        assert len(archives) == Capture.objects.count() == pages
        # Equal pictures are one exhibit, and so are equal documents.
        assert Exhibit.objects.count() == pages + 2
        told = CustodyEvent.objects.filter(kind=CustodyEvent.Kind.CAPTURE)
        counts = Counter((e.detail["capture"], e.detail["role"]) for e in told)
        assert set(counts.values()) == {1}
        assert len(counts) == 3 * pages
        assert not Intake.objects.exclude(state=Intake.State.DONE).exists()

    killer.run(look_last)


# Imports.

ROWS = 8


def test_killed_imports(
    accounts: dict[str, Any],
    records: Recorder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "SIZE", 3)
    choices = Choices(
        language=records.newsroom.locale("en"),
        kind="place",
        source_kind=records.source().kind,
    )
    before = Source.objects.count()
    by = accounts["researcher"]
    header = ["key", "title", "place_type", "claim_1", "claim_1_source_1_title"]

    def bring(number: int) -> None:
        """Bring a table, going on where its run stands."""
        keys = [f"{number}-{row}" for row in range(ROWS)]
        rows = [[key, f"Hill {key}", "mosque", "It is.", f"On {key}"] for key in keys]
        name = f"table-{number}.csv"
        run = ImportRun.objects.filter(file_name=name).first() or begin_import(
            stream=io.BytesIO(table(header, *rows)),
            file_name=name,
            choices=choices,
            by=by,
        )
        if run.state == ImportRun.State.RECEIVED:
            begin_check(run=run, mapping=run.mapping, choices=choices)
        while carry_on(run_id=run.pk):
            pass
        run.refresh_from_db()
        if run.state == ImportRun.State.CHECKED:
            begin_writing(run=run, is_whole=True, by=by)
        while carry_on(run_id=run.pk):
            pass
        run.refresh_from_db()
        assert run.state == ImportRun.State.DONE, run.state

    def look_between(_swept: bool) -> None:
        created = ImportRow.objects.filter(outcome=ImportRow.Outcome.CREATED)
        assert Place.objects.count() == created.count()
        assert set(created.values_list("record", flat=True)) == set(
            Place.objects.values_list("pk", flat=True)
        )
        for model in (Claim, ClaimSource):
            assert model.objects.count() == Place.objects.count()
        assert Source.objects.count() - before == Place.objects.count()

    # Whatever is looked up once in a process is there when it forks.
    untouched = transaction.savepoint()
    bring(-1)
    transaction.savepoint_rollback(untouched)
    killer = Killer(tmp_path)
    tables = killer.kill_each(bring, before=look_between)

    def look_last() -> None:
        look_between(False)
        titles = Counter(Place.objects.values_list("title", flat=True))
        assert titles == {
            f"Hill {number}-{row}": 1 for number in range(tables) for row in range(ROWS)
        }
        made = ModelLogEntry.objects.filter(action="wagtail.create")
        counts = Counter(made.values_list("object_id", "content_type"))
        assert set(counts.values()) == {1}

    killer.run(look_last)
