"""A thousand tamperings: the audit and the verifier in an export name each of them.

The archive is small and everything in it is anchored. Triggers are dropped where rows
are harmed, as whoever holds the database could.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from evidence import triggers
from evidence.actions.anchoring import make_anchor, seek_proofs
from evidence.actions.exporting import export_evidence
from evidence.audit import audit, check_files
from evidence.export.bag import FolderTarget
from evidence.export.verify import Verifier
from tests.evidence.archive import SECOND, build
from tests.evidence.records import Recorder
from tests.evidence.tampering import (
    HARMS_OF_ROWS,
    harm_file,
    harm_kept_file,
    mend_manifests,
)
from tests.evidence.witnesses import Tsa, name_witnesses

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ROWS, KEPT, BAGS, MENDED = 400, 150, 250, 200


@pytest.fixture
def archive(records: Recorder, tsa: Tsa, settings: Any, own_store: None) -> None:
    name_witnesses(settings, tsa)
    build(records)
    make_anchor(SECOND.replace(day=3))
    seek_proofs()


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


@contextmanager
def restored(folder: Path) -> Iterator[None]:
    """Put the files of a folder back as they were."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    yield
    for path in folder.rglob("*"):
        if path.is_file() and path not in before:
            path.unlink()
    for path, content in before.items():
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def test_what_nobody_has_touched_has_no_fault(bag: Path) -> None:
    assert audited() == []
    assert list(check_files(both=True)) == []
    assert verified(bag) == []


@pytest.mark.parametrize("seed", range(4))
def test_tampered_rows_are_named(archive: None, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for turn in range(ROWS // 4):
        harm = chance.choice(HARMS_OF_ROWS)
        path = tmp_path / f"bag-{turn}"
        with undone():
            triggers.remove()
            words = harm(chance)
            found = audited()
            told = verified(exported(path))
        shutil.rmtree(path)
        assert names(found, words), (turn, harm.__name__, words, found)
        assert names(told, words), (turn, harm.__name__, words, told)


@pytest.mark.parametrize("seed", range(2))
def test_tampered_files_are_named(archive: None, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    kept = Path(default_storage.path("evidence"))
    for turn in range(KEPT // 2):
        path = tmp_path / f"bag-{turn}"
        with restored(kept):
            words = harm_kept_file(chance)
            found = [str(fault) for fault in check_files()]
            told = verified(exported(path))
        shutil.rmtree(path)
        for word in words:
            assert names(found, [word]), (turn, word, found)
            assert names(told, [word]), (turn, word, told)


def test_extra_file_is_named(archive: None) -> None:
    for name in ("evidence/originals/ab/abcd", "evidence/derivatives/note.txt"):
        path = Path(default_storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Nobody has taken this in.")
        assert [str(fault) for fault in check_files()] == [
            f"file {name}: is extra: no row names it"
        ]
        path.unlink()


def test_file_under_another_ones_folder_is_extra(archive: None) -> None:
    some = next(Path(default_storage.path("evidence/originals")).glob("*/*"))
    moved = some.parent.with_name("zz") / some.name
    moved.parent.mkdir()
    some.rename(moved)
    faults = [str(fault) for fault in check_files()]
    assert any("its file is missing" in fault for fault in faults)
    assert (
        f"file evidence/originals/zz/{some.name}: is extra: no row names it" in faults
    )


@pytest.mark.parametrize("seed", range(2))
def test_tampered_bag_is_named(bag: Path, seed: int) -> None:
    chance = random.Random(seed)
    for turn in range(BAGS // 2):
        files = sorted(path for path in bag.rglob("*") if path.is_file())
        path, neighbour = chance.sample(files, 2)
        with restored(bag):
            if chance.random() < 0.1:
                path = path.with_name(f"{path.stem}-extra")
                path.write_bytes(chance.randbytes(9))
                harmed = [path]
            else:
                harmed = harm_file(chance, path, neighbour)
            found = verified(bag)
        for file in harmed:
            if file.name.startswith("tagmanifest-"):
                assert found, (turn, file)
            else:
                name = file.relative_to(bag).as_posix()
                assert names(found, [name]), (turn, name, found)


# Tampering by somebody who writes the manifests anew: what lies deeper must tell.


def _edit_log(chance: random.Random, bag: Path) -> list[str]:
    path = bag / "data" / "custody.jsonl"
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    place = chance.randrange(len(lines) - 1)
    entry = lines[place]["entry"]
    numbers = [entry["sequence"], entry["sequence"] + 1]
    how = chance.choice(["edit", "delete", "swap", "double", "cut"])
    if how == "edit":
        entry["at"] = "2020" + entry["at"][4:]
    elif how == "delete":
        del lines[place]
    elif how == "swap":
        lines[place], lines[place + 1] = lines[place + 1], lines[place]
    elif how == "double":
        lines.insert(place, lines[place])
    else:
        lines.pop()
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return ["custody log"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return [f"custody entry {number}" for number in numbers]


def _edit_index(chance: random.Random, bag: Path) -> list[str]:
    path = bag / "data" / "index.json"
    index = json.loads(path.read_bytes())
    kind = chance.choice(["exhibits", "derivatives", "versions", "fixity", "anchors"])
    rows = index[kind]
    place = chance.randrange(len(rows))
    row = rows[place]
    words = [
        str(row[key]) for key in ("name", "record", "exhibit", "day") if key in row
    ]
    if kind == "anchors" or chance.random() < 0.3:
        del rows[place]
    elif chance.random() < 0.2:
        rows.insert(place, dict(row))
    else:
        key = chance.choice(sorted(set(row) - {"kind"}))
        old = row[key]
        row[key] = (
            not old
            if isinstance(old, bool)
            else old + 1
            if isinstance(old, int)
            else "x"
            if not old
            else {}
            if isinstance(old, dict)
            else old[:-1] + ("0" if old[-1] != "0" else "1")
        )
    path.write_text(json.dumps(index, ensure_ascii=False))
    return words


def _edit_file(chance: random.Random, bag: Path) -> list[str]:
    folders = ("originals", "private", "derivatives", "versions", "anchors")
    files = sorted(
        path
        for folder in folders
        for path in (bag / "data" / folder).rglob("*")
        if path.is_file()
    )
    path, neighbour = chance.sample(files, 2)
    harmed = harm_file(chance, path, neighbour)
    words = []
    for file in harmed:
        is_anchored = file.parent.parent.name == "anchors"
        words.append(file.parent.name if is_anchored else file.name)
    return words[:1]


def _add_file(chance: random.Random, bag: Path) -> list[str]:
    name = chance.randbytes(32).hex()
    (bag / "data" / "originals" / name).write_bytes(b"Nobody has taken this in.")
    return [name]


@pytest.mark.parametrize("seed", range(2))
def test_tampered_bag_with_mended_manifests_is_named(bag: Path, seed: int) -> None:
    chance = random.Random(seed)
    harms: list[Callable[[random.Random, Path], list[str]]] = [
        *(_edit_log, _edit_index, _edit_index, _edit_file, _edit_file, _add_file)
    ]
    for turn in range(MENDED // 2):
        harm = chance.choice(harms)
        with restored(bag):
            words = harm(chance, bag)
            mend_manifests(bag)
            found = verified(bag)
        assert names(found, words), (turn, harm.__name__, words, found)
        assert not any("manifest" in fault for fault in found), found
