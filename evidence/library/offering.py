"""What can be chosen: facets with labels, counts and addresses; what is chosen now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.library.choosing import FACETS, Choice
from evidence.library.drawing import Bar
from evidence.models import MovableObject, Record
from evidence.presentation.terms import TermRow, Terms
from evidence.verification import Verification

__all__ = ["Chosen", "Facet", "Labels", "bars_of", "chosen_of", "facets_of", "years_of"]

MOST_VALUES = 40
# What is drawn at most; a table beside has all.
MOST_YEARS = 60

Counts = Mapping[str, Mapping[str, int]]

_NAMES = {
    "kind": gettext_lazy("Kind of record"),
    "category": gettext_lazy("Category"),
    "place": gettext_lazy("Place"),
    "year": gettext_lazy("Year"),
    "verification": gettext_lazy("Verification"),
    "severity": gettext_lazy("Severity of damage"),
    "cause": gettext_lazy("Cause of damage"),
    "effect": gettext_lazy("Effect"),
    "threat": gettext_lazy("Direct threat"),
    "source_kind": gettext_lazy("Kind of source"),
    "has": gettext_lazy("Contains"),
    "place_type": gettext_lazy("Type of place"),
    "object_type": gettext_lazy("Type of object"),
    "designation": gettext_lazy("Designation"),
    "whereabouts": gettext_lazy("Whereabouts"),
}
_CONTENTS = {
    "photographs": gettext_lazy("Photographs"),
    "contradictions": gettext_lazy("Contradicting sources"),
}
_CHOICES: dict[str, Callable[[str], object]] = {
    "kind": lambda value: Record.Kind(value).label,
    "verification": lambda value: Verification(value).label,
    "whereabouts": lambda value: MovableObject.Whereabouts(value).label,
    "has": lambda value: _CONTENTS[value],
}
# Facets whose values are terms of the vocabulary of the same name.
_SCHEMES = {
    *("category", "severity", "cause", "effect", "threat", "source_kind"),
    *("place_type", "object_type", "designation"),
}
_OPEN = {"kind", "category"}


@dataclass(frozen=True)
class Value:
    """A value that can be chosen, with narrower ones below it."""

    value: str
    label: str
    number: int
    url: str
    is_chosen: bool
    narrower: list[Value] = field(default_factory=list)


@dataclass(frozen=True)
class Facet:
    facet: str
    name: str
    values: list[Value]
    is_open: bool


@dataclass(frozen=True)
class Chosen:
    """A part of the choice, and the address without it."""

    label: str
    url: str


class Labels:
    """Facets' values in words. ``titles`` are those of places, by identifier."""

    def __init__(self, terms: Terms, titles: Mapping[str, str]) -> None:
        self.terms = terms
        self.titles = titles

    def of(self, facet: str, value: str) -> str:
        if facet in _SCHEMES:
            return self.terms.label(facet, value)
        if facet == "place":
            return self.titles.get(value, value)
        try:
            return str(_CHOICES[facet](value)) if facet in _CHOICES else value
        except (ValueError, KeyError):
            return value

    def name(self, facet: str) -> str:
        return str(_NAMES[facet])


def facets_of(choice: Choice, counts: Counts, labels: Labels, path: str) -> list[Facet]:
    """Return every facet that has something to choose from."""
    found = []
    for facet in FACETS:
        numbers = counts.get(facet, {})
        if facet == "place":
            # A place that the reader may not see has no title, and is not offered.
            numbers = {v: n for v, n in numbers.items() if v in labels.titles}
        if not numbers:
            continue
        values = (
            _tree(facet, choice, numbers, labels, path)
            if facet in {"category", "place_type", "threat", "object_type"}
            else _flat(facet, choice, numbers, labels, path)
        )
        is_open = facet in _OPEN or facet in choice.facets
        found.append(Facet(facet, labels.name(facet), values, is_open))
    return found


