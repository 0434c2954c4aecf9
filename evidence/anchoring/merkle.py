"""Merkle trees as RFC 6962 defines them: section 2.1 (tree), 2.1.1 (audit path).

Leaves and nodes are hashed with SHA-256 in different domains (a byte ``00`` or ``01``
goes before), so that a node can never be passed off as a leaf. A tree of *n* leaves is
split at the largest power of two below *n*; hashing neighbours level by level, and
lifting an odd last node as it is, builds the same tree.

The check of an audit path is the algorithm of RFC 9162, section 2.1.3.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

__all__ = ["MerkleTree", "leaf_hash", "node_hash", "proves"]


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class MerkleTree:
    """The tree over ``leaves`` in their order; each is any string of bytes."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = [leaf_hash(leaf) for leaf in leaves]
        self._levels = [level]
        while len(level) > 1:
            above = [
                node_hash(level[place], level[place + 1])
                for place in range(0, len(level) - 1, 2)
            ]
            if len(level) % 2:
                above.append(level[-1])
            self._levels.append(above)
            level = above

    def __len__(self) -> int:
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        """The root; that of a tree without leaves is the hash of nothing."""
        return self._levels[-1][0] if len(self) else sha256().digest()

    def path(self, index: int) -> list[bytes]:
        """Return the audit path of a leaf: what :func:`proves` needs besides the leaf
        to come to the root, from the bottom up."""
        if not 0 <= index < len(self):
            raise IndexError(f"A tree of {len(self)} leaves has no leaf {index}.")
        path = []
        for level in self._levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                path.append(level[sibling])
            index //= 2
        return path


def proves(
    *, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether ``path`` proves that ``leaf`` stands at ``index`` in the tree of
    ``size`` leaves under ``root``."""
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    found = leaf_hash(leaf)
    for sibling in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node_hash(sibling, found)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, sibling)
        place, last = place // 2, last // 2
    return last == 0 and found == root
