"""Fetching over HTTP as an archive must: safely, politely, and with every byte kept."""

from __future__ import annotations

import hashlib
import ssl
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from socket import SHUT_RDWR, create_connection, socket
from threading import Lock
from typing import IO, Any, cast

import certifi

from evidence.capturing.addresses import AddressGuard, WebAddress
from evidence.capturing.exchange import Certificate, Exchange, read_chunks
from evidence.capturing.faults import CaptureError, Reason
from evidence.capturing.pace import Pace
from evidence.capturing.wire import Line, read_body, read_head

__all__ = ["Fetcher", "Limits", "Visit", "trusted_context"]

MEGABYTE = 1024 * 1024
# A response that is larger lies on the disk while it is worked on.
IN_MEMORY = 256 * 1024
HONEST_AGENT = "Mozilla/5.0 (compatible; VoiceOfKarabakhArchive/1.0)"
LONGEST_HOLD = 60


@dataclass(frozen=True)
class Limits:
    """What one capture may take, at most."""

    response_bytes: int = 64 * MEGABYTE
    capture_bytes: int = 256 * MEGABYTE
    response_seconds: float = 60
    capture_seconds: float = 180
    idle_seconds: float = 20
    connect_seconds: float = 10
    redirects: int = 10
    requests: int = 500


class Visit:
    """One capture under way: what is left of its limits, and the files it works on.

    Shared by the capture's threads. Leaving it (``with``) removes the files.
    """

    def __init__(
        self, limits: Limits | None = None, folder: Path | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.deadline = time.monotonic() + self.limits.capture_seconds
        self.bytes_left = self.limits.capture_bytes
        self._requests_left = self.limits.requests
        self._folder = str(folder) if folder else None
        self._files = ExitStack()
        self._connections: set[socket] = set()
        self._lock = Lock()

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_error: object) -> None:
        self._files.close()

    @property
    def seconds_left(self) -> float:
        return self.deadline - time.monotonic()

    def cancel(self) -> None:
        """End whatever is under way; its threads get an error."""
        with self._lock:
            self.deadline = 0
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(SHUT_RDWR)

    @contextmanager
    def using(self, connection: socket) -> Iterator[None]:
        """Let :meth:`cancel` end this connection; it is closed at the end."""
        with connection:
            with self._lock:
                self._connections.add(connection)
            try:
                yield
            finally:
                with self._lock:
                    self._connections.discard(connection)

    def open_file(self) -> IO[bytes]:
        """Return an empty file, in memory while it is small."""
        with self._lock:
            file = self._files.enter_context(
                tempfile.SpooledTemporaryFile(  # noqa: SIM115
                    max_size=IN_MEMORY, dir=self._folder
                )
            )
        return cast(IO[bytes], file)

    def take_request(self) -> None:
        """Count a request; raise if there may be no more."""
        with self._lock:
            if self.seconds_left <= 0:
                raise CaptureError(Reason.TIME)
            if self._requests_left <= 0 or self.bytes_left <= 0:
                raise CaptureError(Reason.SIZE)
            self._requests_left -= 1

    def take_bytes(self, count: int) -> None:
        with self._lock:
            self.bytes_left -= count


