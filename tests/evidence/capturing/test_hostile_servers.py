"""Fetching from servers that mean harm: ended in time, and said to be so."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from evidence.capturing.faults import CaptureError, Reason
from evidence.capturing.fetching import Fetcher, Limits, Visit
from tests.evidence.capturing.local_server import LocalServer, Request, reply

Serve = Callable[..., LocalServer]
Reach = Callable[..., tuple[Fetcher, Visit]]


SMALL = Limits(response_bytes=100_000, response_seconds=1, idle_seconds=0.5)


def _endless(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        request.send(b"x" * 65536)


def _endless_chunks(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        request.send(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def _endless_chunk_sizes(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        request.send(b"1;" + b"p" * 4000 + b"\r\nx\r\n")


def _endless_trailers(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
    while True:
        request.send(b"T: " + b"x" * 4000 + b"\r\n")


def _endless_headers(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        request.send(b"X-Header: " + b"x" * 1000 + b"\r\n")


def _one_long_header(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        request.send(b"x" * 65536)


def _endless_interim(request: Request) -> None:
    while True:
        request.send(b"HTTP/1.1 100 Continue\r\n\r\n")


def _drip(request: Request, opening: bytes) -> None:
    request.send(opening)
    while True:
        request.send(b"x")
        time.sleep(0.1)


def _slow_body(request: Request) -> None:
    _drip(request, b"HTTP/1.1 200 OK\r\n\r\n")


def _slow_head(request: Request) -> None:
    _drip(request, b"HTTP/1.1 200 OK\r\nX: ")


def _silence(request: Request) -> None:
    time.sleep(3)


def _announced_too_large(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
    time.sleep(3)


def _cut_short(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort")


def _cut_in_a_chunk(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")


def _two_lengths(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nab")


def _wrong_chunks(request: Request) -> None:
    request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nab")


def _no_http(request: Request) -> None:
    request.send(b"220 mail.example ESMTP\r\n\r\n")


def _upgrade(request: Request) -> None:
    request.send(b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n")


def _other_coding(request: Request) -> None:
    request.send(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("respond", "reason"),
    [
        (_endless, Reason.SIZE),
        (_endless_chunks, Reason.SIZE),
        (_endless_chunk_sizes, Reason.SIZE),
        (_endless_trailers, Reason.SIZE),
        (_announced_too_large, Reason.SIZE),
        (_endless_headers, Reason.PROTOCOL),
        (_one_long_header, Reason.PROTOCOL),
        (_endless_interim, Reason.PROTOCOL),
        (_slow_body, Reason.TIME),
        (_slow_head, Reason.TIME),
        (_silence, Reason.TIME),
        (_cut_short, Reason.INCOMPLETE),
        (_cut_in_a_chunk, Reason.INCOMPLETE),
        (_two_lengths, Reason.PROTOCOL),
        (_wrong_chunks, Reason.PROTOCOL),
        (_no_http, Reason.PROTOCOL),
        (_upgrade, Reason.PROTOCOL),
        (_other_coding, Reason.ENCODING),
    ],
)
def test_hostile_answers_are_ended_in_time(
    serve: Serve, reach: Reach, respond: Callable[[Request], None], reason: Reason
) -> None:
    server = serve(respond)
    fetcher, visit = reach(server, limits=SMALL)
    begun = time.monotonic()
    with pytest.raises(CaptureError) as failed:
        fetcher.fetch(server.url(), visit)
    assert failed.value.reason == reason
    assert time.monotonic() - begun < 2.5
    assert not failed.value.is_lasting


def test_capture_ends_when_its_means_are_spent(serve: Serve, reach: Reach) -> None:
    server = serve(lambda request: request.send(reply("x" * 600)))
    fetcher, visit = reach(server, limits=Limits(capture_bytes=1000))
    fetcher.fetch(server.url("/1"), visit)
    with pytest.raises(CaptureError) as failed:
        fetcher.fetch(server.url("/2"), visit)
    assert failed.value.reason == Reason.SIZE

    fetcher, visit = reach(server, limits=Limits(requests=2))
    fetcher.fetch(server.url("/1"), visit)
    fetcher.fetch(server.url("/2"), visit)
    with pytest.raises(CaptureError):
        fetcher.fetch(server.url("/3"), visit)

    fetcher, visit = reach(server, limits=Limits(capture_seconds=0))
    with pytest.raises(CaptureError) as failed:
        fetcher.fetch(server.url("/1"), visit)
    assert failed.value.reason == Reason.TIME


def test_silent_handshake_is_ended_in_time(serve: Serve, reach: Reach) -> None:
    plain = serve(_silence)
    fetcher, visit = reach(plain, limits=SMALL)
    url = plain.url().replace("http:", "https:")
    begun = time.monotonic()
    with pytest.raises(CaptureError):
        fetcher.fetch(url, visit)
    assert time.monotonic() - begun < 2.5
