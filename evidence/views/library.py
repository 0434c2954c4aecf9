"""The library of a language: what the archive has published in it, as a list, on a
map, along time and in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.meta import PageMeta, describe
from evidence.library import VIEWS, Choice, counts_of, read_page
from evidence.library.drawing import draw_bars, draw_columns, draw_map
from evidence.library.offering import Labels, bars_of, chosen_of, facets_of, years_of
from evidence.library.reading import Page, Row, points_of, titles_of
from evidence.models import ArchivePage, Derivative
from evidence.presentation.exhibits import file_address
from evidence.presentation.terms import NOT_SENSITIVE, terms_in
from evidence.presentation.wording import when
from evidence.views.addresses import versions_of

__all__ = ["library"]

THUMBNAIL = 480
_CHARTS = ("category", "verification", "severity", "kind", "source_kind", "place")
_MOST_BARS = 15
_HARMLESS = {None, NOT_SENSITIVE}


@dataclass(frozen=True)
class Entry:
    """A record in a list."""

    title: str
    summary: str
    url: str
    labels: list[str]
    date: str
    place: str
    verification: str
    is_sample: bool
    picture: dict[str, Any] = field(default_factory=dict)


def library(request: HttpRequest, page: ArchivePage) -> HttpResponse:
    """Show what the query string chooses, the way it chooses."""
    language = get_language() or ""
    choice = Choice.parse(request.GET)
    path = page.url_path
    counts = counts_of(choice, language)
    found = read_page(choice, language) if choice.view in {"list", "map"} else None
    places = set(counts.get("place", {})) | {choice.facets.get("place", "")}
    if found:
        places |= {name for row in found.rows if (name := _place_of(row))}
    titles = titles_of(places - {""}, language)
    labels = Labels(terms_in(language), titles)
    total = sum(counts.get("kind", {}).values())
    _describe(request, page, choice)
    context = {
        "page": page,
        "feed_url": reverse("evidence_feed"),
        "choice": choice,
        "total": total,
        "views": [
            {
                "name": view,
                "label": _view_label(view),
                "url": choice.shown_as(view).address(path),
                "is_current": view == choice.view,
            }
            for view in VIEWS
        ],
        "facets": facets_of(choice, counts, labels, path),
        "chosen": chosen_of(choice, labels, path),
        "kept": [
            pair for pair in choice.pairs() if pair[0] not in {"from", "to", "sort"}
        ],
        "sorts": _sorts(),
        "clear_url": Choice(view=choice.view, sort=choice.sort).address(path),
        **_shown(choice, found, counts, labels, path, language),
    }
    response = render(request, "evidence/library.html", context)
    return _with_tiles(request, response) if context.get("map") else response


def _with_tiles(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let a page with a map, and no other, load pictures from the tile server."""
    if not settings.MAP_TILES:
        return response
    parts = urlsplit(settings.MAP_TILES)
    policy = csp_update({"img-src": [f"{parts.scheme}://{parts.netloc}"]})
    return cast(HttpResponse, policy(lambda _request: response)(request))


def _shown(
    choice: Choice,
    found: Page | None,
    counts: dict[str, dict[str, int]],
    labels: Labels,
    path: str,
    language: str,
) -> dict[str, Any]:
    """Return what the chosen view draws; no other view is read for."""
    if choice.view == "timeline":
        years = years_of(choice, counts, path)
        return {"years": years, "columns": draw_columns(years)}
    if choice.view == "statistics":
        years = years_of(choice, counts, path)
        charts = []
        for facet in _CHARTS:
            bars = bars_of(facet, choice, counts, labels, path)
            if bars:
                charts.append(
                    {
                        "facet": facet,
                        "name": labels.name(facet),
                        "bars": bars,
                        "drawing": draw_bars(bars[:_MOST_BARS]),
                    }
                )
        return {"charts": charts, "years": years, "columns": draw_columns(years)}
    assert found is not None  # noqa: S101 - the other two views are lists
    shown: dict[str, Any] = {
        "entries": _entries(found, labels, path),
        "next_url": (
            choice.from_cursor(found.next_cursor).address(path)
            if found.next_cursor
            else ""
        ),
        "first_url": choice.from_cursor("").address(path) if choice.cursor else "",
    }
    if choice.view == "map":
        drawn = draw_map(points_of(choice, language), choice.box, settings.MAP_TILES)
        shown["map"] = drawn
        shown["tiles_credit"] = settings.MAP_TILES_CREDIT
        shown["clusters"] = [
            {
                "x": cluster.x,
                "y": cluster.y,
                "radius": cluster.radius,
                "number": cluster.number,
                "url": choice.within(cluster.box).address(path),
            }
            for cluster in (drawn.clusters if drawn else [])
        ]
    return shown


