"""The two hashes by which the archive knows a file, computed while it passes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256, sha512
from typing import IO

__all__ = ["CHUNK", "Digests", "Hasher", "chunks_of", "digests_of"]

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Digests:
    sha256: str
    sha512: str
    size: int


class Hasher:
    """Computes both hashes of the bytes that it is fed. OpenSSL frees the interpreter
    meanwhile, so several may work at once."""

    def __init__(self) -> None:
        self._short, self._long, self._size = sha256(), sha512(), 0

    def update(self, part: bytes | bytearray | memoryview) -> None:
        self._short.update(part)
        self._long.update(part)
        self._size += len(part)

    def digests(self) -> Digests:
        return Digests(self._short.hexdigest(), self._long.hexdigest(), self._size)


def chunks_of(stream: IO[bytes]) -> Iterator[bytes]:
    while part := stream.read(CHUNK):
        yield part


def digests_of(stream: IO[bytes]) -> Digests:
    """Return both hashes of what is left in ``stream``, in constant memory."""
    hasher = Hasher()
    for part in chunks_of(stream):
        hasher.update(part)
    return hasher.digests()
