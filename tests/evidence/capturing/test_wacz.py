"""The package is whole, and whatever is done to it is found and named."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.capturing.fetching import Fetcher, Visit
from evidence.capturing.web_engine import WebCaptureEngine
from tests.evidence.capturing.local_server import LocalServer
from tests.evidence.capturing.packages import faults_of, rebuilt, small_site

Serve = Callable[..., LocalServer]
Reach = Callable[..., tuple[Fetcher, Visit]]
Files = dict[str, bytes]

WARC, INDEX = "archive/data.warc.gz", "indexes/index.cdx"
PAGES = "pages/pages.jsonl"
MANIFEST, SEAL = "datapackage.json", "datapackage-digest.json"


@pytest.fixture
def wacz(serve: Serve, reach: Reach, tmp_path: Path) -> bytes:
    server = serve(small_site)
    fetcher, _visit = reach(server)
    captured = WebCaptureEngine(fetcher=fetcher).capture(server.url("/start"), tmp_path)
    return captured.wacz.read_bytes()


def sealed(files: Files) -> None:
    """Make list of files and seal agree with the files, as a careful forger would."""
    manifest = json.loads(files[MANIFEST])
    for resource in manifest["resources"]:
        content = files.get(resource["path"])
        if content is not None:
            resource["bytes"] = len(content)
            resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    files[MANIFEST] = json.dumps(manifest).encode()
    digest = hashlib.sha256(files[MANIFEST]).hexdigest()
    files[SEAL] = json.dumps({"path": MANIFEST, "hash": f"sha256:{digest}"}).encode()


def test_package_has_what_the_standard_asks_for(wacz: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(wacz)) as archive:
        assert archive.testzip() is None
        assert archive.getinfo(WARC).compress_type == zipfile.ZIP_STORED
        manifest = json.loads(archive.read(MANIFEST))
        lines = archive.read(PAGES).decode().splitlines()
        index = archive.read(INDEX).decode().splitlines()
    assert manifest["profile"] == "data-package"
    assert manifest["wacz_version"] == "1.1.1"
    assert manifest["mainPageUrl"].endswith("/start")
    assert {found["path"] for found in manifest["resources"]} == {
        *(WARC, INDEX, PAGES, "capture.json"),
    }
    assert json.loads(lines[0])["format"] == "json-pages-1.0"
    page = json.loads(lines[1])
    assert page["title"] == "Şuşa & Laçın"
    assert page["text"] == "Bir söz.\nİki"
    assert [line.split(" ")[0].split(")")[1] for line in index] == [
        *("/page", "/robots.txt", "/start"),
    ]


def test_good_package_has_no_fault(wacz: bytes) -> None:
    assert faults_of(wacz) == []
    assert faults_of(rebuilt(wacz, lambda files: None)) == []


def replace(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def _drop_last_record(files: Files) -> None:
    offsets = [json.loads(line.split(b" ", 2)[2])["offset"]
               for line in files[INDEX].splitlines()]  # fmt: skip
    files[WARC] = files[WARC][: max(offsets)]


def _drop_index_line(files: Files) -> None:
    files[INDEX] = b"".join(files[INDEX].splitlines(keepends=True)[1:])


def _repeat_index_line(files: Files) -> None:
    lines = files[INDEX].splitlines(keepends=True)
    files[INDEX] = b"".join([lines[0], *lines])


def _reverse_index(files: Files) -> None:
    files[INDEX] = b"".join(reversed(files[INDEX].splitlines(keepends=True)))


def _change_index(name: str, value: object) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        lines = files[INDEX].splitlines()
        key, stamp, said = lines[0].split(b" ", 2)
        facts = json.loads(said)
        assert facts[name] != value
        facts[name] = value
        lines[0] = b" ".join([key, stamp, json.dumps(facts).encode()])
        files[INDEX] = b"\n".join(sorted(lines)) + b"\n"

    return change


def _change_index_time(files: Files) -> None:
    lines = files[INDEX].splitlines()
    key, _stamp, said = lines[0].split(b" ", 2)
    lines[0] = b" ".join([key, b"20200101000000000", said])
    files[INDEX] = b"\n".join(sorted(lines)) + b"\n"


def _change_page(name: str, value: object) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        head, page = files[PAGES].splitlines()
        said = {**json.loads(page), name: value}
        files[PAGES] = head + b"\n" + json.dumps(said).encode() + b"\n"

    return change


def _delete(name: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        del files[name]

    return change


def _unlist(files: Files) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["resources"] = [
        found for found in manifest["resources"] if found["path"] != WARC
    ]
    files[MANIFEST] = json.dumps(manifest).encode()


def _change_main_page(files: Files) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["mainPageUrl"] += "/other"
    files[MANIFEST] = json.dumps(manifest).encode()


def _add_warc_byte(files: Files) -> None:
    files[WARC] += b"x"


def _add_file(name: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[name] = b"smuggled"

    return change


CHANGES: dict[str, tuple[Callable[[Files], None], str]] = {
    "bit of the WARC": (
        lambda files: files.__setitem__(
            WARC, files[WARC][:700] + bytes([files[WARC][700] ^ 1]) + files[WARC][701:]
        ),
        WARC,
    ),
    "byte after the WARC": (_add_warc_byte, WARC),
    "records cut off": (_drop_last_record, INDEX),
    "WARC missing": (_delete(WARC), "archive/"),
    "WARC emptied": (lambda files: files.__setitem__(WARC, b""), INDEX),
    "WARC replaced": (lambda files: files.__setitem__(WARC, b"WARC/1.1"), WARC),
    "index missing": (_delete(INDEX), "indexes/"),
    "index line missing": (_drop_index_line, WARC),
    "index line twice": (_repeat_index_line, INDEX),
    "index unsorted": (_reverse_index, INDEX),
    "index with no last end": (
        lambda files: files.__setitem__(INDEX, files[INDEX][:-1]),
        INDEX,
    ),
    "offset": (_change_index("offset", 7), INDEX),
    "length": (_change_index("length", 7), INDEX),
    "url": (_change_index("url", "https://elsewhere.example/"), INDEX),
    "digest": (_change_index("digest", "sha256:" + "0" * 64), INDEX),
    "record digest": (_change_index("recordDigest", "sha256:" + "0" * 64), INDEX),
    "media type": (_change_index("mime", "text/plain"), INDEX),
    "status": (_change_index("status", 404), INDEX),
    "index file name": (_change_index("filename", "other.warc.gz"), INDEX),
    "index time": (_change_index_time, INDEX),
    "pages missing": (_delete(PAGES), PAGES),
    "pages emptied": (lambda files: files.__setitem__(PAGES, b""), PAGES),
    "page url": (_change_page("url", "https://elsewhere.example/"), PAGES),
    "page time": (_change_page("ts", "2020-01-01T00:00:00Z"), PAGES),
    "page time without zone": (_change_page("ts", "2020-01-01T00:00:00"), PAGES),
    "main page": (_change_main_page, MANIFEST),
    "manifest missing": (_delete(MANIFEST), MANIFEST),
    "manifest no JSON": (lambda files: files.__setitem__(MANIFEST, b"{"), MANIFEST),
    "profile": (replace(MANIFEST, b"data-package", b"other"), MANIFEST),
    "version": (replace(MANIFEST, b"1.1.1", b"9.9.9"), MANIFEST),
    "WARC unlisted": (_unlist, WARC),
    "smuggled file": (_add_file("archive/more.warc.gz"), "archive/more.warc.gz"),
    "smuggled note": (_add_file("note.txt"), "note.txt"),
    "strange index": (_add_file("indexes/other.txt"), "indexes/other.txt"),
    "seal missing": (_delete(SEAL), SEAL),
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_tampering_is_named_with_its_file(wacz: bytes, name: str) -> None:
    change, file = CHANGES[name]
    faults = faults_of(rebuilt(wacz, change))
    assert file in {fault.file for fault in faults}
    assert all(fault.reason for fault in faults)


@pytest.mark.parametrize("name", sorted(set(CHANGES) - {"manifest no JSON"}))
def test_tampering_is_found_though_the_digests_were_made_anew(
    wacz: bytes, name: str
) -> None:
    change, file = CHANGES[name]

    def forge(files: Files) -> None:
        change(files)
        if MANIFEST in files:
            sealed(files)
        if name == "seal missing":
            del files[SEAL]

    faults = faults_of(rebuilt(wacz, forge))
    assert file in {fault.file for fault in faults}


def test_changed_seal_is_found(wacz: bytes) -> None:
    faults = faults_of(rebuilt(wacz, replace(SEAL, b"sha256:", b"sha256:0")))
    assert [fault.file for fault in faults] == [SEAL]


def test_missing_warc_is_not_overlooked(wacz: bytes) -> None:
    """The reference tool's validator accepts a package whose WARC is gone."""

    def remove(files: Files) -> None:
        del files[WARC]
        _unlist(files)
        sealed(files)

    faults = faults_of(rebuilt(wacz, remove))
    assert {"archive/", INDEX, PAGES} <= {fault.file for fault in faults}


