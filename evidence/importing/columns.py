"""The columns that a table of records may have, and how headings name them.

A column is a field of a model, so its label, its choices and its vocabulary are the
model's. Fields of parts (claims, their sources, names, alleged actors) are numbered:
``claim_2_source_1_title``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.locales import language_codes
from evidence.models import (
    AllegedActor,
    Claim,
    ClaimSource,
    Incident,
    MovableObject,
    Place,
    PlaceName,
    Record,
    Source,
)

__all__ = ["Column", "Group", "all_columns", "fold", "guess_mapping", "offered"]

Label = str | Promise


@dataclass(frozen=True)
class Group:
    """Columns of one model. ``stem`` is how their names begin, with a place for each
    number up to ``most``; ``fields`` map the rest of the name to the model's field."""

    name: str
    label: Label
    model: type[Any]
    fields: dict[str, str]
    stem: str = ""
    most: tuple[int, ...] = ()
    kind: str = ""

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True)
class Column:
    name: str
    group: Group
    field: str
    numbers: tuple[int, ...] = ()

    @property
    def model_field(self) -> Any:
        return self.group.model._meta.get_field(self.field)

    @property
    def own_label(self) -> str:
        """The label without the part that it belongs to."""
        named = _LABELS.get(f"{self.group.name}.{self.field}")
        own = str(named or self.model_field.verbose_name)
        return own[:1].upper() + own[1:]

    @property
    def label(self) -> str:
        """What people call it, in the active language."""
        own = self.own_label
        if not self.numbers:
            return own
        heads = [f"{_PARTS[self.group.name][0]} {self.numbers[0]}"]
        if len(self.numbers) > 1:
            heads.append(f"{_PARTS[self.group.name][1]} {self.numbers[1]}")
        # What a part is, is what its first column holds.
        is_main = self.name[-1:].isdigit()
        return " · ".join(heads if is_main else [*heads, own])


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


RECORD = Group(
    "record",
    _("Every record"),
    Record,
    _same(
        *("key", "kind", "language", "title", "summary", "account", "not_known"),
        *("access", "sealed_until", "content_warning", "is_sample", "internal_note"),
    ),
)
PLACE = Group(
    "place",
    _("Place"),
    Place,
    _same(
        *("place_type", "within", "designation", "designation_reference", "built"),
        *("geometry", "latitude", "longitude", "precision"),
    ),
    kind=Record.Kind.PLACE,
)
OBJECT = Group(
    "object",
    _("Movable object"),
    MovableObject,
    _same(
        *("object_type", "materials", "measurements", "inscriptions", "features"),
        *("subject", "made", "maker", "inventory_number", "home", "whereabouts"),
    ),
    kind=Record.Kind.OBJECT,
)
INCIDENT = Group(
    "incident",
    _("Incident"),
    Incident,
    _same(
        *("date", "date_qualifier", "category", "place", "movable_object"),
        *("causes", "effects", "threats"),
    ),
    kind=Record.Kind.INCIDENT,
)
NAME = Group(
    "name",
    _("Names"),
    PlaceName,
    {"": "name", **_same("language", "kind", "period")},
    stem="name_{}",
    most=(20,),
    kind=Record.Kind.PLACE,
)
ACTOR = Group(
    "actor",
    _("Alleged actors"),
    AllegedActor,
    {"": "actor", **_same("certainty", "basis"), "public": "is_public"},
    stem="actor_{}",
    most=(10,),
    kind=Record.Kind.INCIDENT,
)
CLAIM = Group(
    "claim",
    _("Claims"),
    Claim,
    {"": "text", "public": "is_public"},
    stem="claim_{}",
    most=(20,),
)
_OF_LINK = (
    *("relation", "credibility", "locator_kind", "locator", "quotation"),
    *("quotation_language", "translation"),
)
_OF_SOURCE = (
    *("title", "kind", "language", "author", "publisher", "container", "volume"),
    *("pages", "number", "issued", "url", "affiliation", "reliability"),
    *("reliability_reason", "access", "sealed_until", "is_sample"),
    *("consent", "internal_note"),
)
SOURCE = Group(
    "source",
    _("Sources of claims"),
    Source,
    _same(*_OF_SOURCE),
    stem="claim_{}_source_{}",
    most=(20, 10),
)
LINK = Group(
    "link",
    _("Sources of claims"),
    ClaimSource,
    _same(*_OF_LINK),
    stem="claim_{}_source_{}",
    most=(20, 10),
)
# How many of each are offered: a list for every heading has to stay short.
_OFFERED = {
    **{"name": (3,), "actor": (2,), "claim": (3,)},
    **dict.fromkeys(("source", "link"), (3, 2)),
}
GROUPS = (RECORD, PLACE, OBJECT, INCIDENT, NAME, ACTOR, CLAIM, SOURCE, LINK)
_LABELS: dict[str, Label] = {
    "record.key": _("identifier in the table"),
    "record.kind": _("kind of record"),
    "place.latitude": _("latitude"),
    "place.longitude": _("longitude"),
    "name.kind": _("kind of name"),
    "source.kind": _("kind of source"),
}
_PARTS: dict[str, tuple[Label, ...]] = {
    "name": (_("Name"),),
    "actor": (_("Alleged actor"),),
    "claim": (_("Claim"),),
    "source": (_("Claim"), _("Source")),
    "link": (_("Claim"), _("Source")),
}
# Other headings that tables use, folded.
_ALIASES = {
    "id": "key", "ark": "key", "identifier": "key", "external id": "key",
    "identifikator": "key", "идентификатор": "key", "type": "kind", "növ": "kind",
    "lat": "latitude", "lon": "longitude", "lng": "longitude", "long": "longitude",
    "coordinates": "geometry", "koordinatlar": "geometry", "координаты": "geometry",
    "district": "within", "rayon": "within", "район": "within",
    "cause": "causes", "effect": "effects", "threat": "threats",
    "description": "summary", "təsvir": "summary", "qısa təsvir": "summary",
    "описание": "summary", "краткое описание": "summary",
    "object": "movable_object", "name": "name_{}",
    "source": "claim_{}_source_{}_title", "mənbə": "claim_{}_source_{}_title",
    "источник": "claim_{}_source_{}_title", "url": "claim_{}_source_{}_url",
    "source date": "claim_{}_source_{}_issued", "claim text": "claim_{}",
    **{
        f"source {name}": f"claim_{{}}_source_{{}}_{name}"
        for name in (*_OF_SOURCE, *_OF_LINK)
    },
}  # fmt: skip


