"""Exports: whole, as of one moment, checkable by anybody, and private by leave only."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import bagit
import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from wagtail.models import ModelLogEntry

from evidence.actions.anchoring import make_anchor, seek_proofs
from evidence.actions.deriving import derive_copy
from evidence.actions.exporting import VERIFIER, export_evidence
from evidence.actions.fixity import check_exhibit
from evidence.export.bag import BagTarget, FolderTarget, ZipTarget
from evidence.models import (
    CustodyEvent,
    Derivative,
    Exhibit,
    PublishedVersion,
    Record,
)
from evidence.store import ORIGINALS
from tests.evidence.archive import SECOND, Archive, build, run_verifier, take
from tests.evidence.local_calendar import LocalCalendar
from tests.evidence.records import EXACT, Recorder, picture_bytes
from tests.evidence.witnesses import Tsa, name_witnesses

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def exporter(django_user_model: Any) -> Any:
    user = django_user_model.objects.create_user("exporter", "", "x")
    user.user_permissions.add(Permission.objects.get(codename="export_private"))
    return user


def anchor_the_rest() -> None:
    assert make_anchor(SECOND.replace(day=3))
    seek_proofs()


def index_of(bag: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((bag / "data" / "index.json").read_bytes())
    return index


def names_in(bag: Path, folder: str) -> set[str]:
    return {path.name for path in (bag / "data" / folder).glob("*")}


def export(tmp_path: Path, **options: Any) -> Path:
    return export_evidence(target=FolderTarget(tmp_path / "bag"), **options)


def everything(tmp_path: Path) -> Path:
    return export(tmp_path, records=None, reason="A copy for the vault.")


def test_everything_is_a_valid_bag_that_checks_itself(
    archive: Archive, tmp_path: Path
) -> None:
    bag = everything(tmp_path)
    bagit.Bag(str(bag)).validate()
    assert names_in(bag, "originals") == set(
        Exhibit.objects.values_list("sha256", flat=True)
    )
    assert names_in(bag, "derivatives") == set(
        Derivative.objects.values_list("sha256", flat=True)
    )
    assert len(names_in(bag, "versions")) == PublishedVersion.objects.count()
    done = run_verifier(bag)
    assert "FAULT" not in done.stdout, done.stdout
    assert (done.returncode, done.stderr) == (3, "")
    assert "too new to be anchored" in done.stdout


def test_nothing_is_left_unchecked_once_all_is_anchored(
    archive: Archive, tmp_path: Path
) -> None:
    anchor_the_rest()
    bag = export(tmp_path, records=[archive.first, archive.second])
    done = run_verifier(bag)
    assert done.returncode == 0, done.stdout


def test_calendars_proof_is_part_of_it(
    records: Recorder, settings: Any, own_store: None, tmp_path: Path
) -> None:
    calendar = LocalCalendar()
    name_witnesses(settings, calendar=calendar)
    build(records)
    bag = everything(tmp_path)
    done = run_verifier(bag)
    assert "can hold" in done.stdout
    assert "FAULT" not in done.stdout
    assert "anchor 2026-03-01: not witnessed yet" in done.stdout
    calendar.server.close()


def test_zip_can_be_checked_once_it_is_unpacked(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "given.zip"
    target: BagTarget = ZipTarget(path)
    export_evidence(target=target, records=[archive.first])
    with zipfile.ZipFile(path) as packed:
        packed.extractall(tmp_path)
    assert "FAULT" not in run_verifier(tmp_path / "given").stdout


def test_public_export_holds_what_readers_may_see(
    archive: Archive, tmp_path: Path
) -> None:
    bag = export(tmp_path, records=[archive.first, archive.second, archive.draft])
    index = index_of(bag)
    assert (index["scope"], index["has_originals"]) == ("selection", False)
    assert {row["name"] for row in index["exhibits"]} == {
        archive.shown.name,
        archive.redacted.name,
    }
    shown = Derivative.objects.filter(is_current=True).values_list("sha256", flat=True)
    assert names_in(bag, "derivatives") == set(shown)
    assert len(names_in(bag, "derivatives")) == 2, "the copy before redaction is out"
    assert names_in(bag, "originals") == names_in(bag, "private") == set()
    assert {row["record"] for row in index["versions"]} == {
        archive.first.name,
        archive.second.name,
    }
    assert "FAULT" not in run_verifier(bag).stdout


CANARIES = [
    "canary-file-name.jpg",
    "canary-acquired-from",
    "canary-consent",
    "canary-internal-note",
    "canary-draft-title",
    "canary-closed-exhibit",
    "canary-unpublished-claim",
    *(str(number) for number in EXACT["coordinates"]),
]


@pytest.fixture
def with_canaries(archive: Archive, records: Recorder) -> list[Record]:
    """Records with secrets in every place that is not public."""
    closed = take(b"canary-closed-exhibit", "canary-file-name.jpg", access="sealed",
                  sealed_until="2099-01-01", title="canary-closed-exhibit")  # fmt: skip
    picture = picture_bytes("maroon")
    shown = take(
        picture,
        "canary-file-name.jpg",
        acquired_from="canary-acquired-from",
        consent="canary-consent",
    )
    derive_copy(exhibit=shown)
    record = records.make(
        title="Open",
        internal_note="canary-internal-note",
        exhibits=[{"exhibit": shown}, {"exhibit": closed}],
        claims=[
            {"text": "canary-unpublished-claim", "is_public": False},
            {"text": "A public claim."},
        ],
    )
    later = take(picture_bytes("navy"), "canary-file-name.jpg")
    derive_copy(exhibit=later)
    records.add_exhibit(record, exhibit=later, caption="canary-draft-title")
    draft = records.make(title="canary-draft-title", publish=False)
    rows = Record.objects.in_bulk([record.pk, draft.pk])
    anchor_the_rest()
    return [rows[record.pk], rows[draft.pk]]


def test_public_export_leaks_nothing(
    with_canaries: list[Record], tmp_path: Path
) -> None:
    bag = export(tmp_path, records=with_canaries)
    written = b"\n".join(p.read_bytes() for p in bag.rglob("*") if p.is_file())
    for canary in CANARIES:
        assert canary.encode() not in written, canary
    for exhibit in Exhibit.objects.exclude(access="public"):
        assert exhibit.name.encode() not in written
        assert exhibit.sha256.encode() not in written
    for exhibit in Exhibit.objects.all():
        assert exhibit.salt.encode() not in written
    later = Exhibit.objects.order_by("-pk").first()
    assert later.sha256.encode() not in written, "it is in no published version"
    assert run_verifier(bag).returncode == 0


def test_private_export_holds_what_was_recorded_besides(
    with_canaries: list[Record], exporter: Any, tmp_path: Path
) -> None:
    bag = export(
        tmp_path, records=with_canaries, private=True, reason="A court.", by=exporter
    )
    names = [row["name"] for row in index_of(bag)["exhibits"]]
    assert len(names) == 3
    for name in names:
        told = json.loads((bag / f"data/private/{name}.json").read_bytes())
        assert told["original_name"] == "canary-file-name.jpg"
    assert len(names_in(bag, "originals")) == 3
    assert run_verifier(bag).returncode == 0


@pytest.mark.parametrize("is_whole", [True, False])
def test_private_export_needs_leave_and_a_reason(
    archive: Archive, exporter: Any, recorder: Any, tmp_path: Path, is_whole: bool
) -> None:
    wanted = None if is_whole else [archive.first]
    options = {"records": wanted, "private": True}
    with pytest.raises(PermissionDenied):
        export(tmp_path, **options, reason="A court.", by=recorder)
    with pytest.raises(ValidationError):
        export(tmp_path, **options, reason="  ", by=exporter)
    assert not CustodyEvent.objects.filter(kind="export").exists()
    assert not (tmp_path / "bag").exists()
    export(tmp_path, **options, reason="A court.", by=exporter)


def test_everything_is_private_even_if_nobody_says_so(
    archive: Archive, recorder: Any, tmp_path: Path
) -> None:
    with pytest.raises(PermissionDenied):
        export(tmp_path, records=None, private=False, reason="A look.", by=recorder)


def test_nothing_chosen_is_nothing_exported(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        export(tmp_path, records=[])


def test_export_is_logged_before_anything_is_written(
    archive: Archive, exporter: Any, tmp_path: Path
) -> None:
    class Full(FolderTarget):
        def open(self, name: str) -> Any:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        export_evidence(
            target=Full(tmp_path / "bag"),
            records=[archive.first],
            private=True,
            reason="A court.",
            by=exporter,
        )
    event = CustodyEvent.objects.get(kind="export")
    assert event.actor == exporter
    assert event.detail == {
        "records": [archive.first.name],
        "scope": "selection",
        "private": True,
        "reason": "A court.",
    }
    logged = ModelLogEntry.objects.get(action="evidence.export")
    assert (logged.user, logged.object_id) == (exporter, str(archive.first.pk))
    assert not (tmp_path / "bag").exists()


def test_what_comes_during_an_export_is_not_half_in_it(
    archive: Archive, records: Recorder, tmp_path: Path
) -> None:
    """Rows of every kind come while the first file is written."""

    class Busy(FolderTarget):
        is_busy = False

        def open(self, name: str) -> Any:
            if not self.is_busy:
                self.is_busy = True
                new = take(picture_bytes("purple"), "new.jpg")
                derive_copy(exhibit=new)
                records.make(title="New", exhibits=[{"exhibit": new}])
                records.publish(archive.second, reason="Something else.")
                check_exhibit(exhibit=archive.shown)
                anchor_the_rest()
            return super().open(name)

    path = tmp_path / "bag"
    versions = PublishedVersion.objects.count()
    export_evidence(target=Busy(path), records=None, reason="A copy for the vault.")
    done = run_verifier(path)
    assert "FAULT" not in done.stdout, done.stdout
    assert len(index_of(path)["exhibits"]) == 3
    assert len(index_of(path)["versions"]) == versions
    assert len(index_of(path)["anchors"]) == 2


def test_damaged_file_is_exported_and_named(archive: Archive, tmp_path: Path) -> None:
    path = Path(default_storage.path(ORIGINALS.name_of(archive.hidden.sha256)))
    path.chmod(0o600)
    path.write_bytes(b"Something else.")
    done = run_verifier(everything(tmp_path))
    assert done.returncode == 1
    assert f"FAULT exhibit {archive.hidden.name}" in done.stdout


def test_missing_file_is_named(archive: Archive, tmp_path: Path) -> None:
    Path(default_storage.path(ORIGINALS.name_of(archive.hidden.sha256))).unlink()
    done = run_verifier(everything(tmp_path))
    assert done.returncode == 1
    assert f"FAULT exhibit {archive.hidden.name}: data/originals" in done.stdout


def test_without_openssl_the_verifier_says_what_it_could_not_check(
    archive: Archive, tmp_path: Path
) -> None:
    anchor_the_rest()
    bag = export(tmp_path, records=[archive.first])
    done = subprocess.run(
        [sys.executable, "-I", str(bag / "verify.py")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3
    assert "who signed it (needs openssl and roots)" in done.stdout


def test_verifier_takes_roots_from_elsewhere(
    archive: Archive, tsa: Tsa, tmp_path: Path
) -> None:
    anchor_the_rest()
    bag = export(tmp_path, records=[archive.first])
    own = tmp_path / "own.pem"
    own.write_bytes(tsa.root.path.read_bytes())
    assert run_verifier(bag, "--roots", str(own)).returncode == 0
    stranger = tsa.ca.root("stranger")
    done = run_verifier(bag, "--roots", str(stranger.path))
    assert done.returncode == 1
    assert "openssl refuses its signature" in done.stdout


def test_verifier_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    bag = everything(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in bag.rglob("*")}
    run_verifier(bag)
    assert {path: path.stat().st_mtime_ns for path in bag.rglob("*")} == before


def test_roots_that_are_given_hold_certificates_only(
    archive: Archive, tmp_path: Path
) -> None:
    bag = export(tmp_path, records=[archive.first])
    pem = (bag / "roots" / "all.pem").read_text()
    assert "BEGIN CERTIFICATE" in pem
    assert "PRIVATE" not in pem


def test_verifier_needs_the_standard_library_alone_and_is_short() -> None:
    text = VERIFIER.read_text()
    # Python 3.10 is what the first line of its help asks for.
    tree = ast.parse(text, feature_version=(3, 10))
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 400
