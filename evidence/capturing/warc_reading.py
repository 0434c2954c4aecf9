"""Reading WARC files strictly, record by record, in constant memory.

Independent of the writer on purpose: what is kept as evidence is checked by other code
than that which made it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

__all__ = ["BadRecord", "ReadRecord", "digest_equals", "read_records"]

PIECE = 64 * 1024
LONGEST_LINE = 256 * 1024
MOST_LINES = 1000
_VERSION = re.compile(rb"WARC/1\.[01]")
_STATUS = re.compile(rb"HTTP/\d\.\d (\d{3})")
_ALGORITHMS = {"sha1", "sha256", "sha512", "md5"}


class BadRecord(Exception):
    """The file is not a WARC from here on. ``offset`` is where the record begins."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(f"at byte {offset}: {reason}")
        self.offset = offset


@dataclass
class ReadRecord:
    """A record that was read through: its header, and what its block came to."""

    offset: int
    length: int
    fields: list[tuple[str, str]]
    record_sha256: str
    # Algorithm to digest in hexadecimal, of the whole block and of the payload.
    block: dict[str, str]
    payload: dict[str, str]
    payload_length: int
    http_status: int | None = None
    http_fields: list[tuple[str, str]] = field(default_factory=list)

    def get(self, name: str) -> str:
        return _first(self.fields, name)

    def http(self, name: str) -> str:
        return _first(self.http_fields, name)


def read_records(file: IO[bytes], *, packed: bool) -> Iterator[ReadRecord]:
    """Yield each record of a WARC; ``packed`` if each is a gzip member of its own.

    Raise :class:`BadRecord` at the first that cannot be read to its end.
    """
    offset = 0
    while True:
        file.seek(offset)
        if not file.read(1):
            return
        file.seek(offset)
        member = _Member(file) if packed else None
        text = _Text(member.read if member else file.read)
        try:
            record = _read(offset, text)
            if member:
                text.end()
        except (ValueError, zlib.error, EOFError) as error:
            raise BadRecord(offset, str(error)) from error
        record.length = member.consumed if member else text.taken
        made = member.digest if member else text.digest
        record.record_sha256 = made.hexdigest()
        yield record
        offset += record.length


def digest_equals(labelled: str, digests: dict[str, str]) -> bool:
    """Compare ``sha256:…`` (hexadecimal or Base32) with digests that were found."""
    algorithm, _colon, value = labelled.partition(":")
    found = digests.get(algorithm.lower().replace("-", ""))
    if found is None:
        return False
    if len(value) == len(found):
        return value.lower() == found
    try:
        return base64.b32decode(value.upper()).hex() == found
    except binascii.Error:
        return False


class _Member:
    """One gzip member, unpacked piece by piece; counts what it takes of the file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._rest = b""
        self.consumed = 0
        self.digest = hashlib.sha256()

    def read(self, most: int) -> bytes:
        while not self._stream.eof:
            raw = self._rest or self._file.read(PIECE)
            if not raw:
                raise EOFError("the gzip member breaks off")
            data = self._stream.decompress(raw, most)
            self._rest = self._stream.unconsumed_tail
            left = len(self._rest) or len(self._stream.unused_data)
            used = raw[: len(raw) - left]
            self.consumed += len(used)
            self.digest.update(used)
            if data:
                return data
        return b""


class _Text:
    """Lines and exact amounts from a reader; counts and digests what it hands out."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._reader = read
        self._buffer = b""
        self.taken = 0
        self.digest = hashlib.sha256()

    def line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > LONGEST_LINE:
                raise ValueError("a line without end")
            piece = self._reader(PIECE)
            if not piece:
                raise ValueError("it breaks off in a header")
            self._buffer += piece
        line = self._take(end + 1)
        if not line.endswith(b"\r\n"):
            raise ValueError("a line that ends without CRLF")
        return line[:-2]

    def fields(self) -> list[tuple[str, str]]:
        fields: list[tuple[str, str]] = []
        while line := self.line():
            if len(fields) > MOST_LINES:
                raise ValueError("a header without end")
            name, colon, value = line.partition(b":")
            if not colon:
                raise ValueError("a field without a colon")
            fields.append((name.decode("ascii"), value.strip().decode("utf-8")))
        return fields

    def pieces(self, length: int) -> Iterator[bytes]:
        while length:
            self._buffer = self._buffer or self._reader(PIECE)
            if not self._buffer:
                raise ValueError("it breaks off in its block")
            piece = self._take(length)
            length -= len(piece)
            yield piece

    def end(self) -> None:
        """Make sure that nothing follows; of a gzip member this checks the end."""
        if self._buffer or self._reader(1):
            raise ValueError("more in the gzip member than one record")

    def _take(self, most: int) -> bytes:
        piece, self._buffer = self._buffer[:most], self._buffer[most:]
        self.taken += len(piece)
        self.digest.update(piece)
        return piece


