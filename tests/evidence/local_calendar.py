"""A calendar of OpenTimestamps on this machine, with a chain of blocks of its own."""

from __future__ import annotations

from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpAppend, OpPrepend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import Timestamp, make_merkle_tree

from tests.evidence.local_server import LocalServer


def written(timestamp: Timestamp) -> bytes:
    context = BytesSerializationContext()
    timestamp.serialize(context)
    return context.getbytes()


class LocalCalendar:
    """Answers as opentimestamps-server does: a promise at once, the block when mined.

    ``blocks`` maps a height to the Merkle root that :meth:`mine` gave it.
    """

    def __init__(self) -> None:
        self.server = LocalServer(self.answer)
        self.url = self.server.url
        self.blocks: dict[int, bytes] = {}
        self._waiting: dict[bytes, Timestamp] = {}
        self._mined: dict[bytes, Timestamp] = {}

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if (method, path) == ("POST", "/digest") and len(body) == 32:
            timestamp = Timestamp(body)
            salted = timestamp.ops.add(OpPrepend(b"salt")).ops.add(OpSHA256())
            salted.attestations.add(PendingAttestation(self.url))
            self._waiting[salted.msg] = Timestamp(salted.msg)
            return 200, written(timestamp)
        if method == "GET" and path.startswith("/timestamp/"):
            known = self._mined.get(bytes.fromhex(path.removeprefix("/timestamp/")))
            return (200, written(known)) if known else (404, b"Pending")
        return 400, b""

    def mine(self, height: int) -> None:
        """Put everything that waits into a block of that height."""
        if not self._waiting:
            return
        tip = make_merkle_tree(list(self._waiting.values()))
        root = tip.ops.add(OpAppend(b"the rest of the block")).ops.add(OpSHA256())
        root.attestations.add(BitcoinBlockHeaderAttestation(height))
        self.blocks[height] = root.msg
        self._mined |= self._waiting
        self._waiting = {}
