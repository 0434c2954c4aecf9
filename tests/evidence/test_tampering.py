"""A thousand tamperings: the audit and the verifier in an export name each of them.

The archive is small and everything in it is anchored. Triggers are dropped where rows
are harmed, as whoever holds the database could.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from evidence import triggers
from evidence.actions.anchoring import make_anchor, seek_proofs
from evidence.actions.exporting import export_evidence
from evidence.actions.intake import begin_intake, receive_part
from evidence.audit import audit, check_files
from evidence.export.bag import FolderTarget
from evidence.export.verify import Verifier
from evidence.models import Exhibit, Intake
from evidence.store import ORIGINALS
from tests.evidence.archive import SECOND, build
from tests.evidence.bag_tampering import (
    HARMS_OF_BAGS,
    Snapshot,
    harm_file,
    harm_kept_file,
    mend_manifests,
)
from tests.evidence.local_calendar import LocalCalendar
from tests.evidence.records import Recorder
from tests.evidence.tampering import HARMS_OF_ROWS, Harm
from tests.evidence.witnesses import Tsa, name_witnesses

pytestmark = pytest.mark.django_db

# By seed. The first is for every database engine.
ROWS = [pytest.param(0, 30, marks=pytest.mark.database), (1, 90), (2, 90), (3, 90)]
KEPT, BAGS, MENDED = 100, 300, 300


@pytest.fixture
def archive(
    records: Recorder, tsa: Tsa, settings: Any, own_store: None
) -> Iterator[None]:
    calendar = LocalCalendar()
    name_witnesses(settings, tsa, calendar)
    build(records)
    calendar.mine(900_000)
    seek_proofs(timezone.now() + timedelta(days=1))
    make_anchor(SECOND.replace(day=3))
    seek_proofs()
    yield
    calendar.server.close()


@pytest.fixture
def bag(archive: None, tmp_path: Path) -> Path:
    return exported(tmp_path / "bag")


def exported(path: Path) -> Path:
    target = FolderTarget(path)
    return export_evidence(target=target, records=None, reason="A copy for a test.")


def verified(bag: Path) -> list[str]:
    """What the verifier finds, by the bag's roots."""
    verifier = Verifier(bag, bag / "roots" / "all.pem")
    verifier.run()
    return verifier.faults


def verified_export(path: Path) -> list[str] | None:
    """What the verifier finds in an export of everything. There is none where the log
    does not take its entry, because another one has its number."""
    try:
        with transaction.atomic():
            bag = exported(path)
    except IntegrityError:
        return None
    try:
        return verified(bag)
    finally:
        shutil.rmtree(bag)


def audited() -> list[str]:
    """What the audit finds, but for the triggers that the test has dropped."""
    faults = (str(fault) for fault in audit())
    return [fault for fault in faults if not fault.startswith("trigger ")]


def names(faults: list[str], words: list[str]) -> bool:
    return any(word in fault for fault in faults for word in words)


class Undo(Exception):
    """Rolls a harmed database back."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


def do(harm: Harm, chance: random.Random) -> list[str]:
    """Do a harm that the tables' constraints let through."""
    while True:
        try:
            with transaction.atomic():
                return harm(chance)
        except IntegrityError:
            continue


@pytest.mark.database
def test_what_nobody_has_touched_has_no_fault(bag: Path) -> None:
    assert audited() == []
    assert list(check_files(both=True)) == []
    assert verified(bag) == []


@pytest.mark.parametrize(("seed", "turns"), ROWS)
def test_tampered_rows_are_named(
    archive: None, tmp_path: Path, seed: int, turns: int
) -> None:
    chance, unwritten = random.Random(seed), 0
    for turn in range(turns):
        harm = chance.choice(HARMS_OF_ROWS)
        path = tmp_path / f"bag-{turn}"
        with undone():
            triggers.remove()
            words = do(harm, chance)
            found = audited()
            told = verified_export(path)
            unwritten += told is None
        assert names(found, words), (turn, harm.__name__, words, found)
        assert told is None or names(told, words), (turn, harm.__name__, words, told)
    assert unwritten < 3


def test_tampered_files_are_named(archive: None, tmp_path: Path) -> None:
    chance = random.Random(0)
    kept = Snapshot(Path(default_storage.path("evidence")))
    for turn in range(KEPT):
        path = tmp_path / f"bag-{turn}"
        with kept:
            wanted = harm_kept_file(chance)
            found = [str(fault) for fault in check_files()]
            told = verified_export(path)
        for words in wanted:
            assert names(found, words), (turn, words, found)
            assert told is not None and names(told, words), (turn, words, told)


def test_extra_file_is_named(exhibit: Exhibit) -> None:
    for name in ("evidence/originals/ab/abcd", "evidence/derivatives/note.txt"):
        path = Path(default_storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Nobody has taken this in.")
        assert [str(fault) for fault in check_files()] == [
            f"file {name}: is extra: no row names it"
        ]
        path.unlink()


def test_file_that_is_being_taken_in_is_not_extra(own_store: None) -> None:
    data = b"Killed between its file and its row."
    intake = begin_intake(original_name="a.txt", size=len(data), facts={})
    receive_part(intake=intake, at=0, stream=BytesIO(data))
    ORIGINALS.put(BytesIO(data))
    assert list(check_files()) == []
    ORIGINALS.put(BytesIO(b"Another one."))
    assert len(list(check_files())) == 1
    Intake.objects.update(state=Intake.State.REFUSED)
    assert len(list(check_files())) == 2


def test_file_under_another_ones_folder_is_extra(exhibit: Exhibit) -> None:
    some = next(Path(default_storage.path("evidence/originals")).glob("*/*"))
    moved = some.parent.with_name("zz") / some.name
    moved.parent.mkdir()
    some.rename(moved)
    assert [str(fault) for fault in check_files()] == [
        f"exhibit {exhibit.name}: its file is missing",
        f"file evidence/originals/zz/{some.name}: is extra: no row names it",
    ]


def test_tampered_bag_is_named(bag: Path) -> None:
    chance = random.Random(0)
    kept = Snapshot(bag)
    files = sorted(kept.before)
    for turn in range(BAGS):
        path, neighbour = chance.sample(files, 2)
        with kept:
            if chance.random() < 0.1:
                path = path.with_name(f"{path.stem}-extra")
                path.write_bytes(chance.randbytes(9))
                harmed = [path]
            else:
                harmed = harm_file(chance, path, neighbour)
            found = verified(bag)
        for file in harmed:
            if file.name in ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"):
                # No other file tells what these should be: their lines are at fault.
                assert found, (turn, file)
            else:
                name = file.relative_to(bag).as_posix()
                assert names(found, [name]), (turn, name, found)


def test_tampered_bag_with_mended_manifests_is_named(bag: Path) -> None:
    chance = random.Random(0)
    kept = Snapshot(bag)
    for turn in range(MENDED):
        harm = chance.choice(HARMS_OF_BAGS)
        with kept:
            wanted = harm(chance, bag)
            mend_manifests(bag)
            found = verified(bag)
        for words in wanted:
            assert names(found, words), (turn, harm.__name__, words, found)
        assert not any("manifest" in fault for fault in found), found