def _entries(found: Page, labels: Labels, path: str) -> list[Entry]:
    pictures = _pictures(found)
    return [
        Entry(
            title=row.title,
            summary=row.summary,
            url=f"{path}{row.name}/",
            labels=_labels_of(row, labels),
            date=_date_of(row),
            place=labels.titles.get(_place_of(row), ""),
            verification=(
                labels.of("verification", row.document["verification"])
                if row.document["verification"]
                else ""
            ),
            is_sample=row.document["is_sample"],
            picture=pictures.get(row.record_id, {}),
        )
        for row in found.rows
    ]


def _labels_of(row: Row, labels: Labels) -> list[str]:
    category = row.document["facts"].get("category")
    found = [labels.of("kind", row.document["kind"])]
    return found + ([labels.of("category", category)] if category else [])


def _date_of(row: Row) -> str:
    facts = row.document["facts"]
    return capfirst(when(facts.get("date") or "", facts.get("date_qualifier") or "on"))


def _place_of(row: Row) -> str:
    facts = row.document["facts"]
    place = facts.get("place") or facts.get("home") or {}
    return str(place.get("name") or "")


def _pictures(found: Page) -> dict[int, dict[str, Any]]:
    """Return a picture for each record that has one to show without a warning, in one
    query: which copies may be shown now."""
    candidates: dict[int, list[dict[str, Any]]] = {}
    for row in found.rows:
        if row.document["content_warning"] not in _HARMLESS:
            continue
        candidates[row.record_id] = [
            {**derivative, "name": exhibit["name"]}
            for exhibit in row.document["exhibits"]
            if exhibit["content_warning"] in _HARMLESS
            for derivative in exhibit["derivatives"]
            if derivative["media_type"].startswith("image/")
        ]
    wanted = {row["sha256"] for rows in candidates.values() for row in rows}
    offered = {
        derivative.sha256
        for derivative in Derivative.objects.filter(
            sha256__in=wanted, is_current=True
        ).select_related("exhibit")
        if derivative.may_be_shown
    }
    shown: dict[int, dict[str, Any]] = {}
    for record, copies in candidates.items():
        copy = next((copy for copy in copies if copy["sha256"] in offered), None)
        if copy:
            narrow = THUMBNAIL if (copy["width"] or 0) > THUMBNAIL else 0
            address = file_address(
                copy["sha256"], copy["name"], copy["media_type"], narrow
            )
            shown[record] = {
                "url": address,
                "width": copy["width"],
                "height": copy["height"],
            }
    return shown


def _view_label(view: str) -> str:
    return {
        "list": _("List"),
        "map": _("Map"),
        "timeline": _("Timeline"),
        "statistics": _("Statistics"),
    }[view]


def _sorts() -> list[tuple[str, str]]:
    return [
        ("newest", _("Newest in the archive")),
        ("earliest", _("Date of the incident, earliest first")),
        ("latest", _("Date of the incident, latest first")),
    ]


def _describe(request: HttpRequest, page: ArchivePage, choice: Choice) -> None:
    title = page.seo_title or page.title
    if choice.view != "list":
        title = f"{title}: {_view_label(choice.view)}"
    versions = versions_of(page)
    alone = Choice(view=choice.view)
    describe(
        request,
        PageMeta(
            title=title,
            path=alone.address(page.url_path),
            description=page.search_description
            or page.introduction
            or _("Sourced, graded and verifiable records, kept for ever."),
            versions={code: alone.address(at) for code, at in versions.items()},
            robots="noindex, follow" if choice.is_narrowed or choice.cursor else "",
            feeds=[(page.title, reverse("evidence_feed"))],
            breadcrumbs=[(page.title, page.url_path)],
        ),
    )
