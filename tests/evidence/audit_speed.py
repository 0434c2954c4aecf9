"""How fast the audit hashes the archive's files, beside ``sha256sum`` on the same."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files.storage import default_storage

from evidence.audit import check_files
from evidence.models import Exhibit
from evidence.store import ORIGINALS

__all__ = ["Speeds", "measure"]


class Speeds(NamedTuple):
    """Bytes a second of ``sha256sum``, of the audit, and of the audit with SHA-512."""

    beside: float
    audit: float
    both: float

    @property
    def ratio(self) -> float:
        return self.audit / self.beside


def measure(folder: Path, *, count: int, size: int, rounds: int) -> Speeds:
    """Fill the archive with files and hash them. The three take turns, and the best of
    each counts: other work on the machine slows all alike."""
    listed = folder / "paths"
    listed.write_text("\0".join(_fill(count, size)))
    command = ["xargs", "-0", "-a", str(listed), shutil.which("sha256sum") or ""]

    def beside() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def audit(both: bool) -> None:
        assert list(check_files(both=both)) == []

    turns = [
        (
            _seconds(beside),
            _seconds(lambda: audit(False)),
            _seconds(lambda: audit(True)),
        )
        for _round in range(rounds)
    ]
    best = [count * size / min(times) for times in zip(*turns, strict=True)]
    return Speeds(*best)


def _fill(count: int, size: int) -> list[str]:
    """Put files on the shelf, as an intake would, and their rows; return the paths."""
    rows, paths = [], []
    for number in range(count):
        content = os.urandom(size)
        row = Exhibit(
            sha256=hashlib.sha256(content).hexdigest(),
            sha512=hashlib.sha512(content).hexdigest(),
            size=size,
            media_type="application/octet-stream",
            original_name="some.bin",
            title=f"File {number}",
        )
        path = Path(default_storage.path(ORIGINALS.name_of(row.sha256)))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        rows.append(row)
        paths.append(str(path))
    Exhibit.objects.bulk_create(rows)
    return paths


def _seconds(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
