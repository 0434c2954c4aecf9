"""Ways to tamper with the rows of an archive, by raw SQL.

Each does its harm and returns words of which the fault must hold at least one.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, models

from evidence.custody import entry_digest
from evidence.leaves import (
    leaves_between,
    previous_anchor,
    root_of,
    statement_of,
)
from evidence.models import (
    Anchor,
    CustodyEvent,
    CustodyHead,
    Derivative,
    Exhibit,
    FixityCheck,
    Proof,
    PublishedVersion,
)

__all__ = ["HARMS_OF_ROWS", "Harm", "Words", "flipped"]

Words = list[str]
Harm = Callable[[random.Random], Words]

# The columns that must never change, and the rows' names in faults.
COLUMNS: dict[type[models.Model], str] = {
    CustodyEvent: "sequence kind at exhibit_id record_id actor_id detail previous "
    "digest",
    Exhibit: "name naan sha256 sha512 size media_type original_name metadata salt "
    "accessioned_at accessioned_by_id",
    Derivative: "exhibit_id kind parent_sha256 recipe tool reason sha256 size "
    "media_type made_at made_by_id",
    PublishedVersion: "record_id number occasion content sha256 published_at "
    "published_by_id",
    FixityCheck: "exhibit_id at is_good found_sha256 fault",
    Anchor: "day root first_sequence last_sequence leaves made_at",
    Proof: "anchor_id kind authority state token token_sha256 attested_at",
}


def words_of(row: Any) -> Words:
    """How faults may name a row."""
    if isinstance(row, CustodyEvent):
        after = row.sequence + 1
        return [
            f"custody entry {row.sequence}",
            f"custody entry {after}",
            "custody log",
        ]
    if isinstance(row, Exhibit):
        return [row.name, *entries_about(exhibit=row.pk)]
    if isinstance(row, Derivative):
        return [row.sha256, row.parent_sha256, row.exhibit.name]
    if isinstance(row, PublishedVersion):
        return [row.record.name]
    if isinstance(row, FixityCheck):
        return [row.exhibit.name]
    if isinstance(row, Anchor):
        return [f"{row.day}"]
    return [f"{row.anchor.day}"]


def entries_about(**about: Any) -> Words:
    events = CustodyEvent.objects.filter(**about)
    return [f"custody entry {event.sequence}" for event in events]


def some_row(chance: random.Random, model: type[models.Model]) -> Any:
    return chance.choice(list(model._default_manager.order_by("pk")))


def execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def delete(row: models.Model) -> None:
    execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)  # noqa: S608


def write(row: models.Model, **values: Any) -> None:
    """Set columns of a row by raw SQL."""
    for column, value in values.items():
        table = row._meta.db_table
        statement = f'UPDATE {table} SET "{column}" = %s WHERE id = %s'  # noqa: S608
        execute(statement, _adapted(row, column, value), row.pk)


def _adapted(row: models.Model, column: str, value: Any) -> Any:
    field = next(f for f in row._meta.concrete_fields if f.column == column)
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)


def copy(row: models.Model, **values: Any) -> None:
    """Insert a copy of a row with other values, by raw SQL."""
    fields = [f for f in row._meta.concrete_fields if not f.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    data = [
        _adapted(row, f.column, values.get(f.column, getattr(row, f.attname)))
        for f in fields
    ]
    into = f"INSERT INTO {row._meta.db_table} ({columns}) "
    execute(f"{into} VALUES ({marks})", *data)


def other(chance: random.Random, value: Any) -> Any:
    """Another value of the same kind, as near as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice([1, 2, 5])
    if isinstance(value, datetime):
        return value + timedelta(microseconds=chance.choice([1, 10**6, 10**9]))
    if isinstance(value, bytes | memoryview):
        return bytes(flipped(chance, bytearray(bytes(value))))
    if isinstance(value, dict):
        changed = dict(value)
        if changed and chance.random() < 0.5:
            changed.pop(chance.choice(sorted(changed)))
            return changed
        return {**changed, "added": "1"}
    if isinstance(value, list):
        changed_list = list(value)
        first, second = chance.sample(range(len(value)), 2)
        changed_list[first], changed_list[second] = value[second], value[first]
        return changed_list
    if hasattr(value, "year"):
        return value + timedelta(days=chance.choice([40, 400]))
    text = str(value)
    if not text:
        return "x"
    place = chance.randrange(len(text))
    letter = chance.choice([c for c in "0123456789abcdef" if c != text[place]])
    return text[:place] + letter + text[place + 1 :]


