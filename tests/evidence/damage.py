"""Harm that befalls the bytes of an exhibit on the disk, and its repair."""

from __future__ import annotations

from pathlib import Path

from django.core.files.storage import default_storage

from evidence.models import Exhibit
from evidence.store import ORIGINALS

__all__ = ["file_of", "flip", "mend"]


def file_of(exhibit: Exhibit) -> Path:
    path = Path(default_storage.path(ORIGINALS.name_of(exhibit.sha256)))
    path.chmod(0o600)
    return path


def flip(exhibit: Exhibit) -> None:
    path = file_of(exhibit)
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.write_bytes(content)


def mend(exhibit: Exhibit, content: bytes = b"The bytes of a file.") -> None:
    file_of(exhibit).write_bytes(content)
