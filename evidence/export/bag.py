"""Writing a bag: BagIt 1.0 (RFC 8493), streamed, hashed on the way.

A bag is written beside its final name and renamed when it is whole, so a run that was
cut short leaves nothing that could be taken for a bag.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from evidence.hashing import Digests, Hasher

__all__ = ["Bag", "BagTarget", "FolderTarget", "ZipTarget"]

# Names that need no escaping in a manifest (RFC 8493, section 2.1.3), on no system.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_LABEL = re.compile(r"[A-Za-z0-9-]+")


class BagTarget(ABC):
    """Where the files of a bag go. ``path`` is what stands there in the end."""

    path: Path

    @abstractmethod
    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open a new file of the bag for writing."""

    @abstractmethod
    def finish(self) -> None:
        """Give the whole bag its name."""

    @abstractmethod
    def abandon(self) -> None:
        """Remove what has been written."""


class FolderTarget(BagTarget):
    """A folder, which must not exist yet."""

    def __init__(self, path: Path) -> None:
        if path.exists():
            raise FileExistsError(f"{path} exists already.")
        self.path = path
        self._partial = path.with_name(f"{path.name}.partial")
        shutil.rmtree(self._partial, ignore_errors=True)
        self._partial.mkdir(parents=True)

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        path = self._partial / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")

    def finish(self) -> None:
        self._partial.rename(self.path)

    def abandon(self) -> None:
        shutil.rmtree(self._partial, ignore_errors=True)


class ZipTarget(BagTarget):
    """A ZIP file, which must not exist yet. It holds the bag in a folder of its name.

    Files are stored as they are: what is large in an archive is compressed already.
    """

    def __init__(self, path: Path) -> None:
        if path.exists():
            raise FileExistsError(f"{path} exists already.")
        self.path = path
        self._partial = path.with_name(f"{path.name}.partial")
        self._partial.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._zip = zipfile.ZipFile(self._partial, "w", zipfile.ZIP_STORED)

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        now = datetime.now(UTC)
        entry = zipfile.ZipInfo(f"{self.path.stem}/{name}", now.timetuple()[:6])
        entry.external_attr = 0o644 << 16
        return self._zip.open(entry, "w", force_zip64=True)

    def finish(self) -> None:
        self._zip.close()
        self._partial.rename(self.path)

    def abandon(self) -> None:
        self._zip.close()
        self._partial.unlink(missing_ok=True)


class Bag:
    """A bag in the making. Use it in a ``with`` statement: at its end the manifests are
    written and the bag gets its name; after an error nothing is left."""

    def __init__(
        self, target: BagTarget, info: dict[str, str], *, day: date | None = None
    ) -> None:
        """``info`` is for ``bag-info.txt``: labels and values of one line each."""
        for label, value in info.items():
            if not _LABEL.fullmatch(label) or "\n" in value or "\r" in value:
                raise ValueError(f"This cannot stand in bag-info.txt: {label}: {value}")
        self._target = target
        self._info = info
        self._day = day or datetime.now(UTC).date()
        self._payload: dict[str, Digests] = {}
        self._tags: dict[str, Digests] = {}

    def __enter__(self) -> Bag:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is not None:
            self._target.abandon()
            return
        try:
            self._close()
        except BaseException:
            self._target.abandon()
            raise
        self._target.finish()

    def add(self, name: str, parts: Iterable[bytes]) -> Digests:
        """Write a file of the payload, below ``data/``, as its parts come."""
        return self._write(self._payload, f"data/{name}", parts)

    def add_tag(self, name: str, content: bytes) -> None:
        """Write a file beside the payload."""
        self._write(self._tags, name, [content])

    def _write(
        self, listed: dict[str, Digests], name: str, parts: Iterable[bytes]
    ) -> Digests:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for a file of a bag.")
        if name in listed:
            raise ValueError(f"{name} is in the bag already.")
        hasher = Hasher()
        with self._target.open(name) as file:
            for part in parts:
                hasher.update(part)
                file.write(part)
        listed[name] = hasher.digests()
        return listed[name]

    def _close(self) -> None:
        size = sum(digests.size for digests in self._payload.values())
        info = {
            **self._info,
            "Bagging-Date": self._day.isoformat(),
            "Payload-Oxum": f"{size}.{len(self._payload)}",
        }
        self.add_tag(
            "bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        )
        lines = (f"{label}: {value}\n" for label, value in info.items())
        self.add_tag("bag-info.txt", "".join(lines).encode())
        manifests = self._manifests("manifest", self._payload)
        for name, content in manifests.items():
            self.add_tag(name, content)
        # A tag manifest does not list itself or another one.
        for name, content in self._manifests("tagmanifest", self._tags).items():
            self._write({}, name, [content])

    @staticmethod
    def _manifests(kind: str, listed: dict[str, Digests]) -> dict[str, bytes]:
        return {
            f"{kind}-{algorithm}.txt": "".join(
                f"{getattr(digests, algorithm)}  {name}\n"
                for name, digests in sorted(listed.items())
            ).encode()
            for algorithm in ("sha256", "sha512")
        }
