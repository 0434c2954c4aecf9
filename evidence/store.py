"""Where the archive's bytes lie: in the site's private storage, named by their hash.

Nothing here overwrites or deletes what has its name.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

from evidence.hashing import Digests, Hasher, chunks_of

__all__ = ["DERIVATIVES", "ORIGINALS", "TILES", "Shelf"]


Tell = Callable[[int], object]


def _settle(folder: Path) -> None:
    """Have the folder's new name written to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Shelf:
    """One folder of the private storage, with files named by their SHA-256."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def name_of(self, sha256: str) -> str:
        return f"{self.folder}/{sha256[:2]}/{sha256}"

    def open(self, sha256: str) -> IO[bytes]:
        """Open a file for reading; raises :class:`OSError` if it is not there."""
        storage = default_storage
        name = self.name_of(sha256)
        if isinstance(storage, FileSystemStorage):
            return open(storage.path(name), "rb", buffering=0)
        return storage.open(name, "rb")

    def holds(self, sha256: str) -> bool:
        return default_storage.exists(self.name_of(sha256))

    def put(self, stream: IO[bytes], tell: Tell = lambda hashed: None) -> Digests:
        """Keep the bytes of ``stream`` under their hash; return their digests.

        They are hashed while they pass, in constant memory; ``tell`` hears how many
        have passed. A file that is there stays as it is. Cut short, nothing is there.
        """
        storage = default_storage
        if isinstance(storage, FileSystemStorage):
            return self._put_beside(storage, stream, tell)
        hasher, hashed = Hasher(), 0
        for part in chunks_of(stream):
            hasher.update(part)
            hashed += len(part)
            tell(hashed)
        digests = hasher.digests()
        if not self.holds(digests.sha256):
            stream.seek(0)
            storage.save(self.name_of(digests.sha256), File(stream))
        return digests

    def _put_beside(
        self, storage: FileSystemStorage, stream: IO[bytes], tell: Tell
    ) -> Digests:
        """Write to a new file, then give it its name: a name never stands for less
        than the whole file, and no name is ever taken from a file that has it."""
        folder, unnamed = Path(storage.path(self.folder)), self._unnamed(storage)
        unnamed.mkdir(parents=True, exist_ok=True)
        passing = unnamed / secrets.token_hex(16)
        hasher, hashed = Hasher(), 0
        try:
            with passing.open("xb") as target:
                for part in chunks_of(stream):
                    hasher.update(part)
                    target.write(part)
                    hashed += len(part)
                    tell(hashed)
                target.flush()
                os.fsync(target.fileno())
            passing.chmod(0o440)
            digests = hasher.digests()
            final = folder / digests.sha256[:2] / digests.sha256
            final.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(passing, final)
            except FileExistsError:
                return digests
            _settle(final.parent)
            return digests
        finally:
            passing.unlink(missing_ok=True)

    def size(self, name: str) -> int:
        """Return the length of a file by its name; -1 if it is gone."""
        try:
            return default_storage.size(name)
        except FileNotFoundError:
            return -1

    def _unnamed(self, storage: FileSystemStorage) -> Path:
        """Where files lie until they are whole. An object store has no such files."""
        folder = Path(storage.path(self.folder))
        return folder.parent / f".{folder.name}"

    def clear_away(self, untouched: timedelta) -> None:
        """Remove files without a name that nobody has written to for so long: what
        wrote them was killed."""
        storage = default_storage
        if not isinstance(storage, FileSystemStorage):
            return
        before = time.time() - untouched.total_seconds()
        for path in self._unnamed(storage).glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()

    def names(self) -> Iterator[str]:
        """Walk the names of all files, whatever they are called."""
        yield from self._walk(self.folder)

    def _walk(self, folder: str) -> Iterator[str]:
        try:
            folders, files = default_storage.listdir(folder)
        except FileNotFoundError:
            return
        for name in files:
            yield f"{folder}/{name}"
        for name in folders:
            yield from self._walk(f"{folder}/{name}")


ORIGINALS = Shelf("evidence/originals")
DERIVATIVES = Shelf("evidence/derivatives")
TILES = Shelf("evidence/tiles")
