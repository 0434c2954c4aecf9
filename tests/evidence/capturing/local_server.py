"""Servers on this machine that answer as a test wants them to, also badly."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["LocalServer", "Request", "Respond", "reply"]


@dataclass(frozen=True)
class Request:
    """What a client asked, and the connection to answer on."""

    connection: socket.socket
    head: str

    @property
    def path(self) -> str:
        return self.head.split(" ")[1]

    def header(self, name: str) -> str:
        for line in self.head.split("\r\n")[1:]:
            key, _colon, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return ""

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)


Respond = Callable[[Request], None]


def reply(
    body: bytes | str = b"",
    status: int = 200,
    content_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> bytes:
    """Return a whole response; ``headers`` are named with underscores."""
    content = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} Said so",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(content)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


@dataclass
class LocalServer:
    """Answers each connection by ``respond``, in a thread of its own.

    ``seen`` lists the heads of all requests.
    """

    respond: Respond
    tls: ssl.SSLContext | None = None
    seen: list[Request] = field(default_factory=list)

    def __enter__(self) -> LocalServer:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        # Wakes the thread that waits in accept().
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    @property
    def exempt(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)

    def url(self, path: str = "/", host: str = "site.example") -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.seen]

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(
                target=self._answer, args=(connection,), daemon=True
            ).start()

    def _answer(self, connection: socket.socket) -> None:
        try:
            with connection:
                connection.settimeout(30)
                if self.tls:
                    connection = self.tls.wrap_socket(connection, server_side=True)
                with connection:
                    head = b""
                    while b"\r\n\r\n" not in head:
                        piece = connection.recv(65536)
                        if not piece:
                            return
                        head += piece
                    request = Request(connection, head.decode("latin-1"))
                    self.seen.append(request)
                    self.respond(request)
        except OSError:
            # A client that is protected hangs up; that is what is tested.
            return
