"""Merkle trees: vectors of Certificate Transparency, and the definition at length."""

from __future__ import annotations

from hashlib import sha256

import pytest

from evidence.anchoring.merkle import MerkleTree, leaf_hash, node_hash, proves

# The leaves and roots that implementations of RFC 6962 are tested with
# (github.com/google/certificate-transparency, merkle_tree_test).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def root_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = leaves[:split], leaves[split:]
    return node_hash(root_by_definition(left), root_by_definition(right))


def some_leaves(count: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(count)]


@pytest.mark.parametrize("size", sorted(ROOTS))
def test_root_is_that_of_the_known_vectors(size: int) -> None:
    assert MerkleTree(LEAVES[:size]).root.hex() == ROOTS[size]


@pytest.mark.parametrize("size", range(40))
def test_root_follows_the_definition_for_every_size(size: int) -> None:
    leaves = some_leaves(size)
    assert MerkleTree(leaves).root == root_by_definition(leaves)


@pytest.mark.parametrize("size", range(1, 40))
def test_path_proves_its_leaf_at_its_place_and_nothing_else(size: int) -> None:
    leaves = some_leaves(size)
    tree = MerkleTree(leaves)
    for index in range(size):
        path = tree.path(index)
        for other in range(size):
            proven = proves(
                leaf=leaves[other], index=index, size=size, path=path, root=tree.root
            )
            assert proven == (other == index)


def test_altered_path_proves_nothing() -> None:
    leaves = some_leaves(13)
    tree = MerkleTree(leaves)
    path = tree.path(6)
    claim = {"leaf": leaves[6], "index": 6, "size": 13, "root": tree.root}
    assert proves(path=path, **claim)
    assert not proves(path=path[:-1], **claim)
    assert not proves(path=[*path, path[0]], **claim)
    assert not proves(path=path[::-1], **claim)
    for place in range(len(path)):
        altered = list(path)
        altered[place] = bytes([altered[place][0] ^ 1]) + altered[place][1:]
        assert not proves(path=altered, **claim)


def test_node_cannot_be_passed_off_as_a_leaf() -> None:
    left, right = some_leaves(2)
    node = leaf_hash(left) + leaf_hash(right)
    root = MerkleTree([left, right]).root
    assert not proves(leaf=node, index=0, size=1, path=[], root=root)


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_place_outside_the_tree_has_no_path_and_proves_nothing(index: int) -> None:
    leaves = some_leaves(3)
    tree = MerkleTree(leaves)
    with pytest.raises(IndexError):
        tree.path(index)
    assert not proves(
        leaf=leaves[0], index=index, size=3, path=tree.path(0), root=tree.root
    )


@pytest.mark.parametrize("change", ["swap", "drop", "double", "alter"])
def test_any_change_of_the_leaves_changes_the_root(change: str) -> None:
    leaves = some_leaves(9)
    altered = {
        "swap": [leaves[1], leaves[0], *leaves[2:]],
        "drop": leaves[:-1],
        "double": [*leaves, leaves[-1]],
        "alter": [*leaves[:-1], b"leaf 9"],
    }[change]
    assert MerkleTree(altered).root != MerkleTree(leaves).root
