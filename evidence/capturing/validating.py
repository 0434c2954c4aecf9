"""Checking a WACZ down to the last record. Nothing in it is taken on trust.

Each fault names the file inside the package and says what is wrong with it. An empty
list means: every byte is accounted for, every digest holds, the index finds every
record, and every line of the index and of the page list leads to its record.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from evidence.capturing.wacz_index import check_indexes, check_pages
from evidence.capturing.warc_checks import KeptRecord, check_warc
from evidence.capturing.zip_layout import layout_faults

__all__ = ["Fault", "validate_wacz"]

PIECE = 1024 * 1024
# Lists are read whole, so they are bounded.
LARGEST_LIST = 64 * 1024 * 1024
MANIFEST, SEAL = "datapackage.json", "datapackage-digest.json"
PAGES = "pages/pages.jsonl"
# Python's ways of saying that a file is no ZIP that it can read.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError),
    *(RuntimeError, OverflowError),
)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and with which file of the package (empty: the package itself)."""

    file: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file or 'wacz'}: {self.reason}"


def validate_wacz(file: IO[bytes]) -> list[Fault]:
    """Return what is wrong with the WACZ in the seekable ``file``."""
    try:
        with zipfile.ZipFile(file) as archive:
            faults = [Fault(*found) for found in layout_faults(file, archive)]
            return faults or _Package(archive).faults()
    except UNREADABLE as error:
        return [Fault("", _("It is no whole ZIP file: %(error)s") % {"error": error})]


class _Package:
    """The checks of one package, from the outside in."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {entry.filename: entry for entry in archive.infolist()}
        self._faults: list[Fault] = []

    def faults(self) -> list[Fault]:
        manifest = self._read_json(MANIFEST)
        if manifest is not None:
            self._check_manifest(manifest)
            self._check_seal()
        records = self._check_archives()
        for name, reason in check_indexes(self._lists("indexes/"), records):
            self._add(name, reason)
        if PAGES not in self._entries:
            self._add(PAGES, _("It is missing."))
        for name, reason in check_pages(
            self._lists("pages/"), records, (manifest or {}).get("mainPageUrl")
        ):
            self._add(name, reason)
        return self._faults

    def _check_manifest(self, manifest: dict[str, Any]) -> None:
        if manifest.get("profile") != "data-package":
            self._add(MANIFEST, _("It is not a data package."))
        if not str(manifest.get("wacz_version", "")).startswith("1."):
            self._add(MANIFEST, _("It names no known version of WACZ."))
        resources = manifest.get("resources")
        if not isinstance(resources, list):
            self._add(MANIFEST, _("It lists no files."))
            return
        listed: set[str] = set()
        for resource in resources:
            path = resource.get("path") if isinstance(resource, dict) else None
            if not isinstance(path, str) or path in listed:
                self._add(MANIFEST, _("It lists a file twice or without a name."))
                continue
            listed.add(path)
            self._check_resource(path, resource)
        for name in self._entries.keys() - listed - {MANIFEST, SEAL}:
            self._add(name, _("It is not in the list of files."))

    def _check_resource(self, path: str, resource: dict[str, Any]) -> None:
        entry = self._entries.get(path)
        if entry is None:
            self._add(path, _("It is missing."))
            return
        if resource.get("bytes") != entry.file_size:
            self._add(path, _("It has another size than the list of files says."))
        if resource.get("hash") != self._hash(path):
            self._add(path, _("Its bytes are not those that the list of files names."))

    def _check_seal(self) -> None:
        seal = self._read_json(SEAL)
        if seal is None:
            return
        if seal.get("path") != MANIFEST or seal.get("hash") != self._hash(MANIFEST):
            self._add(SEAL, _("Its digest is not that of the list of files."))

    def _check_archives(self) -> list[KeptRecord]:
        records: list[KeptRecord] = []
        names = [name for name in self._entries if name.startswith("archive/")]
        if not names:
            self._add("archive/", _("There is no WARC file."))
        for name in names:
            packed = name.endswith(".warc.gz")
            if not packed and not name.endswith(".warc"):
                self._add(name, _("It is not a WARC file."))
                continue
            if self._entries[name].compress_type != zipfile.ZIP_STORED:
                self._add(name, _("It is packed again, so that no viewer can seek."))
            with self._archive.open(name) as file:
                found, reasons = check_warc(
                    file, name.removeprefix("archive/"), packed=packed
                )
            records += found
            for reason in reasons:
                self._add(name, reason)
        return records

    def _lists(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """Yield the lists in a folder, each with its content."""
        for name in sorted(self._entries):
            if name.startswith(folder):
                content = self._read(name)
                if content is not None:
                    yield name, content

    def _read_json(self, name: str) -> dict[str, Any] | None:
        content = self._read(name)
        if content is None:
            return None
        try:
            value = json.loads(content)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            self._add(name, _("It is not JSON."))
            return None
        return value

    def _read(self, name: str) -> bytes | None:
        entry = self._entries.get(name)
        if entry is None:
            self._add(name, _("It is missing."))
            return None
        if entry.file_size > LARGEST_LIST:
            self._add(name, _("It is too large to be checked."))
            return None
        return self._archive.read(name)

    def _hash(self, name: str) -> str:
        digest = hashlib.sha256()
        with self._archive.open(name) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
        return f"sha256:{digest.hexdigest()}"

    def _add(self, name: str, reason: str) -> None:
        self._faults.append(Fault(name, reason))
