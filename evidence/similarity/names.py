"""Names that may be one name, in another spelling or another alphabet."""

from __future__ import annotations

import re
from functools import lru_cache

from core.slugs import transliterate

__all__ = ["NEAR", "are_near", "fold_name", "name_similarity", "pieces"]

# From here on two names are worth a look.
NEAR = 0.72
LONGEST = 300

# Letters that stand for one sound, or for sounds that are mistaken for each other,
# between the alphabets: Yuxarı Bulaq, Yukhary Bulag, Юхары Булаг. A fold and no
# transcription: it only has to come out the same.
_SOUNDS = (
    (re.compile(r"dzh|zh|j"), "c"),
    (re.compile(r"shch|sh"), "s"),
    (re.compile(r"ch|ts"), "c"),
    (re.compile(r"kh|gh|ck|[qgx]"), "k"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"w"), "v"),
    (re.compile(r"[iy]u"), "u"),
    (re.compile(r"e"), "a"),
    (re.compile(r"y"), "i"),
    (re.compile(r"o"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """Return the words of the name as they sound, in one alphabet and in order of the
    alphabet, so that neither spelling nor the order of words matters."""
    words = re.findall(r"[a-z0-9]+", transliterate(name[:LONGEST]))
    return " ".join(sorted(_sound(word) for word in words))


def name_similarity(a: str, b: str) -> float:
    """Return from 0 to 1 how much two names share of their three-letter pieces.

    Numbers count as they are: School 1 is not School 2.
    """
    first, second = fold_name(a), fold_name(b)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    one, other = pieces(first), pieces(second)
    shared = 2 * len(one & other) / (len(one) + len(other))
    return shared if _numbers(first) == _numbers(second) else shared / 2


def are_near(a: str, b: str) -> bool:
    """Return whether two names may be one."""
    return name_similarity(a, b) >= NEAR


@lru_cache(maxsize=4096)
def pieces(folded: str) -> frozenset[str]:
    """Return the three-letter pieces of each word of a folded name, with its beginning
    counting more than its end."""
    return frozenset(
        padded[place : place + 3]
        for word in folded.split()
        for padded in [f"  {word} "]
        for place in range(len(padded) - 2)
    )


def _sound(word: str) -> str:
    if word.isdigit():
        return word.lstrip("0") or "0"
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _numbers(folded: str) -> list[str]:
    return re.findall(r"\d+", folded)
