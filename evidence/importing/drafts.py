"""From the cells of one row to a record that is not saved yet, and what is wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evidence.importing.columns import Column, all_columns
from evidence.importing.faults import Fault, faults_of
from evidence.importing.references import References
from evidence.importing.rows import ERROR, FORMULA
from evidence.importing.terms import (
    Terms,
    read_choice,
    read_flag,
    read_language,
)
from evidence.models import (
    AllegedActor,
    Claim,
    ClaimSource,
    ImportRun,
    Incident,
    MovableObject,
    Place,
    PlaceName,
    Record,
    Source,
    VocabularyTerm,
)

__all__ = ["MODELS", "Draft", "Link", "references_of", "row_key", "write_draft"]

MODELS: dict[str, type[Any]] = {
    Record.Kind.PLACE: Place,
    Record.Kind.OBJECT: MovableObject,
    Record.Kind.INCIDENT: Incident,
}
# Columns that name other records, and of which kind.
REFERENCES = {
    "place": Record.Kind.PLACE,
    "within": Record.Kind.PLACE,
    "home": Record.Kind.PLACE,
    "movable_object": Record.Kind.OBJECT,
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
Cells = dict[str, str]


@dataclass
class Link:
    """What one source says of a claim. ``given`` are the source's fields that the table
    tells of: by these it may be found in the archive, foreign keys by their numbers."""

    link: ClaimSource
    source: Source
    given: dict[str, Any]


@dataclass
class Draft:
    """A record with its parts, valid but for what ``faults`` say."""

    kind: str = ""
    key: str = ""
    record: Any = None
    terms: dict[str, list[VocabularyTerm]] = field(default_factory=dict)
    names: list[PlaceName] = field(default_factory=list)
    actors: list[AllegedActor] = field(default_factory=list)
    claims: list[tuple[Claim, list[Link]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def row_key(cells: Cells, run: ImportRun) -> tuple[str, str]:
    """Return kind and key of a row; the kind is "" if it is not understood."""
    kind = run.kind
    if text := cells.get("kind"):
        try:
            kind = read_choice(Record._meta.get_field("kind"), text)
        except ValueError:
            kind = ""
    return kind, cells.get("key", "")


def references_of(cells: Cells) -> list[tuple[str, str]]:
    """Return kinds and texts of the records that a row names."""
    return [(kind, cells[name]) for name, kind in REFERENCES.items() if name in cells]


def write_draft(
    cells: Cells, *, run: ImportRun, terms: Terms, references: References
) -> Draft:
    """Return the draft that a row describes; sentences are in the active language.

    ``cells`` are the row's texts by column, without empty ones.
    """
    return _Writer(cells, run, terms, references).write()


class _Writer:
    """Reads one row. A field that could not be read is not validated as well."""

    def __init__(
        self, cells: Cells, run: ImportRun, terms: Terms, references: References
    ) -> None:
        self._cells, self._run = cells, run
        self._terms, self._references = terms, references
        self._draft = Draft()
        self._wrong: set[str] = set()
        # Parts of the record, by group and numbers.
        self._parts: dict[str, dict[tuple[int, ...], Cells]] = defaultdict(dict)

    def write(self) -> Draft:
        draft = self._draft
        self._refuse_marks()
        draft.kind, draft.key = row_key(self._cells, self._run)
        if len(draft.key) > 200:
            self._fault("key", "max_length", _("This identifier is too long."))
        if not draft.kind:
            text = self._cells.get("kind", "")
            self._attempt("kind", self._kind_of, text)
            return draft
        draft.record = MODELS[draft.kind](kind=draft.kind, language=self._run.language)
        self._sort_cells()
        self._write_record()
        if draft.kind == Record.Kind.PLACE:
            draft.names = self._numbered("name", PlaceName)
            self._refuse_double_names()
        if draft.kind == Record.Kind.INCIDENT:
            draft.actors = self._numbered("actor", AllegedActor)
        self._write_claims()
        return draft

    def _kind_of(self, text: str) -> str:
        if not text:
            raise ValueError(_("Say what kind of record this is."))
        return read_choice(Record._meta.get_field("kind"), text)

    def _fault(self, column: str, code: str, reason: str) -> None:
        self._wrong.add(column)
        self._draft.faults.append(Fault(column, code, reason))

    def _attempt(self, column: str, read: Callable[..., Any], *given: Any) -> Any:
        """Return what ``read`` gives, or note its sentence and return None."""
        try:
            return read(*given)
        except ValueError as error:
            self._fault(column, "not_understood", str(error))
            return None

    def _refuse_marks(self) -> None:
        for column, text in list(self._cells.items()):
            if text is FORMULA:
                reason = _("This is a formula. Paste its result as a value.")
                self._fault(column, "formula", reason)
            elif text is ERROR:
                self._fault(column, "error", _("The spreadsheet shows an error here."))
            elif _CONTROL.search(text):
                reason = _("This holds characters that are no text.")
                self._fault(column, "characters", reason)
        self._cells = {
            column: text
            for column, text in self._cells.items()
            if column not in self._wrong
        }

    def _sort_cells(self) -> None:
        """Put cells to the part that they belong to; refuse those of another kind."""
        known = all_columns()
        for name in (*self._cells, *self._wrong):
            column = known[name]
            text = self._cells.get(name, "")
            if column.group.kind and column.group.kind != self._draft.kind:
                if name not in self._wrong:
                    reason = _("This column is for records of another kind.")
                    self._fault(name, "kind", reason)
                continue
            self._parts[column.group.name].setdefault(column.numbers, {})[name] = text

    def _write_record(self) -> None:
        record = self._draft.record
        texts = {
            **self._parts["record"].get((), {}),
            **self._parts[self._draft.kind].get((), {}),
        }
        self._join_coordinates(texts)
        known = all_columns()
        for name, text in texts.items():
            if name in {"kind", "key", "latitude", "longitude"} or not text:
                continue
            if name == "language":
                found = self._attempt(name, read_language, text)
                record.language = found or record.language
            elif name in REFERENCES:
                self._refer(name, text)
            elif known[name].model_field.many_to_many:
                scheme = known[name].model_field.get_limit_choices_to()["scheme"]
                terms = self._attempt(name, self._terms.find_all, scheme, text)
                self._draft.terms[name] = terms or []
            else:
                self._set(record, known[name], text)
        self._validate(record, prefix="", own="title")
        self._validate_constraints(record)

    def _join_coordinates(self, texts: Cells) -> None:
        """Make one text of latitude and longitude, with points before the decimals."""
        pair = [texts.get("latitude", ""), texts.get("longitude", "")]
        if not any(pair):
            return
        if not all(pair):
            missing = "longitude" if pair[0] else "latitude"
            if missing not in self._wrong:
                reason = _("Give both latitude and longitude.")
                self._fault(missing, "required", reason)
            return
        if not texts.get("geometry"):
            texts["geometry"] = ", ".join(_DECIMAL_COMMA.sub(".", t) for t in pair)

    def _refer(self, name: str, text: str) -> None:
        pk = self._attempt(name, self._references.find, REFERENCES[name], text)
        if pk is not None:
            # A record that is pending is named by a number that no record has.
            setattr(self._draft.record, name, MODELS[REFERENCES[name]](pk=pk))

    def _set(self, row: Any, column: Column, text: str) -> None:
        """Read a cell into the field that its column stands for."""
        field = column.model_field
        if field.is_relation:
            scheme = field.get_limit_choices_to()["scheme"]
            value = self._attempt(column.name, self._terms.find, scheme, text)
        elif field.choices:
            value = self._attempt(column.name, read_choice, field, text)
        elif field.get_internal_type() == "BooleanField":
            value = self._attempt(column.name, read_flag, text)
        else:
            value = text
        if value is not None:
            setattr(row, column.field, value)

    def _validate(self, row: Any, *, prefix: str, own: str) -> None:
        """Have the model judge what was read. ``own`` is the column to look at for what
        belongs to no field; ``prefix`` begins the names of the part's columns."""
        renamed = {"text": "", "is_public": "public"} if prefix else {}
        if isinstance(row, PlaceName | AllegedActor):
            renamed |= {"name": "", "actor": ""}
        names = {
            f.name: f"{prefix}{renamed.get(f.name, f.name)}".rstrip("_")
            for f in row._meta.fields
        }
        left_out = {
            f.name
            for f in row._meta.fields
            if f.is_relation or names[f.name] in self._wrong
        }
        for f in row._meta.fields:
            is_term = f.is_relation and f.related_model is VocabularyTerm
            is_missing = is_term and not f.null and getattr(row, f.attname) is None
            if is_missing and names[f.name] not in self._wrong:
                reason = _("This must be filled in.")
                self._fault(names[f.name], "required", reason)
        found: list[Fault] = []
        for judge in (lambda: row.clean_fields(exclude=left_out), row.clean):
            try:
                judge()
            except ValidationError as error:
                found += faults_of(error, own)
        for fault in found:
            column = names.get(fault.field, fault.field)
            if column not in self._wrong:
                self._fault(column, fault.code, fault.reason)

    def _validate_constraints(self, record: Any) -> None:
        """Have the model judge what the database would refuse. It asks the database for
        that, so only where it may refuse: clean() has judged the rest."""
        is_placed = record.kind != Record.Kind.INCIDENT or (
            record.place_id or record.movable_object_id
        )
        if is_placed or self._wrong & {"place", "movable_object", "sealed_until"}:
            return
        try:
            record.validate_constraints()
        except ValidationError as error:
            for fault in faults_of(error, "place"):
                self._fault(fault.field, fault.code, fault.reason)

    def _numbered(self, group: str, model: type[Any]) -> list[Any]:
        """Return the parts of one model that have anything, by their numbers."""
        rows = []
        for numbers, texts in sorted(self._parts[group].items()):
            stem = f"{group}_{numbers[0]}"
            row = model()
            for name, text in texts.items():
                if text:
                    self._set(row, all_columns()[name], text)
            self._validate(row, prefix=f"{stem}_", own=stem)
            rows.append(row)
        return rows

    def _refuse_double_names(self) -> None:
        seen: set[tuple[str, str, str]] = set()
        numbers = sorted(self._parts["name"])
        for number, row in zip(numbers, self._draft.names, strict=True):
            same = (row.name, row.language, row.kind)
            if same in seen:
                reason = _("The place has this name already.")
                self._fault(f"name_{number[0]}", "unique", reason)
            seen.add(same)

    def _write_claims(self) -> None:
        links: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        told = {*self._parts["source"], *self._parts["link"]}
        for numbers in sorted(told):
            links[numbers[0]].append(numbers)
        texts = self._parts["claim"]
        for number in sorted({*links, *(numbers[0] for numbers in texts)}):
            claim = Claim()
            for name, text in texts.get((number,), {}).items():
                if text:
                    self._set(claim, all_columns()[name], text)
            stem = f"claim_{number}"
            self._validate(claim, prefix=f"{stem}_", own=stem)
            self._draft.claims.append(
                (claim, [self._write_link(numbers) for numbers in links[number]])
            )

    def _write_link(self, numbers: tuple[int, ...]) -> Link:
        stem = "claim_{}_source_{}_".format(*numbers)
        run, language = self._run, self._draft.record.language
        source = Source(language=language.language_code, kind=run.source_kind)
        link, told = ClaimSource(), []
        for name, text in self._parts["source"].get(numbers, {}).items():
            if text:
                column = all_columns()[name]
                self._set(source, column, text)
                told.append(column.model_field.attname)
        for name, text in self._parts["link"].get(numbers, {}).items():
            if text:
                self._set(link, all_columns()[name], text)
        self._validate(source, prefix=stem, own=f"{stem}title")
        self._validate(link, prefix=stem, own=f"{stem}relation")
        return Link(link, source, {name: getattr(source, name) for name in told})
