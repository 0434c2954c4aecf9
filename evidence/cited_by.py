"""Who cites a record. The room that cites tells; this one only asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

__all__ = [
    "CITING",
    "MOST",
    "CitingText",
    "Row",
    "citing_rows",
    "citing_texts",
    "register_citing",
]

CITING = "citing"
MOST = 20
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# (:data:`CITING`, language, path, title, time of first publication, story).
Row = tuple[Any, ...]
# Takes the record's identifier and the reader's language.
Rows = Callable[[str, str], QuerySet[Any, Row]]
_rooms: dict[str, Rows] = {}


@dataclass(frozen=True)
class CitingText:
    """A public text that cites a record, in one language."""

    title: str
    url: str
    language: str
    published_at: datetime | None


def register_citing(room: str, rows: Rows) -> None:
    """Let a room tell which of its public texts cite a record: a row a language
    version, as :data:`Row` has it, the newest ones as far as they are many.

    The rows join another query in a union, so that they cost none of their own.
    """
    _rooms[room] = rows


def citing_rows(name: str, language: str) -> list[QuerySet[Any, Row]]:
    return [rows(name, language) for rows in _rooms.values()]


def citing_texts(rows: Iterable[Row], language: str) -> list[CitingText]:
    """Return the texts among ``rows``, each story once: in ``language`` if it is in it,
    else in another; those in ``language`` first, and the newest of them. Other rows
    are passed over."""
    best: dict[Any, CitingText] = {}
    newest = sorted(
        (row for row in rows if row[0] == CITING),
        key=lambda row: (row[1] == language, row[4] or _LONG_AGO, row[2]),
        reverse=True,
    )
    for _what, code, path, title, at, story in newest:
        best.setdefault(story, CitingText(title, path, code, at))
    return list(best.values())[:MOST]
