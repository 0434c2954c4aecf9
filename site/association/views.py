"""Readers' pages of the association."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import json_ld, reading
from core.body_pictures import picture_ids
from core.meta import PageMeta, describe
from core.pictures import figures_for
from core.restrictions import is_restricted

if TYPE_CHECKING:
    from association.models import StandardPage

__all__ = ["standard_page"]


def standard_page(request: HttpRequest, page: StandardPage) -> HttpResponse:
    """A standard page with its subpages."""
    trail = [(page.title, page.url_path)]
    describe(
        request,
        PageMeta(
            title=page.seo_title or page.title,
            path=page.url_path,
            description=page.search_description or page.summary,
            versions=reading.versions_of(page),
            breadcrumbs=trail,
            json_ld=[json_ld.breadcrumb_list(trail)],
        ),
    )
    below = page.get_children().live().filter(~is_restricted())
    subpages = below.values_list("title", "url_path")
    context = {
        "page": page,
        "figures": figures_for(picture_ids(page.body)),
        "footnotes": reading.footnotes(page.body),
        "subpages": [{"title": title, "url": url} for title, url in subpages],
    }
    return render(request, "association/standard_page.html", context)
