"""Records that rows refer to: by identifier, by their key in the table, by name.

What is looked up for one batch of rows is asked at once, and forgotten with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from evidence.identifiers import parse_ark
from evidence.models import (
    ExternalKey,
    ImportRow,
    ImportRun,
    MovableObject,
    Place,
    PlaceName,
    Record,
)

__all__ = ["PENDING", "References"]

_MODELS: dict[str, type[Any]] = {
    Record.Kind.PLACE: Place,
    Record.Kind.OBJECT: MovableObject,
}
# Stands for a record that an earlier row of the same file will bring.
PENDING = -1
SHOWN = 80
Found = dict[tuple[str, str], set[int]]


class References:
    """Finds the records that the rows of one batch name."""

    def __init__(
        self,
        run: ImportRun,
        wanted: Iterable[tuple[str, str]],
        keys: Iterable[tuple[str, str]],
    ) -> None:
        """``wanted`` are kinds and texts of references, ``keys`` those of the rows."""
        self._keys: Found = defaultdict(set)
        self._titles: Found = defaultdict(set)
        self._names: Found = defaultdict(set)
        self._arks: dict[str, tuple[str, int]] = {}
        self._lines: dict[tuple[str, str], int] = {}
        wanted, keys = set(wanted), set(keys)
        self._find(wanted, keys)
        self._find_pending(run, wanted, keys)

    def _find(self, wanted: set[tuple[str, str]], keys: set[tuple[str, str]]) -> None:
        texts = {text for _kind, text in wanted | keys}
        for kind, key, pk in ExternalKey.objects.filter(key__in=texts).values_list(
            "kind", "key", "record_id"
        ):
            self._keys[kind, key].add(pk)
        arks = {ark for ark in map(_ark, texts) if ark}
        rows = Record.objects.filter(name__in=arks).values_list("name", "kind", "pk")
        self._arks = {name: (kind, pk) for name, kind, pk in rows}
        for kind, model in _MODELS.items():
            titles = {text for known, text in wanted if known == kind}
            if not titles:
                continue
            found = model.objects.filter(title__in=titles).values_list("title", "pk")
            for title, pk in found:
                self._titles[kind, title].add(pk)
        places = {text for kind, text in wanted if kind == Record.Kind.PLACE}
        named = PlaceName.objects.filter(name__in=places) if places else ()
        for row in named:
            self._names[Record.Kind.PLACE, row.name].add(row.place_id)

    def _find_pending(
        self,
        run: ImportRun,
        wanted: set[tuple[str, str]],
        keys: set[tuple[str, str]],
    ) -> None:
        """Find what earlier rows of the file will bring, once it is written."""
        if run.state != ImportRun.State.CHECKING:
            return
        outcomes = ImportRow.Outcome
        rows = ImportRow.objects.filter(run=run)
        texts = {text for _kind, text in wanted}
        for row in rows.filter(outcome=outcomes.GOOD, title__in=texts):
            self._titles[row.kind, row.title].add(PENDING - row.line)
        told = rows.filter(outcome__in=(outcomes.GOOD, outcomes.DUPLICATE))
        for row in told.filter(key__in=texts | {key for _kind, key in keys}):
            if not row.key:
                continue
            self._lines[row.kind, row.key] = row.line
            if row.outcome == outcomes.GOOD:
                self._keys[row.kind, row.key].add(PENDING - row.line)

    def add(self, *, kind: str, key: str, title: str, pk: int, line: int) -> None:
        """Tell of a record that the batch itself has brought, or will bring."""
        self._titles[kind, title].add(pk)
        if key:
            self._keys[kind, key].add(pk)
            self._lines[kind, key] = line

    def line_of(self, kind: str, key: str) -> int | None:
        """Return the earlier line of the file that has this key."""
        return self._lines.get((kind, key))

    def existing(self, kind: str, key: str) -> int | None:
        """Return the record of the archive that a row with this key would double."""
        saved = {pk for pk in self._keys.get((kind, key), ()) if pk > 0}
        if saved:
            return min(saved)
        own = self._arks.get(_ark(key))
        return own[1] if own and own[0] == kind else None

    def find(self, kind: str, text: str) -> int:
        """Return the key of the record that ``text`` names, negative if it is pending;
        raises :class:`ValueError` for people."""
        by_ark = self._arks.get(_ark(text))
        for found in (
            self._keys.get((kind, text)),
            {by_ark[1]} if by_ark and by_ark[0] == kind else None,
            self._titles.get((kind, text)),
            self._names.get((kind, text)),
        ):
            if found and len(found) == 1:
                return next(iter(found))
            if found:
                raise ValueError(
                    _("Several records are called “%(text)s”: write the identifier.")
                    % {"text": text[:SHOWN]}
                )
        raise ValueError(
            _("“%(text)s” is neither in the archive nor in a good row above this one.")
            % {"text": text[:SHOWN]}
        )


def _ark(text: str) -> str:
    """Return the name of a whole ARK or of its last part; "" if it is none."""
    try:
        return parse_ark(text)[1]
    except ValueError:
        return text if 8 <= len(text) <= 16 and text.isalnum() else ""
