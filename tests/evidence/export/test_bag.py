"""Bags are BagIt 1.0, as the reference implementation reads it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import bagit
import pytest

from evidence.export.bag import Bag, FolderTarget, ZipTarget

INFO = {"External-Description": "Şəkillər və sənədlər", "Contact-Name": "Archive"}


def fill(bag: Bag) -> None:
    with bag:
        bag.add("originals/a", [b"one ", b"two"])
        bag.add("originals/empty", [])
        bag.add("index.json", [b"{}"])
        bag.add_tag("roots/1.pem", b"a root")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "exports" / "bag"
    fill(Bag(FolderTarget(path), INFO, day=date(2026, 11, 25)))
    return path


def test_reference_implementation_finds_the_bag_valid(made: Path) -> None:
    bag = bagit.Bag(str(made))
    bag.validate()
    assert bag.version_info == (1, 0)
    assert set(bag.algorithms) == {"sha256", "sha512"}
    assert bag.info == {
        **INFO,
        "Bagging-Date": "2026-11-25",
        "Payload-Oxum": "9.3",
    }
    assert set(bag.payload_entries()) == {
        "data/index.json",
        "data/originals/a",
        "data/originals/empty",
    }
    assert "roots/1.pem" in bag.entries


@pytest.mark.parametrize(
    "name", ["data/originals/a", "roots/1.pem", "bag-info.txt", "manifest-sha512.txt"]
)
def test_reference_implementation_finds_a_change(made: Path, name: str) -> None:
    content = bytearray((made / name).read_bytes())
    content[0] ^= 1
    (made / name).write_bytes(content)
    with pytest.raises(bagit.BagError):
        bagit.Bag(str(made)).validate()


def test_digests_are_told(tmp_path: Path) -> None:
    with Bag(FolderTarget(tmp_path / "bag"), {}) as bag:
        digests = bag.add("a", [b"one ", b"two"])
    assert digests.sha256 == sha256(b"one two").hexdigest()
    assert digests.size == 7


def test_zip_holds_the_same_bag(made: Path, tmp_path: Path) -> None:
    packed = tmp_path / "bag.zip"
    fill(Bag(ZipTarget(packed), INFO, day=date(2026, 11, 25)))
    with zipfile.ZipFile(packed) as file:
        file.extractall(tmp_path / "out")
    bagit.Bag(str(tmp_path / "out" / "bag")).validate()
    for path in made.rglob("*"):
        if path.is_file():
            other = tmp_path / "out" / "bag" / path.relative_to(made)
            assert other.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("target", [FolderTarget, ZipTarget])
def test_bag_that_failed_leaves_nothing(
    tmp_path: Path, target: type[FolderTarget | ZipTarget]
) -> None:
    def fails() -> Iterator[bytes]:
        yield b"some"
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError), Bag(target(tmp_path / "bag"), {}) as bag:
        bag.add("a", [b"whole"])
        bag.add("b", fails())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", [FolderTarget, ZipTarget])
def test_what_a_killed_run_left_is_written_over(
    tmp_path: Path, target: type[FolderTarget | ZipTarget]
) -> None:
    killed = target(tmp_path / "bag")
    with killed.open("data/a") as file:
        file.write(b"half")
    fill(Bag(target(tmp_path / "bag"), {}))
    assert [path.name for path in tmp_path.iterdir()] == ["bag"]


@pytest.mark.parametrize("target", [FolderTarget, ZipTarget])
def test_nothing_is_written_over(
    tmp_path: Path, target: type[FolderTarget | ZipTarget]
) -> None:
    (tmp_path / "bag").write_text("mine")
    with pytest.raises(FileExistsError):
        target(tmp_path / "bag")
    assert (tmp_path / "bag").read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["../out", "/out", "a//b", "a/../b", ".hidden", "a b", "a\nb", "a%0Ab", ""]
)
def test_names_that_could_be_misread_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError), Bag(FolderTarget(tmp_path / "bag"), {}) as bag:
        bag.add(name, [b""])


def test_same_name_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError), Bag(FolderTarget(tmp_path / "bag"), {}) as bag:
        bag.add("a", [b""])
        bag.add("a", [b""])


@pytest.mark.parametrize("info", [{"A: b": "c"}, {"Label": "two\nlines"}])
def test_info_that_could_be_misread_is_refused(
    tmp_path: Path, info: dict[str, str]
) -> None:
    with pytest.raises(ValueError):
        Bag(FolderTarget(tmp_path / "bag"), info)
