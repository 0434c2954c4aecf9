"""The records table: all that a table can hold of records, as the importer reads it.

Imported into an empty archive it gives the same table again. Records are named by the
identifier of the table that they came from, else by their ARK; those that others refer
to come first.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from evidence.importing.columns import GROUPS, Column, all_columns
from evidence.importing.drafts import MODELS
from evidence.models import (
    AllegedActor,
    Claim,
    ClaimSource,
    ExternalKey,
    Place,
    PlaceName,
    Record,
)
from evidence.spreadsheets import disarmed

__all__ = ["table_lines"]

CHUNK = 100
BOM = "\ufeff"
# Told only where exact places and internal notes may be.
PRIVATE = {"geometry", "internal_note", "consent"}
# Other columns say the same.
_DOUBLE = {"latitude", "longitude"}
_KINDS = (Record.Kind.PLACE, Record.Kind.OBJECT, Record.Kind.INCIDENT)
_PARTS = {
    "place": ("names", "designation"),
    "object": (),
    "incident": ("alleged_actors__certainty", "causes", "effects", "threats"),
}
_SINGLE = {
    "place": ("place_type", "designation", "within__external_key"),
    "object": ("object_type", "home__external_key"),
    "incident": ("category", "place__external_key", "movable_object__external_key"),
}


def table_lines(*, private: bool) -> Iterator[str]:
    """Walk the lines of the table as CSV, the heading first.

    Raises ValidationError, before the first line, if a record has more parts than
    columns can be numbered for.
    """
    columns = _columns(private)
    yield BOM + _line([column.name for column in columns])
    for kind in _KINDS:
        pks = _places() if kind == Record.Kind.PLACE else _others(kind)
        for begin in range(0, len(pks), CHUNK):
            for record in _records(kind, pks[begin : begin + CHUNK]):
                cells = _Cells(kind, record)
                yield _line([cells.text(column) for column in columns])


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(disarmed, cells))
    return out.getvalue()


def _most(model: Any, *by: str) -> int:
    counted = model.objects.order_by().values(*by).annotate(count=Count("pk"))
    return counted.aggregate(most=Max("count"))["most"] or 0


def _columns(private: bool) -> list[Column]:
    claims, sources = _most(Claim, "record"), _most(ClaimSource, "claim")
    counts = {
        "name": (_most(PlaceName, "place"),),
        "actor": (_most(AllegedActor, "incident"),),
        "claim": (claims,),
        "source": (claims, sources),
        "link": (claims, sources),
    }
    for group in GROUPS:
        for count, most in zip(counts.get(group.name, ()), group.most, strict=False):
            if count > most:
                raise ValidationError(
                    _("A record has more than %(most)d of: %(parts)s.")
                    % {"most": most, "parts": group.label},
                    code="too_many",
                )
    chosen = []
    for column in all_columns().values():
        numbers = zip(column.numbers, counts.get(column.group.name, ()), strict=False)
        is_open = private or column.field not in PRIVATE
        if column.field not in _DOUBLE and is_open and all(n <= m for n, m in numbers):
            chosen.append(column)
    return chosen


def _places() -> list[int]:
    """Return the places, each behind the one that it lies in."""
    above = dict(Place.objects.values_list("pk", "within"))

    def depth(pk: int | None) -> int:
        steps = 0
        while pk is not None and steps <= len(above):
            pk, steps = above.get(pk), steps + 1
        return steps

    return sorted(above, key=lambda pk: (depth(pk), pk))


def _others(kind: str) -> list[int]:
    return list(MODELS[kind].objects.order_by("pk").values_list("pk", flat=True))


def _records(kind: str, pks: list[int]) -> list[Any]:
    rows = MODELS[kind].objects.select_related(
        "language", "content_warning", "external_key", *_SINGLE[kind]
    )
    found = rows.prefetch_related(
        "claims__sources__source__kind", *_PARTS[kind]
    ).in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def _key(record: Record) -> str:
    """Return what a table calls a record."""
    try:
        return record.external_key.key
    except ExternalKey.DoesNotExist:
        return record.ark


class _Cells:
    """The texts of one record, by column."""

    def __init__(self, kind: str, record: Any) -> None:
        self._rows: dict[tuple[str, tuple[int, ...]], Any] = {
            ("record", ()): record,
            (kind, ()): record,
        }
        if kind == Record.Kind.PLACE:
            self._number("name", record.names.all())
        if kind == Record.Kind.INCIDENT:
            self._number("actor", record.alleged_actors.all())
        for first, claim in enumerate(record.claims.all(), start=1):
            self._rows["claim", (first,)] = claim
            for second, link in enumerate(claim.sources.all(), start=1):
                self._rows["link", (first, second)] = link
                self._rows["source", (first, second)] = link.source

    def _number(self, group: str, rows: Any) -> None:
        for number, row in enumerate(rows, start=1):
            self._rows[group, (number,)] = row

    def text(self, column: Column) -> str:
        row = self._rows.get((column.group.name, column.numbers))
        if row is None:
            return ""
        if own := _OWN.get((column.group.name, column.field)):
            return own(row)
        return _text(getattr(row, column.field)).strip()


_OWN: dict[tuple[str, str], Callable[[Any], str]] = {
    ("record", "key"): _key,
    ("record", "language"): lambda row: row.language.language_code,
}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return json.dumps(value, separators=(",", ":"))
    if isinstance(value, Record):
        return _key(value)
    if hasattr(value, "all"):
        return "; ".join(term.slug for term in value.all())
    if hasattr(value, "slug"):
        return str(value.slug)
    return value.isoformat()
