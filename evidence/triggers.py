"""Database triggers that refuse to rewrite history, on SQLite and PostgreSQL.

They are put up after every ``migrate``, not by a migration of their own: SQLite makes a
table anew when a column changes, and its triggers are lost with the old one.
``verify_evidence`` names each that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections

__all__ = ["GUARDS", "Guard", "install", "missing", "remove"]


@dataclass(frozen=True)
class Guard:
    """What may not happen to a table's rows.

    ``fixed`` names the columns that may not change (none named: no column may).
    ``unless`` is a condition on OLD under which a row may still change.
    """

    table: str
    fixed: tuple[str, ...] = ()
    unless: str = ""

    @property
    def condition(self) -> str:
        """The SQL condition under which an UPDATE is refused; "" for always."""
        parts = []
        if self.fixed:
            changed = " OR ".join(
                f'OLD."{column}" IS DISTINCT FROM NEW."{column}"'
                for column in self.fixed
            )
            parts.append(f"({changed})")
        if self.unless:
            parts.append(f"NOT ({self.unless})")
        return " AND ".join(parts)


GUARDS = (
    Guard("evidence_custodyevent"),
    Guard("evidence_publishedversion"),
    Guard("evidence_versionreason"),
    Guard("evidence_withdrawal"),
    Guard("evidence_assessment"),
    Guard("evidence_fixitycheck"),
    Guard("evidence_anchor"),
    Guard("evidence_proof", unless="OLD.\"state\" <> 'complete'"),
    Guard("evidence_fixityfinding", unless='OLD."resolved_at" IS NULL'),
    Guard("evidence_deaccession", unless='OLD."approved_at" IS NULL'),
    Guard(
        "evidence_exhibit",
        fixed=(
            *("name", "naan", "sha256", "sha512", "size", "media_type"),
            *("original_name", "salt", "accessioned_at", "accessioned_by_id"),
        ),
    ),
    Guard(
        "evidence_derivative",
        fixed=(
            *("uuid", "exhibit_id", "kind", "parent_sha256", "tool", "reason"),
            *("reason_term_id", "reason_language"),
            *("sha256", "size", "media_type", "made_at"),
        ),
    ),
)


def install(using: str = "default") -> None:
    """Put up every trigger that is not there. The tables must exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Take all triggers away: for tests of what the audits find without them."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for guard in GUARDS:
            for verb in _verbs(connection.vendor):
                name = _name(guard, verb)
                of = f' ON "{guard.table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{of}')


def missing(using: str = "default") -> list[str]:
    """Return the names of the triggers that should be there and are not."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    wanted = [
        _name(guard, verb) for guard in GUARDS for verb in _verbs(connection.vendor)
    ]
    return [name for name in wanted if name not in there]


def _verbs(vendor: str) -> tuple[str, ...]:
    more = ("truncate",) if vendor == "postgresql" else ()
    return ("update", "delete", *more)


def _name(guard: Guard, verb: str) -> str:
    return f"{guard.table}_no_{verb}"


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "sqlite":
        yield from _sqlite()
    elif vendor == "postgresql":
        yield from _postgresql()


def _sqlite() -> Iterator[str]:
    for guard in GUARDS:
        condition = guard.condition.replace("IS DISTINCT FROM", "IS NOT")
        when = f"WHEN {condition} " if condition else ""
        for verb, under in (("update", when), ("delete", "")):
            yield (
                f'CREATE TRIGGER IF NOT EXISTS "{_name(guard, verb)}" '
                f'BEFORE {verb.upper()} ON "{guard.table}" FOR EACH ROW {under}'
                f"BEGIN SELECT RAISE(ABORT, '{guard.table}: history is not rewritten');"
                " END"
            )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION evidence_refuse() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION '%: history is not rewritten', TG_TABLE_NAME "
        "USING ERRCODE = 'restrict_violation'; END $$ LANGUAGE plpgsql"
    )
    # An empty table may be emptied: the tests' own clearing does.
    yield (
        "CREATE OR REPLACE FUNCTION evidence_refuse_truncate() RETURNS trigger AS $$ "
        "DECLARE filled boolean; BEGIN "
        "EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO filled;"
        " IF filled THEN RAISE EXCEPTION '%: history is not rewritten', TG_TABLE_NAME "
        "USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL; "
        "END $$ LANGUAGE plpgsql"
    )
    for guard in GUARDS:
        when = f"WHEN ({guard.condition}) " if guard.condition else ""
        for verb, under in (("update", when), ("delete", "")):
            yield (
                f'CREATE OR REPLACE TRIGGER "{_name(guard, verb)}" '
                f'BEFORE {verb.upper()} ON "{guard.table}" FOR EACH ROW {under}'
                "EXECUTE FUNCTION evidence_refuse()"
            )
        yield (
            f'CREATE OR REPLACE TRIGGER "{_name(guard, "truncate")}" '
            f'BEFORE TRUNCATE ON "{guard.table}" FOR EACH STATEMENT '
            "EXECUTE FUNCTION evidence_refuse_truncate()"
        )


def install_after_migrate(using: str, **kwargs: Any) -> None:
    """Receive ``post_migrate`` of this app."""
    install(using)
