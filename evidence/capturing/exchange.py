"""One request and its answer, kept byte for byte as they went over the network."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

__all__ = ["CHUNK", "Certificate", "Exchange", "read_chunks"]

CHUNK = 64 * 1024


@dataclass(frozen=True)
class Certificate:
    """A certificate of the chain that a server showed."""

    der: bytes

    @property
    def pem(self) -> str:
        return ssl.DER_cert_to_PEM_cert(self.der)

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the certificate, in hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()


@dataclass
class Exchange:
    """A request that was sent and the response that came, complete.

    ``head`` is the status line and the headers as received; ``message`` the body as
    received; ``payload`` the body without its transfer coding (the same file where
    there was none). Both files can be sought and belong to the capture under way.
    """

    url: str
    ip: str
    started: datetime
    seconds: float
    sent: bytes
    head: bytes
    version: str
    status: int
    headers: list[tuple[str, str]]
    message: IO[bytes]
    payload: IO[bytes]
    payload_sha256: str
    payload_length: int
    certificates: tuple[Certificate, ...] = ()
    # As Python's ssl names them, such as TLSv1.3; empty without TLS.
    tls_version: str = ""
    tls_cipher: str = ""
    # The address that led here.
    via: str = ""

    @property
    def media_type(self) -> str:
        """Return what the server says the content is, without parameters."""
        return self.header("content-type").split(";")[0].strip().lower()

    @property
    def location(self) -> str | None:
        """Return where a redirect leads, else None."""
        if self.status in {301, 302, 303, 307, 308}:
            return self.header("location") or None
        return None

    def header(self, name: str) -> str:
        """Return the first header of this name, or an empty text."""
        for key, value in self.headers:
            if key.lower() == name:
                return value
        return ""

    def read_payload(self, limit: int) -> bytes:
        """Return the first ``limit`` bytes of the payload."""
        self.payload.seek(0)
        return self.payload.read(limit)


def read_chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file from its beginning, piece by piece."""
    file.seek(0)
    while piece := file.read(CHUNK):
        yield piece
