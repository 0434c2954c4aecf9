"""Reading DER (X.690): just enough to find one part of a time-stamp token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Element", "read"]

SEQUENCE, SET, OID = 0x30, 0x31, 0x06


@dataclass(frozen=True)
class Element:
    """One element: its tag, what it holds, and all its bytes."""

    tag: int
    content: bytes
    whole: bytes

    def __iter__(self) -> Iterator[Element]:
        """Walk the elements inside. Raises :class:`ValueError` where there are none."""
        rest = self.content
        while rest:
            inner = read(rest)
            yield inner
            rest = rest[len(inner.whole) :]

    @property
    def first(self) -> Element:
        """The first element inside; raises :class:`ValueError` if there is none."""
        return read(self.content)


def read(data: bytes) -> Element:
    """Return the first element of ``data``; raises :class:`ValueError`."""
    if len(data) < 2:
        raise ValueError("DER ends too early.")
    length, begin = data[1], 2
    if length & 0x80:
        begin += length & 0x7F
        if not 0 < length & 0x7F <= 4:
            raise ValueError("DER has a length that cannot be.")
        length = int.from_bytes(data[2:begin], "big")
    whole = data[: begin + length]
    if len(whole) < begin + length:
        raise ValueError("DER ends too early.")
    return Element(data[0], whole[begin:], whole)
