"""The embedded engine: SQLite's full-text index, FTS5.

The FTS5 table is contentless (https://sqlite.org/fts5.html#contentless_tables): it
holds the inverted index alone. To delete a row from it its former tokens must be
given again, so they are kept beside it, compressed. Dates stand in a narrow table of
their own, which stays in memory: a sort by date touches nothing else.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

from search.engines.base import FIELD_WEIGHTS, Engine, Entry, Lookup

__all__ = ["SCHEMA", "SCHEMA_REVERSE", "SQLiteEngine"]

SCHEMA = (
    """
    CREATE VIRTUAL TABLE search_fts USING fts5(
        title, body, fold, prefix5, keys,
        content='', tokenize="ascii tokenchars ':-'"
    )
    """,
    "CREATE TABLE search_fts_tokens (id INTEGER PRIMARY KEY, tokens BLOB NOT NULL)",
    "CREATE TABLE search_fts_dates (id INTEGER PRIMARY KEY, published INTEGER)",
)
SCHEMA_REVERSE = (
    "DROP TABLE search_fts_dates",
    "DROP TABLE search_fts_tokens",
    "DROP TABLE search_fts",
)

_RANK = "bm25(search_fts, {title}, {body}, {fold}, {prefix5}, 0.0)".format(
    **FIELD_WEIGHTS
)
_INSERT = """
    INSERT INTO search_fts (rowid, title, body, fold, prefix5, keys)
    VALUES (%s, %s, %s, %s, %s, %s)
"""
_DELETE = """
    INSERT INTO search_fts (search_fts, rowid, title, body, fold, prefix5, keys)
    VALUES ('delete', %s, %s, %s, %s, %s, %s)
"""
_BATCH = 500


class SQLiteEngine(Engine):
    def index(self, entries: Iterable[Entry]) -> None:
        remaining = iter(entries)
        while batch := list(islice(remaining, _BATCH)):
            with transaction.atomic():
                self._replace(batch)

    def _replace(self, batch: Sequence[Entry]) -> None:
        # The last of entries with one key is the one that counts.
        rows = {entry.pk: (entry, _columns(entry)) for entry in batch}
        self.remove(rows)
        with connection.cursor() as cursor:
            cursor.executemany(
                _INSERT, [(pk, *columns) for pk, (_, columns) in rows.items()]
            )
            cursor.executemany(
                "INSERT INTO search_fts_tokens (id, tokens) VALUES (%s, %s)",
                [(pk, _pack(columns)) for pk, (_, columns) in rows.items()],
            )
            cursor.executemany(
                "INSERT INTO search_fts_dates (id, published) VALUES (%s, %s)",
                [(pk, _moment(entry.published_at)) for pk, (entry, _) in rows.items()],
            )

    def remove(self, pks: Iterable[int]) -> None:
        remaining = iter(pks)
        while batch := list(islice(remaining, _BATCH)):
            marks = ", ".join(["%s"] * len(batch))
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id, tokens FROM search_fts_tokens "  # noqa: S608 - marks
                    f"WHERE id IN ({marks})",
                    batch,
                )
                former = [(pk, *_unpack(packed)) for pk, packed in cursor.fetchall()]
                if not former:
                    continue
                cursor.executemany(_DELETE, former)
                held = [(row[0],) for row in former]
                for table in ("search_fts_tokens", "search_fts_dates"):
                    cursor.executemany(
                        f"DELETE FROM {table} WHERE id = %s",  # noqa: S608 - our name
                        held,
                    )

    def search(self, lookup: Lookup) -> list[int]:
        if not lookup.terms:
            return []
        dated = lookup.newest_first or lookup.since or lookup.until
        sql = ["SELECT search_fts.rowid FROM search_fts"]
        values: list[Any] = [match_expression(lookup)]
        if dated:
            sql.append("JOIN search_fts_dates AS d ON d.id = search_fts.rowid")
        sql.append("WHERE search_fts MATCH %s")
        if lookup.since:
            sql.append("AND d.published >= %s")
            values.append(_moment(lookup.since))
        if lookup.until:
            sql.append("AND d.published < %s")
            values.append(_moment(lookup.until))
        if lookup.newest_first:
            sql.append("ORDER BY d.published DESC, d.id DESC")
        else:
            # bm25() is the less, the better.
            sql.append(f"ORDER BY {_RANK}, search_fts.rowid DESC")
        sql.append("LIMIT %s")
        values.append(lookup.limit)
        with connection.cursor() as cursor:
            cursor.execute(" ".join(sql), values)
            return [pk for (pk,) in cursor.fetchall()]

    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        found = {}
        with connection.cursor() as cursor:
            for stem in stems:
                cursor.execute(
                    "SELECT count(*) FROM search_fts WHERE search_fts MATCH %s",
                    [_either("{title body}", [stem])],
                )
                found[stem] = cursor.fetchone()[0]
        return found

    def known(self) -> Iterator[int]:
        last = -1
        while True:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id FROM search_fts_dates WHERE id > %s "
                    "ORDER BY id LIMIT 5000",
                    [last],
                )
                ids = [pk for (pk,) in cursor.fetchall()]
            if not ids:
                return
            yield from ids
            last = ids[-1]

    def clear(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
            cursor.execute("DELETE FROM search_fts_tokens")
            cursor.execute("DELETE FROM search_fts_dates")

    def optimise(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")


def match_expression(lookup: Lookup) -> str:
    """Return the FTS5 query of ``lookup``. Every token is quoted: none is syntax."""
    stems = list(dict.fromkeys(term.stem for term in lookup.terms))
    if lookup.match_all:
        wanted = " AND ".join(_either("{title body}", [stem]) for stem in stems)
    else:
        folds = dict.fromkeys(term.fold for term in lookup.terms)
        prefixes = dict.fromkeys(term.prefix5 for term in lookup.terms)
        wanted = " OR ".join(
            (
                _either("{title body}", stems),
                _either("{fold}", folds),
                _either("{prefix5}", prefixes),
            )
        )
    keys = [f"AND {_either('{keys}', [key])}" for key in lookup.keys]
    return " ".join([f"({wanted})", *keys])


def _either(columns: str, tokens: Iterable[str]) -> str:
    quoted = ['"{}"'.format(token.replace('"', '""')) for token in tokens]
    return f"({columns} : ({' OR '.join(quoted)}))"


def _columns(entry: Entry) -> list[str]:
    return [
        " ".join(tokens)
        for tokens in (entry.title, entry.body, entry.fold, entry.prefix5, entry.keys)
    ]


def _pack(columns: Sequence[str]) -> bytes:
    return zlib.compress("\n".join(columns).encode(), 1)


def _unpack(packed: bytes) -> list[str]:
    return zlib.decompress(packed).decode().split("\n")


def _moment(value: datetime | None) -> int | None:
    return None if value is None else int(value.timestamp() * 1_000_000)
