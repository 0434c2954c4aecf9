"""Keys that likely duplicates share, so that they are found without looking at all.

Two near names share one of their keys in 19 cases of 20, two equal ones all; pictures
that differ in seven bits or less always share one, those that differ in ten in three
cases of four. What shares a key need not be alike: compare it.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterator
from functools import lru_cache

from evidence.similarity.names import fold_name, pieces
from evidence.similarity.pictures import Fingerprint
from evidence.vocabulary_data import schemes

__all__ = [
    "around",
    "fact_key",
    "name_keys",
    "own_name",
    "picture_keys",
    "picture_keys_near",
]

# Bands of so many smallest hashes (MinHash): a band is shared with the probability of
# the shared part of all pieces, to the power of its rows.
_BANDS, _ROWS = 16, 3
_PRIME = (1 << 61) - 1
_random = random.Random(20_200_927)  # noqa: S311 - the same numbers for ever
_MIXERS = tuple(
    (_random.randrange(1, _PRIME), _random.randrange(_PRIME))
    for _number in range(_BANDS * _ROWS)
)
# Words of more letters that begin like a generic one are forms of it: məscid, məscidi.
_STEM = 4
# Cells of a grid for places, in degrees: half a kilometre.
_CELL = 0.005
# Every fourth bit of a hash: neighbours are alike in any picture with a sky.
_PARTS = 4


def fact_key(*parts: object) -> int:
    """Return a key for facts that are equal."""
    text = "\x1f".join(str(part) for part in parts)
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def name_keys(scope: str, name: str) -> set[int]:
    """Return the keys of a name among those of ``scope``. Words that only say what kind
    of thing it is count as long as there is no other."""
    folded = fold_name(name)
    if not folded:
        return set()
    hashed = [fact_key(piece) % _PRIME for piece in pieces(own_name(name))]
    least = [min((a * x + b) % _PRIME for x in hashed) for a, b in _MIXERS]
    bands = (least[at : at + _ROWS] for at in range(0, len(least), _ROWS))
    return {fact_key(scope, "name", folded)} | {
        fact_key(scope, "band", number, *band) for number, band in enumerate(bands)
    }


def own_name(name: str) -> str:
    """Return a folded name without the words that say what kind of thing it is, unless
    it has no other."""
    folded = fold_name(name)
    words = [word for word in folded.split() if not _is_generic(word)]
    return " ".join(words) or folded


def around(scope: str, latitude: float, longitude: float) -> list[int]:
    """Return the keys of the cell that a point lies in, first, and of those around."""
    row = math.floor(latitude / _CELL)
    # As wide as high, near the ground of this row.
    width = _CELL / max(math.cos(math.radians(row * _CELL)), 0.01)
    column = math.floor(longitude / width)
    steps = [(0, 0), *((r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if r or c)]
    keys = []
    for up, right in steps:
        wide = _CELL / max(math.cos(math.radians((row + up) * _CELL)), 0.01)
        at = column if not up else math.floor(longitude / wide)
        keys.append(fact_key(scope, "cell", row + up, at + right))
    return keys


def picture_keys(mark: Fingerprint) -> set[int]:
    """Return the keys that a picture is kept under."""
    whole = {_picture_key("whole", *part) for part in _parts(mark.whole)}
    return whole | {
        _picture_key("window", *part)
        for window in mark.windows
        for part in _parts(window)
    }


def picture_keys_near(mark: Fingerprint) -> set[int]:
    """Return the keys under which pictures that look like this one are kept: what
    differs from it by a bit at most in a quarter of a hash."""
    keys = set()
    for number, value in _parts(mark.whole):
        for near in _one_bit_off(value):
            keys.add(_picture_key("whole", number, near))
            keys.add(_picture_key("window", number, near))
    for window in mark.windows:
        for number, value in _parts(window):
            keys |= {
                _picture_key("whole", number, near) for near in _one_bit_off(value)
            }
    return keys


def _picture_key(of: str, number: int, value: int) -> int:
    return (value << 3) | (number << 1) | (of == "whole")


def _parts(value: int) -> Iterator[tuple[int, int]]:
    for number in range(_PARTS):
        part = 0
        for bit in range(number, 64, _PARTS):
            part = part << 1 | (value >> bit & 1)
        yield number, part


def _one_bit_off(value: int) -> Iterator[int]:
    yield value
    for bit in range(64 // _PARTS):
        yield value ^ (1 << bit)


def _is_generic(word: str) -> bool:
    return any(word.startswith(stem) for stem in _generic_stems())


@lru_cache(maxsize=1)
def _generic_stems() -> tuple[str, ...]:
    """Return the words of the kinds of places and objects that ship with the archive:
    these do not change, as the keys that are kept must not."""
    return tuple(
        {
            word
            for scheme in schemes()
            if scheme.name in {"place_type", "object_type"}
            for term in scheme.terms
            for label in term.labels.values()
            for word in fold_name(label).split()
            if len(word) >= _STEM
        }
    )
