"""The witnesses of the tests: an authority with its server, and who is in the settings.

:mod:`tests.evidence.local_calendar` is the other one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.anchoring.authorities import HttpAuthority
from evidence.anchoring.tokens import read_roots
from tests.evidence.local_authority import CertificateAuthority, Identity
from tests.evidence.local_calendar import LocalCalendar
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

    @classmethod
    def in_folder(cls, folder: Path) -> Tsa:
        """Make the keys of an authority, whose server does not answer yet."""
        ca = CertificateAuthority(folder)
        root = ca.root()
        signer = ca.issue(root, "signer")
        return cls(ca, root, signer, LocalServer(lambda *_request: (503, b"")))


def name_witnesses(
    settings: Any, tsa: Tsa | None = None, calendar: LocalCalendar | None = None
) -> None:
    """Put these witnesses, and no others, into the settings."""
    settings.TIMESTAMP_AUTHORITIES = (
        [(f"{tsa.server.url}/tsa", str(tsa.root.path))] if tsa else []
    )
    settings.OPENTIMESTAMPS_CALENDARS = [calendar.url] if calendar else []