class Fetcher:
    """Makes single requests to addresses that the guard admits.

    ``trust`` replaces the usual certificate authorities. One fetcher may serve many
    threads.
    """

    def __init__(
        self,
        *,
        guard: AddressGuard,
        agent: str = HONEST_AGENT,
        pace: Pace | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.guard = guard
        self.agent = agent
        self._pace = pace or Pace()
        self._trust = trust or trusted_context()

    def follow(self, url: str, visit: Visit) -> list[Exchange]:
        """Fetch ``url`` and where it redirects; return every hop, the last one last.

        Each hop is checked as the first was.
        """
        hops: list[Exchange] = []
        address = WebAddress.parse(url)
        seen: set[str] = set()
        while True:
            if address.url in seen or len(hops) > visit.limits.redirects:
                raise CaptureError(Reason.REDIRECTS, address.url)
            seen.add(address.url)
            hop = self.fetch(address.url, visit)
            hop.via = hops[-1].url if hops else ""
            hops.append(hop)
            if hop.location is None:
                return hops
            address = address.join(hop.location)

    def fetch(
        self,
        url: str,
        visit: Visit,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
    ) -> Exchange:
        """Make one request and return it with its complete response.

        Nothing is followed, no cookie is kept. ``headers`` replace or add to ours.
        """
        address = WebAddress.parse(url)
        visit.take_request()
        limits = visit.limits
        ips = self.guard.admit(address.host, address.port)
        self._pace.wait(address.host, deadline=visit.deadline)
        started, clock = datetime.now(UTC), time.monotonic()
        deadline = min(visit.deadline, clock + limits.response_seconds)
        connection, ip = self._connect(address, ips, deadline, limits)
        message = visit.open_file()
        payload = message
        with visit.using(connection):
            tls = _tls_of(connection)
            line = Line(connection, deadline=deadline, seconds_idle=limits.idle_seconds)
            sent = self._request(address, method, headers or {})
            line.send(sent)
            head = read_head(line)
            if head.is_chunked:
                payload = visit.open_file()
            if method != "HEAD":
                most = min(limits.response_bytes, visit.bytes_left)
                read_body(line, head, limit=most, message=message, payload=payload)
        digest, length = hashlib.sha256(), 0
        for piece in read_chunks(payload):
            digest.update(piece)
            length += len(piece)
        visit.take_bytes(length)
        exchange = Exchange(
            url=address.url,
            ip=ip,
            started=started,
            seconds=time.monotonic() - clock,
            sent=sent,
            head=head.raw,
            version=head.version,
            status=head.status,
            headers=head.headers,
            message=message,
            payload=payload,
            payload_sha256=digest.hexdigest(),
            payload_length=length,
            certificates=tls[0],
            tls_version=tls[1],
            tls_cipher=tls[2],
        )
        self._heed(address.host, exchange)
        return exchange

    def _connect(
        self, address: WebAddress, ips: list[str], deadline: float, limits: Limits
    ) -> tuple[socket, str]:
        """Connect to the first checked address that answers."""
        fault: CaptureError | None = None
        for ip in ips:
            seconds = min(limits.connect_seconds, deadline - time.monotonic())
            if seconds <= 0:
                raise CaptureError(Reason.TIME, address.host)
            try:
                plain = create_connection((ip, address.port), timeout=seconds)
            except OSError as error:
                fault = CaptureError(Reason.UNREACHABLE, f"{ip}: {error}")
                continue
            if address.scheme == "http":
                return plain, ip
            try:
                return self._trust.wrap_socket(plain, server_hostname=address.host), ip
            except ssl.SSLCertVerificationError as error:
                plain.close()
                raise CaptureError(Reason.CERTIFICATE, error.verify_message) from error
            except (OSError, ValueError) as error:
                plain.close()
                fault = CaptureError(Reason.UNREACHABLE, f"{ip}: {error}")
        raise fault or CaptureError(Reason.UNREACHABLE, address.host)

    def _request(
        self, address: WebAddress, method: str, headers: Mapping[str, str]
    ) -> bytes:
        """Return the request as it is sent."""
        fields = {
            "Host": address.authority,
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "az,ru;q=0.8,en;q=0.7",
            **headers,
            # What is kept can be read as it is.
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        lines = [f"{method} {address.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        if any("\r" in line or "\n" in line for line in lines):
            raise CaptureError(Reason.MALFORMED, address.url)
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")

    def _heed(self, host: str, exchange: Exchange) -> None:
        """Leave a host alone as long as it asks for."""
        asked = exchange.header("retry-after")
        if exchange.status in {429, 503} and asked.isascii() and asked.isdigit():
            self._pace.hold(host, min(int(asked[:6]), LONGEST_HOLD))


def trusted_context() -> ssl.SSLContext:
    """Return the rules of TLS: the system's authorities and Mozilla's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


def _tls_of(connection: socket) -> tuple[tuple[Certificate, ...], str, str]:
    """Return the certificates the server showed, protocol and cipher."""
    if not isinstance(connection, ssl.SSLSocket):
        return (), "", ""
    # The chain has no public name before Python 3.13.
    inner: Any = connection._sslobj  # type: ignore[attr-defined]
    shown = inner.get_unverified_chain() or []
    chain = tuple(
        Certificate(ssl.PEM_cert_to_DER_cert(found.public_bytes())) for found in shown
    )
    cipher = connection.cipher()
    return chain, connection.version() or "", cipher[0] if cipher else ""
