"""What a reader has chosen, from the query string and back to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

__all__ = ["FACETS", "SORTS", "VIEWS", "Box", "Choice"]

# In the order in which they are offered.
FACETS = (
    *("kind", "category", "place", "year", "verification", "severity"),
    *("cause", "effect", "threat", "source_kind", "has", "place_type"),
    *("object_type", "designation", "whereabouts"),
)
VIEWS = ("list", "map", "timeline", "statistics")
SORTS = ("newest", "earliest", "latest")

_VALUE = re.compile(r"^[\w-]{1,80}$")
_YEAR = re.compile(r"^\d{4}$", re.ASCII)
_CURSOR = re.compile(r"^[0-9TZ.-]{8,30}_\d{1,18}$", re.ASCII)


@dataclass(frozen=True)
class Box:
    """A part of the map: degrees, west to east and south to north."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Box | None:
        """Read ``west,south,east,north``; None for anything else."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError:
            return None
        # Written so that NaN fails as well.
        if -180 <= west < east <= 180 and -90 <= south < north <= 90:
            return cls(west, south, east, north)
        return None

    def __str__(self) -> str:
        return ",".join(
            f"{value:.4f}".rstrip("0").rstrip(".")
            for value in (self.west, self.south, self.east, self.north)
        )


@dataclass(frozen=True)
class Choice:
    """One value a facet at most, a span of years, a part of the map; how it is shown.

    ``cursor`` names the last record of the page before.
    """

    facets: Mapping[str, str] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    box: Box | None = None
    view: str = "list"
    sort: str = "newest"
    cursor: str = ""

    @classmethod
    def parse(cls, query: QueryDict) -> Choice:
        """Read a query string. What is not understood counts as not chosen."""
        found = {facet: query.get(facet, "") for facet in FACETS}
        view, sort = query.get("view", ""), query.get("sort", "")
        cursor = query.get("after", "")
        return cls(
            facets={facet: v for facet, v in found.items() if _VALUE.match(v)},
            since=_year(query.get("from", "")),
            until=_year(query.get("to", "")),
            box=Box.parse(query.get("box", "")),
            view=view if view in VIEWS else "list",
            sort=sort if sort in SORTS else "newest",
            cursor=cursor if _CURSOR.match(cursor) else "",
        )

    @property
    def first_day(self) -> date | None:
        return date(self.since, 1, 1) if self.since else None

    @property
    def last_day(self) -> date | None:
        return date(self.until, 12, 31) if self.until else None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.facets or self.since or self.until or self.box)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query string's parts, without defaults and cursor."""
        pairs = [
            (facet, self.facets[facet]) for facet in FACETS if facet in self.facets
        ]
        pairs += [("from", str(self.since))] if self.since else []
        pairs += [("to", str(self.until))] if self.until else []
        pairs += [("box", str(self.box))] if self.box else []
        pairs += [("view", self.view)] if self.view != "list" else []
        pairs += [("sort", self.sort)] if self.sort != "newest" else []
        return pairs

    def address(self, path: str) -> str:
        pairs = self.pairs() + ([("after", self.cursor)] if self.cursor else [])
        return f"{path}?{urlencode(pairs, safe=',')}" if pairs else path

    def narrowed(self, facet: str, value: str) -> Choice:
        return replace(self, facets={**self.facets, facet: value}, cursor="")

    def without(self, facet: str) -> Choice:
        kept = {name: value for name, value in self.facets.items() if name != facet}
        return replace(self, facets=kept, cursor="")

    def shown_as(self, view: str) -> Choice:
        return replace(self, view=view, cursor="")

    def any_time(self) -> Choice:
        return replace(self, since=None, until=None, cursor="")

    def within(self, box: Box | None) -> Choice:
        return replace(self, box=box, cursor="")

    def from_cursor(self, cursor: str) -> Choice:
        return replace(self, cursor=cursor)


def _year(text: str) -> int | None:
    return int(text) if _YEAR.match(text) and int(text) else None
