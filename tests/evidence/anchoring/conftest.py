"""A real time-stamping authority on this machine, made once for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from evidence.anchoring.authorities import HttpAuthority
from evidence.anchoring.tokens import read_roots
from tests.evidence.local_authority import CertificateAuthority, Identity
from tests.evidence.local_server import LocalServer


@dataclass
class Tsa:
    """The authority's keys, and the server that it answers on."""

    ca: CertificateAuthority
    root: Identity
    signer: Identity
    server: LocalServer

    def client(self, **options: object) -> HttpAuthority:
        roots = read_roots(self.root.path)
        return HttpAuthority(f"{self.server.url}/tsa", roots, **options)

    def answer(self, _method: str, _path: str, query: bytes) -> tuple[int, bytes]:
        return 200, self.ca.reply(query, self.signer)


@pytest.fixture(scope="session")
def tsa_keys(tmp_path_factory: pytest.TempPathFactory) -> Tsa:
    ca = CertificateAuthority(tmp_path_factory.mktemp("tsa"))
    root = ca.root()
    signer = ca.issue(root, "signer")
    server = LocalServer(lambda *_request: (503, b""))
    return Tsa(ca, root, signer, server)


@pytest.fixture
def tsa(tsa_keys: Tsa) -> Iterator[Tsa]:
    """The authority, answering as it should; a test may replace ``server.answer``."""
    tsa_keys.server.answer = tsa_keys.answer
    tsa_keys.server.requests.clear()
    yield tsa_keys
