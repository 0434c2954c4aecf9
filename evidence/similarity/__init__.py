"""What may be the same thing twice: pictures that look alike, names that sound alike.

Pure functions; whoever warns of duplicates decides what to compare with what.
"""

from __future__ import annotations

from evidence.similarity.keys import (
    around,
    fact_key,
    name_keys,
    own_name,
    picture_keys,
    picture_keys_near,
)
from evidence.similarity.names import NEAR, are_near, fold_name, name_similarity
from evidence.similarity.pictures import (
    ALIKE,
    Fingerprint,
    distance,
    fingerprint,
    hamming,
    is_alike,
)

__all__ = [
    "ALIKE",
    "NEAR",
    "Fingerprint",
    "are_near",
    "around",
    "distance",
    "fact_key",
    "fingerprint",
    "fold_name",
    "hamming",
    "is_alike",
    "name_keys",
    "name_similarity",
    "own_name",
    "picture_keys",
    "picture_keys_near",
]