def flipped(chance: random.Random, content: bytearray) -> bytearray:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return content


# Rows, by raw SQL.


def update_row(chance: random.Random) -> Words:
    model = chance.choice(sorted(COLUMNS, key=lambda m: m.__name__))
    row = some_row(chance, model)
    columns = [
        column for column in COLUMNS[model].split() if _value(row, column) is not None
    ]
    column = chance.choice(columns)
    words = words_of(row)
    write(row, **{column: other(chance, _value(row, column))})
    return words


def _value(row: models.Model, column: str) -> Any:
    field = next(f for f in row._meta.concrete_fields if f.column == column)
    return getattr(row, field.attname)


def update_entry(chance: random.Random) -> Words:
    """Change an entry and give it the digest that it then has."""
    row = some_row(chance, CustodyEvent)
    row.detail = other(chance, row.detail)
    digest = sha256(str(row.detail).encode()).hexdigest()
    words = words_of(row)
    write(row, detail=row.detail, digest=digest)
    return words


def delete_row(chance: random.Random) -> Words:
    model = chance.choice(sorted(COLUMNS, key=lambda m: m.__name__))
    row = some_row(chance, model)
    words = words_of(row)
    delete(row)
    return words


def delete_end_of_log(chance: random.Random) -> Words:
    row = CustodyEvent.objects.order_by("-sequence").first()
    words = [*words_of(row), f"custody entry {row.sequence + 2}"]
    delete(row)
    return words


def swap_entries(chance: random.Random) -> Words:
    first, second = chance.sample(list(CustodyEvent.objects.all()), 2)
    if chance.random() < 0.5:
        write(first, sequence=-1)
        write(second, sequence=first.sequence)
        write(first, sequence=second.sequence)
    else:
        write(first, kind=second.kind, detail=second.detail)
        write(second, kind=first.kind, detail=first.detail)
        if (first.kind, first.detail) == (second.kind, second.detail):
            write(first, actor_id=None, at=second.at)
    return [*words_of(first), *words_of(second)]


def swap_versions(chance: random.Random) -> Words:
    record = PublishedVersion.objects.filter(number=2).first().record
    first, second = record.versions.order_by("number")
    write(first, content=second.content, sha256=second.sha256)
    write(second, content=first.content, sha256=first.sha256)
    return [record.name]


def swap_proofs(chance: random.Random) -> Words:
    first, second = Proof.objects.exclude(token=None).order_by("pk")[:2]
    write(first, token=bytes(second.token), token_sha256=second.token_sha256)
    write(second, token=bytes(first.token), token_sha256=first.token_sha256)
    return [f"{first.anchor.day}", f"{second.anchor.day}"]


def insert_row(chance: random.Random) -> Words:
    digest = chance.randbytes(32).hex()
    model = chance.choice([Exhibit, Derivative, PublishedVersion, FixityCheck, Anchor])
    row = some_row(chance, model)
    if isinstance(row, Exhibit):
        copy(row, name="b" + digest[:9], sha256=digest)
        return ["b" + digest[:9]]
    if isinstance(row, Derivative):
        copy(row, uuid=digest[:32], sha256=digest)
        return [digest]
    if isinstance(row, PublishedVersion):
        copy(row, number=row.number + 7)
        return [row.record.name]
    if isinstance(row, FixityCheck):
        copy(row, at=row.at + timedelta(seconds=9))
        return [row.exhibit.name]
    copy(row, day=row.day + timedelta(days=50))
    return [f"{row.day + timedelta(days=50)}"]


def insert_proof(chance: random.Random) -> Words:
    row = some_row(chance, Proof)
    copy(row, authority="https://another.example.org")
    return ["https://another.example.org"]