def _names(group: Group, rest: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    def named(*numbers: int) -> str:
        return "_".join(filter(None, (group.stem.format(*numbers), rest)))

    if not group.most:
        yield rest, ()
        return
    for first in range(1, group.most[0] + 1):
        if len(group.most) == 1:
            yield named(first), (first,)
            continue
        for second in range(1, group.most[1] + 1):
            yield named(first, second), (first, second)


@cache
def all_columns() -> dict[str, Column]:
    """Return every column by its name."""
    return {
        name: Column(name, group, field, numbers)
        for group in GROUPS
        for rest, field in group.fields.items()
        for name, numbers in _names(group, rest)
    }


def offered() -> list[Column]:
    """Return the columns to choose from by hand: the first of each numbered kind. Any
    other is named by a heading."""
    return [
        column
        for column in all_columns().values()
        if all(
            number <= most
            for number, most in zip(
                column.numbers, _OFFERED.get(column.group.name, ()), strict=False
            )
        )
    ]


def fold(text: str) -> str:
    """Return the words of a text, so that case, marks and spacing do not matter."""
    plain = unicodedata.normalize("NFKC", text).replace("İ", "i").casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain.replace("ı", "i")).split())


@cache
def _headings() -> dict[str, str]:
    """Return what a heading may say, without numbers → name with room for them."""
    found: dict[str, str] = {}
    alone: dict[str, str] = {}
    for group in GROUPS:
        for rest, field in group.fields.items():
            template = "_".join(filter(None, (group.stem, rest)))
            found[_without_numbers(template.replace("{}", ""))] = template
            numbers = (1,) * len(group.most)
            column = Column(template.format(*numbers), group, field, numbers)
            for code in language_codes():
                with override(code):
                    found.setdefault(_without_numbers(column.label), template)
                    alone.setdefault(_without_numbers(column.own_label), template)
    aliases = {fold(key): name for key, name in _ALIASES.items()}
    return {**alone, **aliases, **found}


def _without_numbers(text: str) -> str:
    return " ".join(re.sub(r"\d+", " ", fold(text)).split())


def guess_mapping(header: list[str]) -> list[str]:
    """Return the column that each heading names, "" for none. None comes twice."""
    mapping: list[str] = []
    for heading in header:
        template = _headings().get(_without_numbers(heading), "")
        numbers = re.findall(r"\d+", heading)[:2]
        wanted = template.count("{}")
        name = ""
        if template and len(numbers) <= wanted:
            filled = [*(int(n[:4]) for n in numbers), *[1] * (wanted - len(numbers))]
            name = template.format(*filled)
        is_known = name in all_columns() and name not in mapping
        mapping.append(name if is_known else "")
    return mapping
