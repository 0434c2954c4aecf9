"""Words in their forms, and how well a stemmer keeps them together and apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from math import comb
from pathlib import Path

DATA = Path(__file__).with_name("data")


def read(name: str) -> dict[str, list[str]]:
    """Return lemma → its forms."""
    words = {}
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        lemma, colon, forms = line.partition(":")
        if colon and not line.startswith("#"):
            words[lemma] = list(dict.fromkeys(forms.split()))
    return words


def pairwise_f1(words: dict[str, list[str]], stem: Callable[[str], str]) -> float:
    """Return F1 over pairs of forms: do they share a stem just when they share a
    lemma?"""
    by_stem: dict[str, Counter[str]] = defaultdict(Counter)
    for lemma, forms in words.items():
        for form in forms:
            by_stem[stem(form)][lemma] += 1
    together = sum(comb(counts.total(), 2) for counts in by_stem.values())
    rightly = sum(comb(n, 2) for counts in by_stem.values() for n in counts.values())
    wanted = sum(comb(len(forms), 2) for forms in words.values())
    return 2 * rightly / (together + wanted)