def _value(
    facet: str,
    slug: str,
    choice: Choice,
    numbers: Mapping[str, int],
    labels: Labels,
    path: str,
    narrower: Iterable[Value] = (),
) -> Value:
    is_chosen = choice.facets.get(facet) == slug
    to = choice.without(facet) if is_chosen else choice.narrowed(facet, slug)
    return Value(
        value=slug,
        label=capfirst(labels.of(facet, slug)),
        number=numbers[slug],
        url=to.address(path),
        is_chosen=is_chosen,
        narrower=list(narrower),
    )


def _flat(
    facet: str, choice: Choice, numbers: Mapping[str, int], labels: Labels, path: str
) -> list[Value]:
    if facet == "year":
        slugs = sorted(numbers, reverse=True)
    elif facet in _SCHEMES:
        known = [row.slug for row in labels.terms.rows(facet)]
        slugs = [slug for slug in known if slug in numbers]
        slugs += sorted(set(numbers) - set(slugs))
    else:
        slugs = sorted(numbers, key=lambda slug: (-numbers[slug], slug))
    return [
        _value(facet, slug, choice, numbers, labels, path)
        for slug in slugs[:MOST_VALUES]
    ]


def _tree(
    facet: str, choice: Choice, numbers: Mapping[str, int], labels: Labels, path: str
) -> list[Value]:
    """Return the terms that are in use, narrower ones below their broader one."""
    rows = [row for row in labels.terms.rows(facet) if row.slug in numbers]
    known = {row.slug for row in rows}
    below: dict[str, list[TermRow]] = {}
    for row in rows:
        below.setdefault(row.parent if row.parent in known else "", []).append(row)

    def branch(parent: str, depth: int) -> list[Value]:
        return [
            _value(
                facet,
                row.slug,
                choice,
                numbers,
                labels,
                path,
                branch(row.slug, depth + 1) if depth < 4 else [],
            )
            for row in below.get(parent, [])
        ]

    return branch("", 0)


def chosen_of(choice: Choice, labels: Labels, path: str) -> list[Chosen]:
    """Return each part of the choice with the address that leaves it out."""
    found = [
        Chosen(
            f"{labels.name(facet)}: {labels.of(facet, value)}",
            choice.without(facet).address(path),
        )
        for facet, value in choice.facets.items()
    ]
    if choice.since or choice.until:
        span = f"{choice.since or '…'}–{choice.until or '…'}"
        found.append(
            Chosen(
                _("Years: %(span)s") % {"span": span}, choice.any_time().address(path)
            )
        )
    if choice.box:
        found.append(Chosen(_("Part of the map"), choice.within(None).address(path)))
    return found


def bars_of(
    facet: str, choice: Choice, counts: Counts, labels: Labels, path: str
) -> list[Bar]:
    """Return a facet's counts, each with the address of the records it counts. Of
    categories the broadest."""
    numbers = dict(counts.get(facet, {}))
    if facet == "place":
        numbers = {v: n for v, n in numbers.items() if v in labels.titles}
    listed = choice.shown_as("list")
    if facet in _SCHEMES:
        order = [row for row in labels.terms.rows(facet) if row.slug in numbers]
        slugs = [row.slug for row in order if row.parent not in numbers]
    else:
        slugs = sorted(numbers, key=lambda slug: (-numbers[slug], slug))
    return [
        Bar(
            capfirst(labels.of(facet, slug)),
            numbers[slug],
            listed.narrowed(facet, slug).address(path),
            choice.facets.get(facet) == slug,
        )
        for slug in slugs
    ]


def years_of(choice: Choice, counts: Counts, path: str) -> list[Bar]:
    """Return every year from the first to the last that has an incident, gaps too; of
    a span too long to draw, only the years that have one."""
    numbers = {int(year): n for year, n in counts.get("year", {}).items()}
    if not numbers:
        return []
    years: Iterable[int] = range(min(numbers), max(numbers) + 1)
    if max(numbers) - min(numbers) >= MOST_YEARS:
        years = sorted(numbers)[-MOST_YEARS:]
    listed = choice.shown_as("list")
    return [
        Bar(
            str(year),
            numbers.get(year, 0),
            listed.narrowed("year", str(year)).address(path),
            choice.facets.get("year") == str(year),
        )
        for year in years
    ]
