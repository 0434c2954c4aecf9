"""Reading the catalogue: the matching entries, a page of them, counts by facet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from evidence.library.choosing import Choice
from evidence.models import CatalogueEntry, CatalogueFacet, CatalogueWords, Record

__all__ = [
    "PAGE_SIZE",
    "Page",
    "Row",
    "conditions_of",
    "counts_of",
    "matching",
    "points_of",
    "read_page",
    "readable",
    "titles_of",
]

PAGE_SIZE = 20
# What has no date stands after all that has one.
NO_DAY = {"earliest": date(9999, 12, 31), "latest": date(1, 1, 1)}
_MOMENT = "%Y%m%dT%H%M%S.%fZ"

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Row:
    """An entry with its words in the reader's language and its frozen document."""

    record_id: int
    name: str
    title: str
    summary: str
    document: dict[str, Any]


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next_cursor: str


def matching(choice: Choice, language: str) -> QuerySet[CatalogueEntry]:
    """Return the entries that were chosen, public now and in ``language``."""
    return readable(language).filter(conditions_of(choice))


def readable(language: str) -> QuerySet[CatalogueEntry]:
    """Return the entries that are public now and in ``language``."""
    return CatalogueEntry.objects.filter(
        record__in=Record.objects.visible(), words__language=language
    )


def conditions_of(choice: Choice) -> Q:
    """Return what an entry must be to be chosen."""
    chosen = Q()
    for facet, value in choice.facets.items():
        chosen &= Q(
            Exists(
                CatalogueFacet.objects.filter(
                    entry=OuterRef("pk"), facet=facet, value=value
                )
            )
        )
    if day := choice.first_day:
        chosen &= Q(latest__gte=day) | Q(latest=None, earliest__lte=day)
    if day := choice.last_day:
        chosen &= Q(earliest__lte=day) | Q(earliest=None, latest__lte=day)
    if box := choice.box:
        chosen &= Q(
            latitude__gte=box.south,
            latitude__lte=box.north,
            longitude__gte=box.west,
            longitude__lte=box.east,
        )
    return chosen


def read_page(choice: Choice, language: str) -> Page:
    """Return a page of the chosen entries after the choice's cursor, in one query."""
    entries = matching(choice, language)
    if choice.sort == "newest":
        key, ascending = "first_published_at", False
    else:
        empty = Value(NO_DAY[choice.sort], output_field=DateField())
        first = (
            ("earliest", "latest")
            if choice.sort == "earliest"
            else ("latest", "earliest")
        )
        entries = entries.annotate(day=Coalesce(*first, empty))
        key, ascending = "day", choice.sort == "earliest"
    if place := _read_cursor(choice):
        at, pk = place
        beyond = "gt" if ascending else "lt"
        # The first condition alone lets the index be entered at the right place.
        entries = entries.filter(
            Q(**{f"{key}__{beyond}": at}) | Q(**{f"pk__{beyond}": pk}),
            **{f"{key}__{beyond}e": at},
        )
    sign = "" if ascending else "-"
    rows = list(
        entries.select_related("version")
        .order_by(f"{sign}{key}", f"{sign}pk")
        .annotate(
            name=F("record__name"),
            title=_own("title", language),
            summary=_own("summary", language),
        )[: PAGE_SIZE + 1]
    )
    found: list[Any] = rows[:PAGE_SIZE]
    cursor = ""
    if len(rows) > PAGE_SIZE:
        cursor = _write_cursor(getattr(found[-1], key), found[-1].pk)
    return Page(
        rows=[
            Row(row.pk, row.name, row.title, row.summary, row.version.document)
            for row in found
        ],
        next_cursor=cursor,
    )


def _own(column: str, language: str) -> Any:
    words = CatalogueWords.objects.filter(entry=OuterRef("pk"), language=language)
    return Subquery(words.values(column)[:1])


def _read_cursor(choice: Choice) -> tuple[Any, int] | None:
    at, _underscore, pk = choice.cursor.partition("_")
    if not pk:
        return None
    try:
        if choice.sort == "newest":
            return datetime.strptime(at, _MOMENT).replace(tzinfo=UTC), int(pk)
        return date.fromisoformat(at), int(pk)
    except ValueError:
        return None


def _write_cursor(at: Any, pk: int) -> str:
    if isinstance(at, datetime):
        return f"{at.astimezone(UTC).strftime(_MOMENT)}_{pk}"
    return f"{at.isoformat()}_{pk}"


def counts_of(choice: Choice, language: str) -> Counts:
    """Return facet → value → how many chosen entries have it, in one query."""
    counts: Counts = {}
    rows = (
        CatalogueFacet.objects.filter(entry__in=matching(choice, language).values("pk"))
        .exclude(facet__in=("file", "language", "object"))
        .order_by()
        .values_list("facet", "value")
        .annotate(number=Count("pk"))
    )
    for facet, value, number in rows:
        counts.setdefault(facet, {})[value] = number
    return counts


def points_of(choice: Choice, language: str) -> list[tuple[float, float, int]]:
    """Return (latitude, longitude, how many entries) of every chosen point. Points are
    the middles of grid cells, so there are far fewer of them than entries."""
    rows = (
        matching(choice, language)
        .filter(latitude__isnull=False, longitude__isnull=False)
        .order_by()
        .values_list("latitude", "longitude")
        .annotate(number=Count("pk"))
    )
    return [(float(lat or 0), float(lon or 0), number) for lat, lon, number in rows]


def titles_of(names: Iterable[str], language: str) -> dict[str, str]:
    """Return the titles of public records by identifier: in ``language``, else in
    whatever language they have."""
    rows = CatalogueWords.objects.filter(
        entry__record__name__in=set(names),
        entry__record__in=Record.objects.visible(),
    ).values_list("entry__record__name", "language", "title")
    found: dict[str, str] = {}
    for name, code, title in rows:
        if code == language or name not in found:
            found[name] = title
    return found
