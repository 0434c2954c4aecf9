"""OpenTimestamps: calendars that put many hashes at once into the Bitcoin chain.

A calendar answers at once with a promise (a pending attestation) and, hours later, with
the path from our hash to the Merkle root of a Bitcoin block. Both are kept as an
``.ots`` file, which the tools of opentimestamps.org read.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from django.conf import settings
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import Timestamp

from evidence.anchoring.exchange import NotFound, Unreachable, exchange
from evidence.anchoring.ots import OtsFile, OtsInvalid, read_timestamp

__all__ = [
    "Calendar",
    "HttpCalendar",
    "MemoryCalendar",
    "get_calendars",
    "submit",
    "upgrade",
]

# What the reference client reads at most.
MOST_BYTES = 10_000
SECONDS = 20.0


class Calendar(ABC):
    """A calendar server. ``url`` is its name in the proofs that it promises."""

    url: str

    @abstractmethod
    def submit(self, digest: bytes) -> bytes:
        """Hand in a digest; return the path from it to a pending attestation.

        Raises :class:`~evidence.anchoring.exchange.Unreachable`.
        """

    @abstractmethod
    def complete(self, commitment: bytes) -> bytes | None:
        """Return the path from what was promised to a block, or None if not yet.

        Raises :class:`~evidence.anchoring.exchange.Unreachable`.
        """


class HttpCalendar(Calendar):
    """A calendar that speaks the protocol of opentimestamps-server."""

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        self.url = url.rstrip("/")
        self._seconds = seconds

    def submit(self, digest: bytes) -> bytes:
        return self._ask("POST", "digest", digest)

    def complete(self, commitment: bytes) -> bytes | None:
        try:
            return self._ask("GET", f"timestamp/{commitment.hex()}")
        except NotFound:
            return None

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        return exchange(
            method,
            f"{self.url}/{path}",
            body=body,
            headers={"Accept": "application/vnd.opentimestamps.v1"},
            at_most=MOST_BYTES,
            seconds=self._seconds,
        )


class MemoryCalendar(Calendar):
    """A calendar for tests: promises at once, and keeps its promise when told.

    ``answers`` is False while it is out of reach; ``asked`` counts what was asked.
    """

    def __init__(self, url: str = "https://calendar.example.org") -> None:
        self.url = url
        self.answers = True
        self.asked = 0
        self._mined: dict[bytes, int | None] = {}

    def mine(self, height: int) -> None:
        """Put everything promised so far into the block at ``height``."""
        for commitment, mined in self._mined.items():
            self._mined[commitment] = mined or height

    def submit(self, digest: bytes) -> bytes:
        self._be_asked()
        timestamp = Timestamp(digest)
        promised = timestamp.ops.add(OpAppend(b"memory")).ops.add(OpSHA256())
        promised.attestations.add(PendingAttestation(self.url))
        self._mined.setdefault(promised.msg, None)
        return _write(timestamp)

    def complete(self, commitment: bytes) -> bytes | None:
        self._be_asked()
        height = self._mined.get(commitment)
        if height is None:
            return None
        timestamp = Timestamp(commitment)
        block = timestamp.ops.add(OpAppend(b"block")).ops.add(OpSHA256())
        block.attestations.add(BitcoinBlockHeaderAttestation(height))
        return _write(timestamp)

    def _be_asked(self) -> None:
        self.asked += 1
        if not self.answers:
            raise Unreachable(f"{self.url} does not answer.")


def _write(timestamp: Timestamp) -> bytes:
    context = BytesSerializationContext()
    timestamp.serialize(context)
    return bytes(context.getbytes())


def submit(digest: bytes, calendar: Calendar) -> OtsFile:
    """Hand in a SHA-256 and return the pending proof.

    Raises :class:`Unreachable`, or :class:`OtsInvalid` if what comes back does not
    promise anything that this calendar can be asked for later.
    """
    proof = OtsFile(read_timestamp(calendar.submit(digest), digest))
    if not any(url == calendar.url for url, _commitment in proof.promises):
        raise OtsInvalid(f"{calendar.url} promises nothing under its own name.")
    return proof


def upgrade(proof: OtsFile, calendars: Iterable[Calendar]) -> bool:
    """Ask for what was promised, add it to ``proof``, and tell whether a block came.

    Only the given calendars are ever asked, whatever address a proof names. Raises
    :class:`Unreachable` if one did not answer and no other one completed the proof, or
    :class:`OtsInvalid` for an answer that cannot be used.
    """
    known = {calendar.url: calendar for calendar in calendars}
    had, silent = set(proof.blocks), None
    for url, commitment in proof.promises:
        if url not in known:
            continue
        try:
            answer = known[url].complete(commitment)
        except Unreachable as error:
            silent = error
            continue
        if answer is not None:
            proof.add(read_timestamp(answer, commitment))
    gained = set(proof.blocks) != had
    if silent and not gained:
        raise silent
    return gained


def get_calendars() -> list[Calendar]:
    """Return the calendars of the settings."""
    return [HttpCalendar(url) for url in settings.OPENTIMESTAMPS_CALENDARS]
