from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from evidence.capturing.addresses import AddressGuard
from evidence.capturing.fetching import Fetcher, Limits, Visit
from evidence.capturing.pace import Pace
from tests.evidence.capturing.certificates import Authority
from tests.evidence.capturing.local_server import LocalServer, Respond


@pytest.fixture
def serve() -> Iterator[Callable[..., LocalServer]]:
    """Return a function that starts a server; it stops with the test."""
    with ExitStack() as stack:

        def start(respond: Respond, tls: ssl.SSLContext | None = None) -> LocalServer:
            return stack.enter_context(LocalServer(respond, tls))

        yield start


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def reach() -> Iterator[Callable[..., tuple[Fetcher, Visit]]]:
    """Return a function that gives a fetcher for servers, and a visit to spend.

    The fetcher reaches these servers alone, under any name; ``hosts`` gives names
    other addresses.
    """
    with ExitStack() as stack:

        def start(
            *servers: LocalServer,
            limits: Limits | None = None,
            trust: ssl.SSLContext | None = None,
            hosts: dict[str, list[str]] | None = None,
        ) -> tuple[Fetcher, Visit]:
            guard = AddressGuard(
                resolve=lambda host, port: (hosts or {}).get(host, ["127.0.0.1"]),
                ports={server.port for server in servers},
                exempt={server.exempt for server in servers},
            )
            fetcher = Fetcher(guard=guard, pace=Pace(0), trust=trust)
            return fetcher, stack.enter_context(Visit(limits))

        yield start
