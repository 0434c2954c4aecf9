"""Proofs of OpenTimestamps: reading, checking and writing ``.ots`` files.

Reading a proof computes every step from the hash to its ends, so a proof that can be
read leads from this hash to these ends. An end is a promise of a calendar or a block of
the Bitcoin chain. That the block's Merkle root is the one that the proof comes to is
for whoever has the chain to say: :attr:`OtsFile.blocks` gives height and root.
"""

from __future__ import annotations

from collections.abc import Iterator

from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
from opentimestamps.core.op import OpSHA256
from opentimestamps.core.serialize import (
    BytesDeserializationContext,
    BytesSerializationContext,
    DeserializationError,
)
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

__all__ = ["OtsFile", "OtsInvalid", "read_timestamp"]


class OtsInvalid(Exception):
    """What should be a proof cannot be read, or proves something else."""


# A bound for heights that can be meant: the chain grows by 52,560 blocks a year.
MOST_BLOCKS = 10**8

# Besides its own error the package lets through what its checks and operations raise.
_FAULTS = (DeserializationError, ValueError, TypeError, AssertionError, OverflowError)


def read_timestamp(data: bytes, digest: bytes) -> Timestamp:
    """Return the tree of steps that begins at ``digest``, as a calendar sends it.

    Raises :class:`OtsInvalid`.
    """
    try:
        context = BytesDeserializationContext(data)
        timestamp = Timestamp.deserialize(context, digest)
        context.assert_eof()
    except _FAULTS as error:
        raise OtsInvalid(f"The answer of a calendar cannot be read: {error}") from error
    return timestamp


class OtsFile:
    """The steps from one SHA-256 to promises and blocks."""

    def __init__(self, timestamp: Timestamp) -> None:
        self._timestamp = timestamp

    @classmethod
    def read(cls, data: bytes, digest: bytes) -> OtsFile:
        """Read an ``.ots`` file for the file with this SHA-256.

        Raises :class:`OtsInvalid` if it cannot be read, is for another file, or ends
        nowhere.
        """
        try:
            context = BytesDeserializationContext(data)
            detached = DetachedTimestampFile.deserialize(context)
        except _FAULTS as error:
            raise OtsInvalid(f"The proof cannot be read: {error}") from error
        if detached.file_hash_op != OpSHA256() or detached.file_digest != digest:
            raise OtsInvalid("The proof is for another file.")
        proof = cls(detached.timestamp)
        if not proof.promises and not proof.blocks:
            raise OtsInvalid("The proof ends in no promise and no block.")
        return proof

    @property
    def promises(self) -> list[tuple[str, bytes]]:
        """What calendars have promised: (address, hash to ask for)."""
        return sorted(
            (end.uri, message)
            for message, end in self._ends()
            if isinstance(end, PendingAttestation)
        )

    @property
    def blocks(self) -> list[tuple[int, str]]:
        """Bitcoin blocks that attest it: (height, Merkle root as explorers show it)."""
        return sorted(
            (end.height, message[::-1].hex())
            for message, end in self._ends()
            if isinstance(end, BitcoinBlockHeaderAttestation)
            and len(message) == 32
            and end.height < MOST_BLOCKS
        )

    def add(self, steps: Timestamp) -> None:
        """Add ``steps`` where they begin; raises :class:`OtsInvalid`."""
        for place in self._places(self._timestamp):
            if place.msg == steps.msg:
                place.merge(steps)
                return
        raise OtsInvalid("The steps do not begin within the proof.")

    def merge(self, other: OtsFile) -> None:
        """Add all steps of another proof of the same hash."""
        try:
            self._timestamp.merge(other._timestamp)
        except ValueError as error:
            raise OtsInvalid("The two proofs are of different hashes.") from error

    def write(self) -> bytes:
        """Return the proof as the bytes of an ``.ots`` file."""
        context = BytesSerializationContext()
        DetachedTimestampFile(OpSHA256(), self._timestamp).serialize(context)
        return bytes(context.getbytes())

    def _ends(self) -> Iterator[tuple[bytes, object]]:
        yield from self._timestamp.all_attestations()

    def _places(self, begin: Timestamp) -> Iterator[Timestamp]:
        yield begin
        for after in begin.ops.values():
            yield from self._places(after)
