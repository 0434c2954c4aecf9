"""Engines: which index answers. The database decides which of the embedded ones."""

from __future__ import annotations

from django.db import connection

from search.engines.base import FIELD_WEIGHTS, Engine, Entry, Lookup
from search.engines.memory import MemoryEngine
from search.engines.postgresql import PostgreSQLEngine
from search.engines.sqlite import SQLiteEngine

__all__ = [
    "FIELD_WEIGHTS",
    "Engine",
    "Entry",
    "Lookup",
    "MemoryEngine",
    "PostgreSQLEngine",
    "SQLiteEngine",
    "get_engine",
]

_EMBEDDED: dict[str, type[Engine]] = {
    "sqlite": SQLiteEngine,
    "postgresql": PostgreSQLEngine,
}


def get_engine() -> Engine:
    """Return the engine that lives in the site's database."""
    return _EMBEDDED[connection.vendor]()
