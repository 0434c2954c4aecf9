"""Time-stamping authorities (RFC 3161): who they are, and how one is asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from django.conf import settings
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from evidence.anchoring.exchange import Unreachable, exchange
from evidence.anchoring.tokens import (
    Stamp,
    TokenMalformed,
    TokenTime,
    TokenWrongImprint,
    Trust,
    read_roots,
)

__all__ = [
    "HttpAuthority",
    "MemoryAuthority",
    "TimestampAuthority",
    "get_authorities",
    "get_trust",
]

# Tokens with their chain of certificates are around 6 KiB.
MOST_BYTES = 64 * 1024
SECONDS = 20.0


def _now() -> datetime:
    return datetime.now(UTC)


class TimestampAuthority(ABC):
    """A witness that says that some bytes existed at a time. ``url`` is its name."""

    url: str

    @abstractmethod
    def stamp(self, statement: bytes) -> Stamp:
        """Return a token for ``statement``, already verified.

        Only its SHA-256 leaves the house. Raises
        :class:`~evidence.anchoring.exchange.Unreachable` or
        :class:`~evidence.anchoring.tokens.TokenInvalid`; either way, ask again later.
        """


class HttpAuthority(TimestampAuthority):
    """An authority that answers over HTTP (RFC 3161, 3.4), held to ``roots``."""

    def __init__(
        self,
        url: str,
        roots: list[x509.Certificate],
        *,
        now: Callable[[], datetime] = _now,
        seconds: float = SECONDS,
    ) -> None:
        self.url = url
        self._trust = Trust(roots)
        self._now = now
        self._seconds = seconds

    def stamp(self, statement: bytes) -> Stamp:
        request = (
            TimestampRequestBuilder()
            .data(statement)
            .hash_algorithm(HashAlgorithm.SHA256)
            .nonce(nonce=True)
            .cert_request(cert_request=True)
            .build()
        )
        asked = self._now()
        answer = exchange(
            "POST",
            self.url,
            body=request.as_bytes(),
            headers={
                "Content-Type": "application/timestamp-query",
                "Accept": "application/timestamp-reply",
            },
            at_most=MOST_BYTES,
            seconds=self._seconds,
        )
        return self._trust.verify(
            answer,
            statement,
            not_before=asked,
            not_after=self._now(),
            nonce=request.nonce,
        )


class MemoryAuthority(TimestampAuthority):
    """An authority for tests: its tokens are only remembered, and prove nothing.

    ``answers`` is False while it is out of reach; ``asked`` counts what was asked.
    """

    def __init__(
        self, url: str = "memory:authority", *, now: Callable[[], datetime] = _now
    ) -> None:
        self.url = url
        self.answers = True
        self.asked = 0
        self._now = now
        self._given: dict[bytes, tuple[bytes, Stamp]] = {}

    def stamp(self, statement: bytes) -> Stamp:
        self.asked += 1
        if not self.answers:
            raise Unreachable(f"{self.url} does not answer.")
        number = len(self._given) + 1
        token = f"{self.url} {number} {sha256(statement).hexdigest()}".encode()
        given = Stamp(token, self._now().replace(microsecond=0), number, self.url)
        self._given[token] = (statement, given)
        return given

    def verify(
        self,
        token: bytes,
        statement: bytes,
        *,
        not_before: datetime,
        not_after: datetime,
        tolerance: timedelta = timedelta(minutes=5),
    ) -> Stamp:
        """As :meth:`evidence.anchoring.tokens.Trust.verify`, from memory."""
        if token not in self._given:
            raise TokenMalformed(f"{self.url} has given no such token.")
        stamped, given = self._given[token]
        if stamped != statement:
            raise TokenWrongImprint("The token is for other bytes.")
        if not not_before - tolerance <= given.time <= not_after + tolerance:
            raise TokenTime("The token names another time.")
        return given


def get_authorities() -> list[TimestampAuthority]:
    """Return the authorities of the settings; raises :class:`ValueError` if the roots
    of one cannot be read.

    ``TIMESTAMP_AUTHORITIES`` lists (address, path of the roots). An entry without an
    address is a former authority: it is not asked, but its tokens stay valid.
    """
    return [
        HttpAuthority(url, read_roots(Path(path)))
        for url, path in settings.TIMESTAMP_AUTHORITIES
        if url
    ]


def get_trust() -> Trust:
    """Return the roots of all authorities of the settings, former ones included."""
    return Trust(
        certificate
        for _url, path in settings.TIMESTAMP_AUTHORITIES
        for certificate in read_roots(Path(path))
    )
