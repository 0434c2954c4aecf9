"""Looking through the boxes of an MP4 file (ISO/IEC 14496-12) for what may hold
metadata."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

__all__ = ["told_by_boxes"]

_HOLDS_OTHERS = {b"moov", b"trak", b"mdia", b"minf", b"edts", b"dinf"}
_TELLS = {b"udta", b"meta", b"uuid", b"loci", b"XMP_", b"ID32", b"cprt"}
# The list of tags that encoders write even if there are none: a box without content.
_NO_TAGS = b"".join(
    (
        b"\x00\x00\x00=udta\x00\x00\x005meta" + bytes(4),
        b"\x00\x00\x00!hdlr" + bytes(8) + b"mdirappl" + bytes(9),
        b"\x00\x00\x00\x08ilst",
    )
)
_DEEPEST = 8


def told_by_boxes(path: Path) -> set[str]:
    """Return the names of the boxes that may hold metadata; none in a clean file."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        found = set(_names(file, 0, size, 0))
    return {name.decode("latin-1") for name in found & _TELLS}


def _names(file: IO[bytes], start: int, end: int, depth: int) -> Iterator[bytes]:
    while start + 8 <= end and depth < _DEEPEST:
        file.seek(start)
        head = file.read(16)
        length, name = int.from_bytes(head[:4], "big"), head[4:8]
        begin = start + 8
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), start + 16
        elif length == 0:
            length = end - start
        if length < begin - start:
            return
        file.seek(start)
        if name != b"udta" or file.read(len(_NO_TAGS) + 1)[:length] != _NO_TAGS:
            yield name
        if name in _HOLDS_OTHERS:
            yield from _names(file, begin, start + length, depth + 1)
        start += length
