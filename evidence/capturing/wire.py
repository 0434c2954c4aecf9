"""Reading an HTTP/1.1 response from a socket within bounds of time and size.

Python's own client cannot hand out the bytes as they came, and waits as long as a
server sends one byte now and then. This reader keeps every byte, and one deadline.
"""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass
from typing import IO

from evidence.capturing.exchange import CHUNK
from evidence.capturing.faults import CaptureError, Reason

__all__ = ["Head", "Line", "read_body", "read_head"]

LONGEST_HEAD = 128 * 1024
MOST_INTERIM = 10
_STATUS = re.compile(rb"HTTP/(1\.[01]) ([1-5][0-9]{2})(?: [^\r\n]*)?")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?")


class Line:
    """A connected socket, read until one deadline for everything.

    ``seconds_idle`` bounds each wait, ``deadline`` (of ``time.monotonic``) the whole.
    """

    def __init__(
        self, connection: socket.socket, *, deadline: float, seconds_idle: float
    ) -> None:
        self._connection = connection
        self._deadline = deadline
        self._idle = seconds_idle
        self._buffer = b""

    def send(self, data: bytes) -> None:
        self._connection.settimeout(self._left())
        try:
            self._connection.sendall(data)
        except TimeoutError as error:
            raise CaptureError(Reason.TIME) from error
        except OSError as error:
            raise CaptureError(Reason.UNREACHABLE, str(error)) from error

    def read(self, most: int) -> bytes:
        """Return at least one byte and at most ``most``; nothing at the end."""
        if not self._buffer:
            self._buffer = self._receive()
        piece, self._buffer = self._buffer[:most], self._buffer[most:]
        return piece

    def read_to(self, mark: bytes, limit: int) -> bytes:
        """Return what comes up to and with ``mark``; it must come within ``limit``."""
        found = self._buffer
        while (end := found.find(mark)) < 0:
            if len(found) > limit:
                raise CaptureError(Reason.PROTOCOL, "a header without end")
            piece = self._receive()
            if not piece:
                raise CaptureError(Reason.INCOMPLETE)
            found += piece
        end += len(mark)
        self._buffer = found[end:]
        return found[:end]

    def _receive(self) -> bytes:
        self._connection.settimeout(self._left())
        try:
            return self._connection.recv(CHUNK)
        except TimeoutError as error:
            raise CaptureError(Reason.TIME) from error
        except OSError as error:
            raise CaptureError(Reason.INCOMPLETE, str(error)) from error

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise CaptureError(Reason.TIME)
        return min(left, self._idle)


@dataclass(frozen=True)
class Head:
    """Status line and headers: as received, and read."""

    raw: bytes
    version: str
    status: int
    headers: list[tuple[str, str]]

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]

    @property
    def is_chunked(self) -> bool:
        codings = ",".join(self.values("transfer-encoding")).lower().split(",")
        codings = [coding.strip() for coding in codings if coding.strip()]
        if codings not in ([], ["identity"], ["chunked"]):
            raise CaptureError(Reason.ENCODING, ", ".join(codings))
        return codings == ["chunked"]

    @property
    def length(self) -> int | None:
        """Return the length the server announces; None where the end closes."""
        values = {value.strip() for value in self.values("content-length")}
        if not values:
            return None
        value = values.pop()
        if values or not (value.isascii() and value.isdigit()) or len(value) > 15:
            raise CaptureError(Reason.PROTOCOL, "contradicting lengths")
        return int(value)


def read_head(line: Line) -> Head:
    """Read the head of the response; interim ones (1xx) are passed over."""
    for _interim in range(MOST_INTERIM):
        raw = b""
        lines: list[bytes] = []
        while not lines or lines[-1]:
            raw += (read := line.read_to(b"\n", LONGEST_HEAD - len(raw)))
            # Old servers end their lines with a line feed alone.
            lines.append(read[:-1].removesuffix(b"\r"))
        first, rest = lines[0], lines[1:-1]
        match = _STATUS.fullmatch(first)
        if not match:
            raise CaptureError(Reason.PROTOCOL, repr(first[:80]))
        status = int(match[2])
        if status >= 200:
            return Head(raw, match[1].decode(), status, _headers(rest))
        if status == 101:
            break
    raise CaptureError(Reason.PROTOCOL, "no final response")


def read_body(
    line: Line, head: Head, *, limit: int, message: IO[bytes], payload: IO[bytes]
) -> None:
    """Read the body into ``message`` as it comes and into ``payload`` as it is meant.

    Both may be the same file if the body has no transfer coding. More than ``limit``
    bytes raise :class:`CaptureError`.
    """
    if head.status in {204, 304}:
        return
    if head.is_chunked:
        _read_chunked(line, limit, message, payload)
        return
    length = head.length
    if length is not None and length > limit:
        raise CaptureError(Reason.SIZE)
    count = 0
    while length is None or count < length:
        piece = line.read(CHUNK if length is None else min(CHUNK, length - count))
        if not piece:
            if length is None:
                return
            raise CaptureError(Reason.INCOMPLETE, f"{count} of {length} bytes")
        count += len(piece)
        if count > limit:
            raise CaptureError(Reason.SIZE)
        payload.write(piece)


def _read_chunked(
    line: Line, limit: int, message: IO[bytes], payload: IO[bytes]
) -> None:
    received = 0

    def keep(piece: bytes) -> bytes:
        nonlocal received
        received += len(piece)
        # Chunks of one byte each are six times as long as what they carry.
        if received > 8 * limit:
            raise CaptureError(Reason.SIZE)
        message.write(piece)
        return piece

    count = 0
    while True:
        match = _CHUNK_SIZE.fullmatch(keep(line.read_to(b"\r\n", 4096))[:-2])
        if not match:
            raise CaptureError(Reason.PROTOCOL, "a chunk without size")
        size = int(match[1], 16)
        if size == 0:
            break
        count += size
        if count > limit:
            raise CaptureError(Reason.SIZE)
        while size:
            piece = keep(line.read(min(CHUNK, size)))
            if not piece:
                raise CaptureError(Reason.INCOMPLETE)
            size -= len(piece)
            payload.write(piece)
        if keep(line.read_to(b"\r\n", 4096)) != b"\r\n":
            raise CaptureError(Reason.PROTOCOL, "a chunk of another size")
    # Trailers, if any, up to the empty line.
    while keep(line.read_to(b"\r\n", 4096)) != b"\r\n":
        pass


def _headers(lines: list[bytes]) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    for raw in lines:
        if raw[:1] in {b" ", b"\t"} and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {_text(raw.strip())}")
            continue
        name_bytes, colon, value_bytes = raw.partition(b":")
        if colon:
            headers.append((_text(name_bytes.strip()), _text(value_bytes.strip())))
    return headers


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