class _Digests:
    """Several digests at once: those that the record itself names."""

    def __init__(self, labelled: str) -> None:
        algorithm = labelled.partition(":")[0].lower().replace("-", "")
        names = {"sha256", algorithm} & _ALGORITHMS
        self._made = {name: hashlib.new(name, usedforsecurity=False) for name in names}
        self.length = 0

    def update(self, data: bytes) -> None:
        self.length += len(data)
        for made in self._made.values():
            made.update(data)

    def found(self) -> dict[str, str]:
        return {name: made.hexdigest() for name, made in self._made.items()}


def _read(offset: int, text: _Text) -> ReadRecord:
    if not _VERSION.fullmatch(text.line()):
        raise ValueError("no WARC record begins here")
    fields = text.fields()
    announced = _first(fields, "content-length")
    if not (announced.isascii() and announced.isdigit()):
        raise ValueError("no length of the block")
    block = _Digests(_first(fields, "warc-block-digest"))
    payload = _Digests(_first(fields, "warc-payload-digest"))
    http = _Message() if "application/http" in _first(fields, "content-type") else None
    for piece in text.pieces(int(announced)):
        block.update(piece)
        for part in http.feed(piece) if http else [piece]:
            payload.update(part)
    if b"".join(text.pieces(4)) != b"\r\n\r\n":
        raise ValueError("the block is longer than announced")
    return ReadRecord(
        offset=offset,
        length=0,
        fields=fields,
        record_sha256="",
        block=block.found(),
        payload=payload.found(),
        payload_length=payload.length,
        http_status=http.status if http else None,
        http_fields=http.fields if http else [],
    )


class _Message:
    """An HTTP message fed in pieces; gives its body without transfer coding."""

    def __init__(self) -> None:
        self._buffer = b""
        self._in_head = True
        self._chunked = False
        # Bytes left of the chunk under way; None where a size is due.
        self._chunk: int | None = None
        self._done = False
        self.status: int | None = None
        self.fields: list[tuple[str, str]] = []

    def feed(self, piece: bytes) -> Iterator[bytes]:
        self._buffer += piece
        if self._in_head:
            ends = [
                (found, found + len(mark))
                for mark in (b"\r\n\r\n", b"\n\n")
                if (found := self._buffer.find(mark)) >= 0
            ]
            if not ends:
                if len(self._buffer) > LONGEST_LINE:
                    raise ValueError("an HTTP header without end")
                return
            _start, end = min(ends)
            self._read_head(self._buffer[:end])
            self._buffer = self._buffer[end:]
            self._in_head = False
        if self._chunked:
            yield from self._dechunk()
        elif self._buffer:
            body, self._buffer = self._buffer, b""
            yield body

    def _read_head(self, head: bytes) -> None:
        first, *rest = head.splitlines()
        if match := _STATUS.match(first):
            self.status = int(match[1])
        for line in rest:
            name, colon, value = line.decode("latin-1").partition(":")
            if colon:
                self.fields.append((name.strip(), value.strip()))
        coding = _first(self.fields, "transfer-encoding").lower()
        self._chunked = coding == "chunked"

    def _dechunk(self) -> Iterator[bytes]:
        while self._buffer and not self._done:
            if self._chunk is None:
                size, mark, rest = self._buffer.partition(b"\r\n")
                if not mark:
                    if len(self._buffer) > LONGEST_LINE:
                        raise ValueError("a chunk without size")
                    return
                if not size:
                    # The line that ends a chunk.
                    self._buffer = rest
                    continue
                self._chunk = int(size.split(b";")[0].strip(), 16)
                self._buffer = rest
                if self._chunk == 0:
                    self._done = True
            else:
                part = self._buffer[: self._chunk]
                self._buffer = self._buffer[len(part) :]
                self._chunk -= len(part)
                if self._chunk == 0:
                    self._chunk = None
                yield part
        if self._done:
            self._buffer = b""


def _first(fields: list[tuple[str, str]], name: str) -> str:
    for key, value in fields:
        if key.lower() == name.lower():
            return value
    return ""