def test_warc_that_is_packed_again_is_named(wacz: bytes) -> None:
    faults = faults_of(rebuilt(wacz, lambda files: None, packed=(WARC,)))
    assert [fault.file for fault in faults] == [WARC]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"prefix" + data,
        lambda data: data + b"suffix",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"PK",
    ],
)
def test_bytes_around_the_package_are_found(
    wacz: bytes, change: Callable[[bytes], bytes]
) -> None:
    assert faults_of(change(wacz))


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../b", "a\\b"])
def test_name_that_leads_out_of_the_package_is_named(wacz: bytes, name: str) -> None:
    faults = faults_of(rebuilt(wacz, _add_file(name)))
    assert faults


def test_file_that_is_there_twice_is_named(wacz: bytes) -> None:
    out = io.BytesIO(wacz)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(WARC, b"another")
    assert WARC in {fault.file for fault in faults_of(out.getvalue())}


def test_no_flipped_bit_passes(wacz: bytes) -> None:
    """Only marks that nothing reads may change: see :func:`_unread`."""
    chance = random.Random(7)
    passed = []
    for _turn in range(400):
        damaged = bytearray(wacz)
        position = chance.randrange(len(wacz))
        damaged[position] ^= 1 << chance.randrange(8)
        if not faults_of(bytes(damaged)):
            passed.append(position)
    assert set(passed) <= _unread(wacz)


def _unread(wacz: bytes) -> set[int]:
    """Return where a ZIP has its maker's system, permissions, numbers of disks, and
    the length of a comment that is not there."""
    unread: set[int] = set()
    with zipfile.ZipFile(io.BytesIO(wacz)) as archive:
        for entry in archive.infolist():
            extra = entry.header_offset + 30 + len(entry.filename)
            local = wacz[entry.header_offset + 28 : entry.header_offset + 30]
            unread |= set(range(extra, extra + int.from_bytes(local, "little")))
        start = archive.start_dir
    while wacz[start : start + 4] == b"PK\x01\x02":
        unread |= {start + 4, start + 5, start + 7, *range(start + 34, start + 42)}
        names = wacz[start + 28 : start + 34]
        start += 46 + sum(
            int.from_bytes(names[at : at + 2], "little") for at in (0, 2, 4)
        )
    return unread | {*range(start + 4, start + 12), start + 20, start + 21}
