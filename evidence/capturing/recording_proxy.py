"""The only way out for the browser: a proxy that fetches for it, checks and records.

Chromium is told to send everything here. The proxy opens encrypted requests too (with a
key that is made for this one capture and dies with it), hands each to the fetcher,
which checks every address, and keeps what came. So the picture of a page shows nothing
that its archive does not hold, and the browser touches no network at all.
"""

from __future__ import annotations

import base64
import hashlib
import os
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import MSG_PEEK, socket
from typing import IO, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from evidence.capturing.addresses import WebAddress
from evidence.capturing.exchange import CHUNK, Exchange
from evidence.capturing.faults import CaptureError
from evidence.capturing.fetching import Fetcher, Visit
from evidence.capturing.unpacking import unpack

__all__ = ["RecordingProxy"]

MOST_LEFT_OUT = 200
# Headers of the browser that go on to the server.
_PASSED_ON = {
    *("accept", "referer", "origin", "cookie", "x-requested-with"),
    *("sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user"),
}
# Headers of the server that are about its connection, not about the content.
_OF_THE_CONNECTION = {
    *("connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"),
    *("content-encoding", "alt-svc", "trailer", "te"),
    *("proxy-connection", "proxy-authenticate"),
}


class RecordingProxy:
    """Serves one browser during one visit. Enter it to start it.

    ``exchanges`` begins with ``ready``, which are not fetched again, and grows by what
    the browser asks for; ``left_out`` names what it did not get, and why.
    """

    def __init__(
        self, fetcher: Fetcher, visit: Visit, ready: Iterable[Exchange], folder: Path
    ) -> None:
        self.exchanges = list(ready)
        self.left_out: list[tuple[str, str]] = []
        self._known = {exchange.url: exchange for exchange in self.exchanges}
        self._fetcher = fetcher
        self._visit = visit
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._busy = 0
        self._last = time.monotonic()
        self.tls, self.key_digest = _make_identity(folder)
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        # Bound and never listening: whoever connects to it is refused.
        self._nowhere = socket()
        self._nowhere.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> RecordingProxy:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._nowhere.close()
        self._visit.cancel()
        # What was under way ends now; nothing may write to the visit's files later.
        while not self.is_quiet(0):
            time.sleep(0.01)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def dead_end(self) -> int:
        """Return a port on which nobody answers."""
        return int(self._nowhere.getsockname()[1])

    def is_quiet(self, seconds: float) -> bool:
        """Say whether nothing was under way in the last ``seconds``."""
        with self._lock:
            return not self._busy and time.monotonic() - self._last >= seconds

    def obtain(self, url: str, headers: dict[str, str]) -> tuple[Exchange, IO[bytes]]:
        """Return the response to a request and its unpacked content."""
        try:
            address = WebAddress.parse(url)
            exchange = self._known.get(address.url)
            if exchange is None:
                exchange = self._fetcher.fetch(
                    address.url, self._visit, headers=headers
                )
                exchange.via = headers.get("Referer", "")
                with self._lock:
                    self._known[address.url] = exchange
                    self.exchanges.append(exchange)
            with self._reading:
                return exchange, unpack(exchange, self._visit)
        except CaptureError as error:
            self.leave_out(url, error.reason.value)
            raise

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count a request as under way."""
        with self._lock:
            self._busy += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1
                self._last = time.monotonic()

    def leave_out(self, url: str, reason: str) -> None:
        with self._lock:
            if len(self.left_out) < MOST_LEFT_OUT:
                self.left_out.append((url[:500], reason))

    def read(self, content: IO[bytes], offset: int) -> bytes:
        """Return a piece of a content that other requests may be reading as well."""
        with self._reading:
            content.seek(offset)
            return content.read(CHUNK)


class _Handler(BaseHTTPRequestHandler):
    """One connection of the browser."""

    proxy: RecordingProxy
    protocol_version = "HTTP/1.1"
    timeout = 60

    def setup(self) -> None:
        super().setup()
        self._origin = ""

    def handle(self) -> None:
        # The browser hangs up when it likes.
        with suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()
        # Wrapping it took the connection out of the server's hands.
        self.connection.close()

    def do_CONNECT(self) -> None:
        """Answer as the server itself would; the requests inside are then read."""
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.close_connection = True
        with suppress(OSError):
            first = self.connection.recv(1, MSG_PEEK)
            scheme = "https" if first == b"\x16" else "http"
            if scheme == "https":
                tls = self.proxy.tls.wrap_socket(self.connection, server_side=True)
                self._take_over(tls)
            self._origin = f"{scheme}://{self.path}"
            self.close_connection = False

    def do_GET(self) -> None:
        with self.proxy.working():
            self._pass_on()

    def _pass_on(self) -> None:
        url = f"{self._origin}{self.path}" if self._origin else self.path
        if self.headers.get("Upgrade"):
            self.proxy.leave_out(url, "upgrade")
            self._answer(403, [])
            return
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() in _PASSED_ON
        }
        try:
            exchange, content = self.proxy.obtain(url, headers)
        except CaptureError:
            self._answer(502, [])
            return
        kept = [
            (name, value)
            for name, value in exchange.headers
            if name.lower() not in _OF_THE_CONNECTION
        ]
        self._answer(exchange.status, kept, content)

    def do_POST(self) -> None:
        # A capture looks; it does not send anything.
        url = f"{self._origin}{self.path}" if self._origin else self.path
        self.proxy.leave_out(url, "method")
        self.close_connection = True
        self._answer(405, [])

    do_HEAD = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_POST

    def log_message(self, *_arguments: Any) -> None:
        pass

    def _answer(
        self,
        status: int,
        headers: list[tuple[str, str]],
        content: IO[bytes] | None = None,
    ) -> None:
        length = 0
        if content is not None and status not in {204, 304}:
            length = content.seek(0, os.SEEK_END)
        lines = [
            f"HTTP/1.1 {status} -",
            *(f"{name}: {value}" for name, value in headers),
            f"Content-Length: {length}",
            "Connection: close" if self.close_connection else "Connection: keep-alive",
        ]
        try:
            self.wfile.write(("\r\n".join(lines) + "\r\n\r\n").encode("utf-8"))
            offset = 0
            while content is not None and offset < length:
                piece = self.proxy.read(content, offset)
                if not piece:
                    break
                offset += len(piece)
                self.wfile.write(piece)
        except OSError:
            self.close_connection = True

    def _take_over(self, connection: socket) -> None:
        self.connection = connection
        self.rfile = connection.makefile("rb", -1)
        self.wfile = connection.makefile("wb", 0)  # type: ignore[assignment]


def _make_identity(folder: Path) -> tuple[ssl.SSLContext, str]:
    """Return what the proxy shows the browser, and the digest of its key.

    The browser is told to take this key for any host; nobody else ever sees it.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "recording proxy")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(True, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "proxy.pem"
    path.touch(0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    path.unlink()
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return context, base64.b64encode(hashlib.sha256(public).digest()).decode("ascii")
