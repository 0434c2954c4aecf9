"""The engine on PostgreSQL: one ``tsvector`` a document under a GIN index.

PostgreSQL is given finished lexemes and analyses nothing (as its ``simple``
configuration would). A mark before each lexeme tells its field, so that a query needs
no recheck of weights: ``=`` stem, ``~`` as typed, ``^`` first letters, ``#`` filter.

``ts_rank`` knows nothing of how rare a word is; here each term's rank is multiplied by
its inverse document frequency (Robertson and Zaragoza 2009, equation 3.3). Ranking
reads whole vectors, so it is done for a capped set of candidates: the newest of those
that match the rarest terms.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction

from search.engines.base import FIELD_WEIGHTS, Engine, Entry, Lookup

__all__ = ["SCHEMA", "SCHEMA_REVERSE", "PostgreSQLEngine"]

SCHEMA = (
    """
    CREATE TABLE search_vector (
        id bigint PRIMARY KEY, published_at timestamptz, vector tsvector NOT NULL
    )
    """,
    "CREATE INDEX search_vector_gin ON search_vector USING gin (vector)",
)
SCHEMA_REVERSE = ("DROP TABLE search_vector",)

CANDIDATES = 2000
# Counting stops here: a term in more documents than this tells nothing by itself.
_COUNTED = 10_000
_CACHE_SECONDS = 300
_BATCH = 500
_LABELS = {"title": "A", "body": "B", "fold": "C", "prefix5": "D"}
_MARKS = {"title": "=", "body": "=", "fold": "~", "prefix5": "^"}
# PostgreSQL keeps positions up to this one, and ts_rank hardly counts more than a few
# occurrences: the n-th counts 1/n².
_LAST_POSITION, _OCCURRENCES = 16_383, 32
# In the order D, C, B, A, at most 1 each.
_HEAVIEST = max(FIELD_WEIGHTS.values())
_WEIGHTS = "{{{prefix5}, {fold}, {body}, {title}}}".format(
    **{name: weight / _HEAVIEST for name, weight in FIELD_WEIGHTS.items()}
)


class PostgreSQLEngine(Engine):
    def index(self, entries: Iterable[Entry]) -> None:
        remaining = iter(entries)
        while batch := list(islice(remaining, _BATCH)):
            rows = {e.pk: (e.pk, e.published_at, vector_literal(e)) for e in batch}
            marks = ", ".join(["(%s, %s, %s::tsvector)"] * len(rows))
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO search_vector (id, published_at, vector) "  # noqa: S608
                    f"VALUES {marks} ON CONFLICT (id) DO UPDATE SET "
                    "published_at = excluded.published_at, vector = excluded.vector",
                    [value for row in rows.values() for value in row],
                )

    def remove(self, pks: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_vector WHERE id = ANY(%s)", [list(pks)])

    def search(self, lookup: Lookup) -> list[int]:
        if not lookup.terms:
            return []
        if lookup.newest_first:
            return self._newest(lookup)
        weights = self._weights(lookup)
        scores = " + ".join(
            ["%s * ts_rank(%s::float4[], vector, %s::tsquery, 1)"] * len(weights)
        )
        where, values = _where(lookup, _candidate_terms(lookup, weights))
        ranked = [v for lexeme, w in weights.items() for v in (w, _WEIGHTS, lexeme)]
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH found AS MATERIALIZED ("  # noqa: S608 - only marks are joined
                f"SELECT id, vector FROM search_vector WHERE {where} "
                "ORDER BY published_at DESC NULLS LAST, id DESC LIMIT %s) "
                f"SELECT id FROM found ORDER BY {scores} DESC, id DESC LIMIT %s",
                [*values, CANDIDATES, *ranked, lookup.limit],
            )
            return [pk for (pk,) in cursor.fetchall()]

    def _newest(self, lookup: Lookup) -> list[int]:
        where, values = _where(lookup, _lexemes(lookup))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM search_vector WHERE {where} "  # noqa: S608
                "ORDER BY published_at DESC NULLS LAST, id DESC LIMIT %s",
                [*values, lookup.limit],
            )
            return [pk for (pk,) in cursor.fetchall()]

    def _weights(self, lookup: Lookup) -> dict[str, float]:
        """Return quoted lexeme → its inverse document frequency."""
        lexemes = _lexemes(lookup)
        counts = self._counts(lexemes)
        total = max(counts[""], 1)
        return {
            lexeme: math.log(1 + total / (counts[lexeme] + 0.5)) for lexeme in lexemes
        }

    def _counts(self, lexemes: Sequence[str]) -> dict[str, int]:
        """Return lexeme → number of documents (capped), and "" → number of all.

        Frequencies change slowly: they are kept for some minutes.
        """
        names = {f"search.df.{lexeme.encode().hex()}": lexeme for lexeme in lexemes}
        names["search.df."] = ""
        kept = cache.get_many(names)
        counts: dict[str, int] = {names[key]: count for key, count in kept.items()}
        missing = [lexeme for lexeme in names.values() if lexeme not in counts]
        if missing:
            one = (
                "(SELECT count(*) FROM (SELECT 1 FROM search_vector "  # noqa: S608
                f"WHERE vector @@ %s::tsquery LIMIT {_COUNTED}) AS capped)"
            )
            everything = "(SELECT count(*) FROM search_vector)"
            columns = ", ".join(one if lexeme else everything for lexeme in missing)
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {columns}", [m for m in missing if m])
                counts.update(zip(missing, cursor.fetchone(), strict=True))
            cache.set_many(
                {key: counts[lexeme] for key, lexeme in names.items()}, _CACHE_SECONDS
            )
        return counts

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        found = {}
        with connection.cursor() as cursor:
            for stem in stems:
                cursor.execute(
                    "SELECT count(*) FROM search_vector WHERE vector @@ %s::tsquery",
                    [_quote("=", stem)],
                )
                found[stem] = cursor.fetchone()[0]
        return found

    def known(self) -> Iterator[int]:
        last = -1
        while True:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id FROM search_vector WHERE id > %s ORDER BY id LIMIT 5000",
                    [last],
                )
                ids = [pk for (pk,) in cursor.fetchall()]
            if not ids:
                return
            yield from ids
            last = ids[-1]

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_vector")


def _quote(mark: str, token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{mark}{escaped}'"


def _lexemes(lookup: Lookup) -> list[str]:
    """Return the quoted lexemes that ``lookup`` asks for, each once."""
    found = [_quote("=", term.stem) for term in lookup.terms]
    if not lookup.match_all:
        found += [_quote("~", term.fold) for term in lookup.terms]
        found += [_quote("^", term.prefix5) for term in lookup.terms]
    return list(dict.fromkeys(found))


def _candidate_terms(lookup: Lookup, weights: dict[str, float]) -> list[str]:
    """Return the terms that choose the candidates: all where all must match.

    Else a term much commoner than the rarest only adds to the rank of what the others
    find: by itself it would fill the candidates with what hardly matters.
    """
    if lookup.match_all:
        return list(weights)
    enough = max(weights.values()) / 4
    return [lexeme for lexeme, weight in weights.items() if weight >= enough]


def _where(lookup: Lookup, lexemes: Sequence[str]) -> tuple[str, list[Any]]:
    wanted = (" & " if lookup.match_all else " | ").join(lexemes)
    keys = [_quote("#", key) for key in lookup.keys]
    conditions = ["vector @@ %s::tsquery"]
    values: list[Any] = [" & ".join([f"({wanted})", *keys])]
    if lookup.since:
        conditions.append("published_at >= %s")
        values.append(lookup.since)
    if lookup.until:
        conditions.append("published_at < %s")
        values.append(lookup.until)
    return " AND ".join(conditions), values


def vector_literal(entry: Entry) -> str:
    """Return ``entry`` as the text of a ``tsvector``."""
    places: dict[str, list[str]] = defaultdict(list)
    position = 0
    for name, label in _LABELS.items():
        for token in getattr(entry, name):
            position = min(position + 1, _LAST_POSITION)
            held = places[_quote(_MARKS[name], token)]
            if len(held) < _OCCURRENCES:
                held.append(f"{position}{label}")
    words = [f"{lexeme}:{','.join(at)}" for lexeme, at in places.items()]
    return " ".join([*words, *(_quote("#", key) for key in entry.keys)])
