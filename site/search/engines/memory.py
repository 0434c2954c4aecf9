"""An engine in memory: for tests, and the reference that the others are held to."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from search.engines.base import FIELD_WEIGHTS, Engine, Entry, Lookup

__all__ = ["MemoryEngine"]

_K1, _B = 1.2, 0.75
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class MemoryEngine(Engine):
    """Okapi BM25 (Robertson and Zaragoza 2009, equation 3.15) with weighted fields, as
    SQLite's ``bm25()`` computes it."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}

    def index(self, entries: Iterable[Entry]) -> None:
        self._entries.update((entry.pk, entry) for entry in entries)

    def remove(self, pks: Iterable[int]) -> None:
        for pk in pks:
            self._entries.pop(pk, None)

    def search(self, lookup: Lookup) -> list[int]:
        if not lookup.terms:
            return []
        found = [entry for entry in self._entries.values() if _matches(entry, lookup)]
        if lookup.newest_first:
            found.sort(key=lambda e: (e.published_at or _LONG_AGO, e.pk), reverse=True)
        else:
            scores = self._scores(found, lookup)
            found.sort(key=lambda entry: (scores[entry.pk], entry.pk), reverse=True)
        return [entry.pk for entry in found[: lookup.limit]]

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        return {
            stem: sum(
                stem in entry.title or stem in entry.body
                for entry in self._entries.values()
            )
            for stem in stems
        }

    def known(self) -> Iterator[int]:
        return iter(sorted(self._entries))

    def clear(self) -> None:
        self._entries.clear()

    def _scores(self, found: list[Entry], lookup: Lookup) -> dict[int, float]:
        everything = self._entries.values()
        average = sum(map(_length, everything)) / max(len(self._entries), 1) or 1.0
        scores: dict[int, float] = defaultdict(float)
        for fields, token in _tokens(lookup):
            holders = sum(_weight(entry, fields, token) > 0 for entry in everything)
            idf = math.log((len(self._entries) - holders + 0.5) / (holders + 0.5))
            for entry in found:
                weight = _weight(entry, fields, token)
                norm = _K1 * (1 - _B + _B * _length(entry) / average)
                part = weight * (_K1 + 1) / (weight + norm)
                scores[entry.pk] += max(idf, 1e-6) * part
        return scores


def _tokens(lookup: Lookup) -> list[tuple[tuple[str, ...], str]]:
    forms: list[tuple[tuple[str, ...], str]] = []
    for term in lookup.terms:
        forms.append((("title", "body"), term.stem))
        if not lookup.match_all:
            forms += [(("fold",), term.fold), (("prefix5",), term.prefix5)]
    return list(dict.fromkeys(forms))


def _matches(entry: Entry, lookup: Lookup) -> bool:
    if not set(lookup.keys) <= set(entry.keys):
        return False
    if lookup.since and (not entry.published_at or entry.published_at < lookup.since):
        return False
    if lookup.until and (not entry.published_at or entry.published_at >= lookup.until):
        return False
    held = [_weight(entry, fields, token) > 0 for fields, token in _tokens(lookup)]
    return all(held) if lookup.match_all else any(held)


def _length(entry: Entry) -> int:
    return sum(len(getattr(entry, name)) for name in FIELD_WEIGHTS) + len(entry.keys)


def _weight(entry: Entry, fields: tuple[str, ...], token: str) -> float:
    return sum(
        FIELD_WEIGHTS[name] * list(getattr(entry, name)).count(token) for name in fields
    )
