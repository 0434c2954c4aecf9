"""Files on their way in: parts on the local disk until they are accessioned."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

__all__ = ["append", "discard", "names", "open_incoming", "safe_size"]

_CHUNK = 1024 * 1024


def _path(intake: UUID) -> Path:
    folder = Path(settings.DATA_DIR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{intake}.part"


def append(intake: UUID, stream: IO[bytes], *, at: int, most: int) -> int:
    """Write ``stream`` from position ``at`` on; return the new length of the file.

    What lies behind ``at`` came without being counted and is written anew. Reads at
    most ``most`` bytes. The bytes are on the disk when this returns.
    """
    path = _path(intake)
    with path.open("r+b" if path.exists() else "w+b") as target:
        target.truncate(at)
        target.seek(at)
        left = most
        while left > 0 and (part := stream.read(min(_CHUNK, left))):
            target.write(part)
            left -= len(part)
        target.flush()
        os.fsync(target.fileno())
        return target.tell()


def safe_size(intake: UUID) -> int:
    """Return how many bytes of an intake lie on the disk."""
    try:
        return _path(intake).stat().st_size
    except FileNotFoundError:
        return 0


def names() -> list[UUID]:
    """Return the intakes whose parts lie on the disk."""
    folder = Path(settings.DATA_DIR) / "incoming"
    return [UUID(path.stem) for path in folder.glob("*.part")]


def open_incoming(intake: UUID) -> IO[bytes]:
    return _path(intake).open("rb")


def discard(intake: UUID) -> None:
    """Take the parts away, once the exhibit has the bytes or the file was refused."""
    _path(intake).unlink(missing_ok=True)
