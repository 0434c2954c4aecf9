"""Authorities as services: slow, silent, gone, or wrongly set."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.anchoring.authorities import (
    MemoryAuthority,
    get_authorities,
    get_trust,
)
from evidence.anchoring.exchange import Unreachable
from evidence.anchoring.tokens import (
    TokenMalformed,
    TokenWrongImprint,
    read_roots,
)
from tests.evidence.anchoring.test_authorities import STATEMENT, query
from tests.evidence.witnesses import Tsa


@pytest.mark.parametrize("status", [301, 302, 404, 429, 500, 503])
def test_status_other_than_200_is_no_answer(tsa: Tsa, status: int) -> None:
    tsa.server.answer = lambda *_request: (status, b"")
    with pytest.raises(Unreachable, match=str(status)):
        tsa.client().stamp(STATEMENT)
    assert len(tsa.server.requests) == 1, "a redirect was followed"


def test_answer_without_end_is_cut_off(tsa: Tsa) -> None:
    tsa.server.answer = lambda *_request: (200, b"\x30" * 100_000)
    with pytest.raises(Unreachable, match="more than 65536 bytes"):
        tsa.client().stamp(STATEMENT)


def test_authority_that_is_not_there_is_unreachable(tsa: Tsa) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    there = tsa.client()
    there.url = f"http://127.0.0.1:{port}/"
    with pytest.raises(Unreachable):
        there.stamp(STATEMENT)


@pytest.fixture
def dripping() -> Iterator[str]:
    """The address of a server that sends a byte now and then, for ever."""
    over = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _address = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
            while not over.wait(0.05):
                connection.sendall(b"\x30")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    over.set()
    thread.join(5)
    listening.close()


def test_answer_that_drips_is_cut_off(tsa: Tsa, dripping: str) -> None:
    there = tsa.client(seconds=0.5)
    there.url = dripping
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="took more than"):
        there.stamp(STATEMENT)
    assert time.monotonic() - begun < 5


def test_silent_authority_is_given_up(tsa: Tsa) -> None:
    silence = threading.Event()
    tsa.server.answer = lambda *_request: (200, b"" if silence.wait(5) else b"")
    with pytest.raises(Unreachable):
        tsa.client(seconds=0.3).stamp(STATEMENT)
    silence.set()


def test_settings_name_authorities_and_former_ones(
    tsa: Tsa, tmp_path: Path, settings: object
) -> None:
    former = tsa.ca.root("former")
    settings.TIMESTAMP_AUTHORITIES = [
        (f"{tsa.server.url}/tsa", str(tsa.root.path)),
        ("", str(former.path)),
    ]
    (authority,) = get_authorities()
    token = authority.stamp(STATEMENT).token
    old = tsa.ca.reply(query(tmp_path), tsa.ca.issue(former, "old"))
    now = datetime.now(UTC)
    for one in (token, old):
        assert get_trust().verify(one, STATEMENT, not_before=now, not_after=now)


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_roots_that_cannot_be_read_are_named(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "roots.pem"
    if content:
        path.write_bytes(content)
    with pytest.raises(ValueError, match="roots.pem"):
        read_roots(path)


def test_file_of_roots_needs_a_root(tsa: Tsa) -> None:
    with pytest.raises(ValueError, match="no root"):
        read_roots(tsa.signer.path)


def test_memory_authority_keeps_the_same_promises() -> None:
    authority = MemoryAuthority()
    now = datetime.now(UTC)
    bounds = {"not_before": now, "not_after": now}
    given = authority.stamp(STATEMENT)
    assert authority.verify(given.token, STATEMENT, **bounds) == given
    with pytest.raises(TokenWrongImprint):
        authority.verify(given.token, b"Another.", **bounds)
    with pytest.raises(TokenMalformed):
        authority.verify(b"unknown", STATEMENT, **bounds)
    authority.answers = False
    with pytest.raises(Unreachable):
        authority.stamp(STATEMENT)
