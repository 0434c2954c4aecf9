"""What may be the same thing twice: pictures that look alike, names that sound alike.

Pure functions; whoever warns of duplicates decides what to compare with what.
"""

from __future__ import annotations

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
    "distance",
    "fingerprint",
    "fold_name",
    "hamming",
    "is_alike",
    "name_similarity",
]
