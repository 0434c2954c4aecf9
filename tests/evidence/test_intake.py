"""Files on their way into the archive: nothing lost, doubled, changed or believed."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction

from evidence import incoming
from evidence.actions import intake as actions
from evidence.actions.intake import (
    accession,
    approve_deaccession,
    begin_intake,
    propose_deaccession,
    receive_part,
    sweep_intakes,
    take_in,
)
from evidence.custody import GENESIS, entry_digest
from evidence.formats import media_type_of
from evidence.models import CustodyEvent, Exhibit, Intake
from evidence.store import ORIGINALS
from tests.core.picture_files import jpeg, telling_jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def take(data: bytes, name: str = "file.bin", **facts: object) -> Exhibit:
    return take_in(
        stream=io.BytesIO(data), original_name=name, size=len(data), facts=facts
    )


def test_a_file_is_kept_as_it_was_under_its_hash() -> None:
    data = os.urandom(3_000_000)
    exhibit = take(data, "C:\\Users\\someone\\scan 1.bin", title="Scan")
    assert exhibit.sha256 == hashlib.sha256(data).hexdigest()
    assert exhibit.sha512 == hashlib.sha512(data).hexdigest()
    assert (exhibit.size, exhibit.original_name) == (3_000_000, "scan 1.bin")
    with ORIGINALS.open(exhibit.sha256) as kept:
        assert kept.read() == data
    path = default_storage.path(ORIGINALS.name_of(exhibit.sha256))
    assert os.stat(path).st_mode & 0o222 == 0
    assert exhibit.access == "restricted"


def test_parts_of_a_finished_intake_do_not_stay() -> None:
    """Whoever finishes an intake may be killed before its parts are taken away."""
    intake = begin_intake(original_name="a.bin", size=5, facts={})
    intake = receive_part(intake=intake, at=0, stream=io.BytesIO(b"parts"))
    exhibit = accession(intake=intake)
    for finish in (lambda: accession(intake=intake), sweep_intakes):
        intake.refresh_from_db()
        incoming.append(intake.uuid, io.BytesIO(b"parts"), at=0, most=5)
        assert intake.uuid in incoming.names()
        finish()
        assert intake.uuid not in incoming.names()
    stale = Intake(pk=intake.pk, uuid=intake.uuid, state=Intake.State.WAITING)
    assert accession(intake=stale) == exhibit


def test_the_same_file_twice_is_one_exhibit(english: None) -> None:
    first = take(b"the same bytes")
    assert take(b"the same bytes", "another.name") == first
    second = Intake.objects.order_by("-pk").first()
    assert second is not None
    assert "already" in second.fault
    assert first.custody_events.count() == 4


def test_parts_arrive_one_after_another_and_none_twice(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    data = os.urandom(250_000)
    intake = begin_intake(original_name="a.bin", size=len(data), facts={})
    intake = receive_part(intake=intake, at=0, stream=io.BytesIO(data[:100_000]))
    with pytest.raises(ValidationError) as refused:
        receive_part(intake=intake, at=0, stream=io.BytesIO(data[:100_000]))
    assert refused.value.code == "position"
    assert intake.received == 100_000
    with django_capture_on_commit_callbacks(execute=True):
        receive_part(intake=intake, at=100_000, stream=io.BytesIO(data[100_000:]))
    intake.refresh_from_db()
    assert intake.state == Intake.State.DONE
    assert intake.exhibit.sha256 == hashlib.sha256(data).hexdigest()
    assert incoming.safe_size(intake.uuid) == 0


def test_bytes_that_came_without_being_counted_are_written_anew() -> None:
    data = b"x" * 1000
    intake = begin_intake(original_name="a.bin", size=1000, facts={})
    incoming.append(intake.uuid, io.BytesIO(b"y" * 700), at=0, most=700)
    intake = receive_part(intake=intake, at=0, stream=io.BytesIO(data))
    assert accession(intake=intake).sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_longer_than_announced_is_refused_and_leaves_nothing() -> None:
    intake = begin_intake(original_name="a.bin", size=10, facts={})
    intake = receive_part(intake=intake, at=0, stream=io.BytesIO(b"z" * 5000))
    assert intake.state == Intake.State.REFUSED
    assert incoming.safe_size(intake.uuid) == 0


def test_a_lost_task_is_found_by_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"left behind"
    intake = begin_intake(original_name="a.txt", size=len(data), facts={})
    receive_part(intake=intake, at=0, stream=io.BytesIO(data))
    monkeypatch.setattr(actions, "LEFT_BEHIND", -actions.LEFT_BEHIND)
    assert sweep_intakes() == 1
    assert Exhibit.objects.get().media_type == "text/plain"
    assert sweep_intakes() == 0


def test_an_intake_whose_parts_are_lost_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lost, found = (
        receive_part(
            intake=begin_intake(original_name=name, size=5, facts={}),
            at=0,
            stream=io.BytesIO(name.encode()),
        )
        for name in ("a.txt", "b.txt")
    )
    incoming.discard(lost.uuid)
    monkeypatch.setattr(actions, "LEFT_BEHIND", -actions.LEFT_BEHIND)
    assert sweep_intakes() == 1
    assert Exhibit.objects.get().original_name == found.original_name
    assert str(lost.uuid) in caplog.text


@pytest.mark.parametrize("step", ["kept", "recorded"])
def test_an_accession_cut_short_is_finished_once(
    monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    intake = begin_intake(original_name="a.bin", size=9, facts={})
    intake = receive_part(intake=intake, at=0, stream=io.BytesIO(b"nine byte"))

    def die(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        target = "_tell_custody" if step == "kept" else "incoming.discard"
        context.setattr(f"evidence.actions.intake.{target}", die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            accession(intake=intake)
    intake.refresh_from_db()
    exhibit = accession(intake=intake)
    assert Exhibit.objects.count() == 1
    assert exhibit.custody_events.count() == 4


def test_custody_is_one_chain(english: None) -> None:
    take(b"one")
    take(b"two")
    before = GENESIS
    for number, event in enumerate(CustodyEvent.objects.all(), start=1):
        assert (event.sequence, event.previous) == (number, before)
        assert event.digest == entry_digest(event)
        before = event.digest


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_custodyevent SET kind = 'transfer'",
        "DELETE FROM evidence_custodyevent",
        "UPDATE evidence_exhibit SET sha256 = 'x'",
        "UPDATE evidence_exhibit SET original_name = 'x'",
        "DELETE FROM evidence_exhibit",
    ],
)
def test_the_database_refuses_to_rewrite_history(statement: str) -> None:
    from django.db import connection  # noqa: PLC0415

    exhibit = take(b"guarded")
    with (
        pytest.raises(DatabaseError, match="history is not rewritten"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    exhibit.title = "A better title"
    exhibit.save()


def _wacz() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("datapackage.json", "{}")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (jpeg(), "image/jpeg"),
        (b"%PDF-1.7\n", "application/pdf"),
        (_wacz(), "application/wacz"),
        ("Şəhərin adı".encode(), "text/plain"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"\x1aE\xdf\xa3....webm", "video/webm"),
        (b"PK\x03\x04 no archive at all", "application/zip"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_type_is_read_from_the_bytes(data: bytes, expected: str) -> None:
    assert media_type_of(io.BytesIO(data)) == expected


def test_what_a_photograph_says_of_itself_is_recorded() -> None:
    exhibit = take(telling_jpeg(), "photo.txt")
    assert exhibit.media_type == "image/jpeg"
    assert exhibit.metadata["width"] > 0
    assert any(name.startswith("gps ") for name in exhibit.metadata)
    assert exhibit.fingerprint


@pytest.fixture
def people(django_user_model):
    permissions = Permission.objects.filter(
        content_type__app_label="evidence",
        codename__in=["add_deaccession", "change_deaccession"],
    )
    made = []
    for name in ("first", "second"):
        user = django_user_model.objects.create_user(name)
        user.user_permissions.set(permissions)
        made.append(user)
    return made


def test_an_exhibit_leaves_by_two_people_and_its_bytes_stay(people, english) -> None:
    first, second = people
    exhibit = take(b"to be let go", access="public")
    proposal = propose_deaccession(exhibit=exhibit, reason="Given back.", by=first)
    with pytest.raises(PermissionDenied):
        approve_deaccession(proposal=proposal, by=first)
    approve_deaccession(proposal=proposal, by=second)
    exhibit.refresh_from_db()
    assert not exhibit.is_open
    assert ORIGINALS.holds(exhibit.sha256)
    last = exhibit.custody_events.last()
    assert last is not None
    assert (last.kind, last.actor) == ("deaccession", second)
