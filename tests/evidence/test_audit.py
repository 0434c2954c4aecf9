"""The audit's command: what it prints, how it ends, and how it shows its progress."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence import triggers
from evidence.audit import audit
from evidence.custody import moment
from evidence.models import CustodyEvent, Exhibit, VersionReason, Withdrawal
from evidence.progress import Progress
from evidence.store import ORIGINALS
from tests.evidence.archive import Archive, build, faults
from tests.evidence.audit_speed import measure
from tests.evidence.records import Recorder
from tests.evidence.witnesses import Tsa, name_witnesses

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def archive(records: Recorder, tsa: Tsa, settings: Any, own_store: None) -> Archive:
    name_witnesses(settings, tsa)
    return build(records)


def file_of(exhibit: Exhibit) -> Path:
    path = Path(default_storage.path(ORIGINALS.name_of(exhibit.sha256)))
    path.chmod(0o600)
    return path


def run(*options: str) -> str:
    out = io.StringIO()
    call_command("verify_evidence", *options, stdout=out)
    return out.getvalue()


def test_whole_archive_is_said_to_be_whole(archive: Archive) -> None:
    assert run() == "The archive is whole.\n"
    assert run("--sha512") == "The archive is whole.\n"


def test_empty_archive_is_whole(own_store: None) -> None:
    assert run() == "The archive is whole.\n"


def test_each_fault_is_named_and_the_command_fails(archive: Archive) -> None:
    file_of(archive.shown).write_bytes(b"Something else.")
    file_of(archive.hidden).unlink()
    out = io.StringIO()
    with pytest.raises(CommandError, match="The archive has 2 faults"):
        call_command("verify_evidence", stdout=out)
    shown, hidden = archive.shown, archive.hidden
    assert out.getvalue().splitlines() == [
        f"FAULT exhibit {shown.name}: its file has 15 bytes, not {shown.size}",
        f"FAULT exhibit {hidden.name}: its file is missing",
    ]
    assert run("--rows-only") == "The archive is whole.\n"


def test_changed_bytes_of_the_same_length_are_named(archive: Archive) -> None:
    path = file_of(archive.shown)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert faults() == [f"exhibit {archive.shown.name}: its bytes have changed"]


def test_missing_trigger_is_named(archive: Archive) -> None:
    triggers.remove()
    named = [str(fault) for fault in audit()]
    assert any("trigger evidence_custodyevent_no_delete" in fault for fault in named)
    assert all(fault.startswith("trigger ") for fault in named)


def test_what_raises_is_a_fault_and_stops_no_other_check(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    triggers.remove()
    CustodyEvent.objects.filter(sequence=1).update(detail=[1])
    named = [str(fault) for fault in audit() if "trigger " not in str(fault)]
    assert any(fault.startswith("custody entry 1: ") for fault in named)
    assert any("cannot be read: AttributeError" in fault for fault in named)


def test_reason_that_was_changed_afterwards_is_named(archive: Archive) -> None:
    triggers.remove()
    VersionReason.objects.filter(text="A date was wrong.").update(text="Nothing.")
    named = [str(fault) for fault in audit() if "trigger " not in str(fault)]
    assert named == [
        f"version 2 of {archive.first.name}: its reason (en) is not the published one"
    ]


def test_withdrawal_that_was_changed_or_undone_is_named(archive: Archive) -> None:
    triggers.remove()
    (row,) = Withdrawal.objects.all()
    where = f"withdrawal of {row.record.name} {moment(row.at)}"
    Withdrawal.objects.update(reason="Nothing.")
    named = [str(fault) for fault in audit() if "trigger " not in str(fault)]
    assert named == [f"{where}: the custody log tells otherwise"]
    Withdrawal.objects.all().delete()
    named = [str(fault) for fault in audit() if "trigger " not in str(fault)]
    assert named == [f"{where}: is missing"]


def test_cost_of_the_rows_grows_with_the_anchors_alone(
    archive: Archive, records: Recorder
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert list(audit()) == []
        return len(counted)

    before = queries()
    for _number in range(3):
        records.make()
    assert queries() == before


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="has no sha256sum")
def test_audit_keeps_up_with_sha256sum(own_store: None, tmp_path: Path) -> None:
    speeds = measure(tmp_path, count=12, size=4 * 1024 * 1024, rounds=3)
    assert speeds.ratio >= 0.9, speeds


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal() -> None:
    terminal = Terminal()
    with Progress(terminal, 200) as progress:
        progress.say("files")
        progress.advance(50)
        progress.say("files")
    drawn = terminal.getvalue()
    assert "[                              ]   0%" in drawn
    assert "[#######                       ]  25%" in drawn
    assert drawn.endswith("\r\x1b[K"), "the bar is taken away at the end"


def test_progress_is_silent_elsewhere(archive: Archive, capsys: Any) -> None:
    call_command("verify_evidence")
    assert capsys.readouterr().err == ""