def insert_entry(chance: random.Random) -> Words:
    """Put an entry into the log, and move those after it, the end included."""
    row = some_row(chance, CustodyEvent)
    for event in CustodyEvent.objects.filter(sequence__gt=row.sequence).order_by(
        "-sequence"
    ):
        write(event, sequence=event.sequence + 1)
    head = CustodyHead.objects.get()
    write(head, sequence=head.sequence + 1)
    copy(row, sequence=row.sequence + 1, digest=chance.randbytes(32).hex())
    return [f"custody entry {row.sequence + step}" for step in (1, 2)]


def move_end_of_log(chance: random.Random) -> Words:
    head = CustodyHead.objects.get()
    words = ["custody log", *(f"custody entry {head.sequence + n}" for n in (1, 2, 6))]
    if chance.random() < 0.5:
        write(head, sequence=head.sequence + chance.choice([1, 5]))
    else:
        write(head, digest=other(chance, head.digest))
    return [*words, *(f"custody entry {head.sequence + n}" for n in range(8))]


def replace_token(chance: random.Random) -> Words:
    """Put in another token, and perhaps the hash that it then has."""
    row = chance.choice(list(Proof.objects.exclude(token=None)))
    others = Proof.objects.exclude(pk=row.pk).exclude(token=None)
    token = chance.choice(
        [
            bytes(chance.choice(list(others)).token),
            bytes(flipped(chance, bytearray(bytes(row.token)))),
            bytes(row.token)[:-20],
            chance.randbytes(900),
            b"",
        ]
    )
    write(row, token=token)
    if chance.random() < 0.7:
        write(row, token_sha256=sha256(token).hexdigest())
    return [f"{row.anchor.day}"]


def alter_version(chance: random.Random) -> Words:
    """Change what was published, and perhaps the hash that it then has."""
    row = some_row(chance, PublishedVersion)
    document = json.loads(row.content)
    document["words"][document["original_language"]]["title"] += "!"
    content = json.dumps(
        document, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    write(row, content=content)
    if chance.random() < 0.7:
        write(row, sha256=sha256(content.encode()).hexdigest())
    return [row.record.name]


def rewrite_log(chance: random.Random) -> Words:
    """Change an anchored entry, and give all after it the digests they then have."""
    return [f"custody entry {_rewrite(chance, [])}"]


def rewrite_anchors(chance: random.Random) -> Words:
    """Make the anchors anew, too: only what others have signed cannot be made so."""
    days: Words = []
    _rewrite(chance, days, with_anchors=True)
    return [f"proof of {days[0]}", f"proof {days[0]}"]


def _is_of_anchor(event: CustodyEvent) -> bool:
    return "statement_sha256" in event.detail


def _rewrite(chance: random.Random, days: Words, *, with_anchors: bool = False) -> int:
    last = Anchor.objects.order_by("-day")[0].last_sequence
    number = chance.randint(1, last)
    events = CustodyEvent.objects.filter(sequence__gte=number).order_by("sequence")
    previous = ""
    for event in events.select_related("exhibit", "record"):
        if event.sequence == number:
            event.at -= timedelta(days=chance.choice([1, 400]))
        else:
            event.previous = previous
        if with_anchors and event.sequence > number and _is_of_anchor(event):
            anchor = Anchor.objects.get(day=event.detail["day"])
            span = anchor.first_sequence, anchor.last_sequence
            anchor.leaves = [leaf for leaf, _name in leaves_between(*span)]
            anchor.root = root_of(anchor.leaves)
            statement = statement_of(anchor, previous_anchor(anchor))
            write(anchor, leaves=anchor.leaves, root=anchor.root)
            event.detail["root"] = anchor.root
            event.detail["statement_sha256"] = sha256(statement).hexdigest()
            days.append(f"{anchor.day}")
        event.digest = previous = entry_digest(event)
        for column in ("at", "detail", "previous", "digest"):
            write(event, **{column: getattr(event, column)})
    write(CustodyHead.objects.get(), digest=previous)
    return number


HARMS_OF_ROWS: list[Harm] = [
    *(update_row, update_row, update_row, update_entry, delete_row, delete_row),
    *(delete_end_of_log, swap_entries, swap_versions, swap_proofs, insert_row),
    *(insert_proof, insert_entry, move_end_of_log, replace_token, alter_version),
    *(rewrite_log, rewrite_anchors),
]
