"""Telling a researcher that something may be in the archive already."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from evidence.admin.addresses import edit_address
from evidence.duplicates import Likely, like_exhibit, like_record, own_kind
from evidence.models import Exhibit, Record, RecordExhibit

__all__ = ["alike_links", "alike_pictures", "warn_of_copies", "warn_of_duplicates"]

EXHIBIT = "wagtailsnippets_evidence_exhibit:edit"
# The pictures of a record that are looked up on one page.
MOST_PICTURES = 12


def alike_links(found: list[Likely]) -> list[dict[str, Any]]:
    """Return title, address and reasons of what was found, for a template."""
    return [
        {
            "title": str(likely.found),
            "identifier": likely.found.name,
            "url": (
                reverse(EXHIBIT, args=[likely.found.pk])
                if isinstance(likely.found, Exhibit)
                else edit_address(likely.found)
            ),
            "reasons": likely.reasons,
        }
        for likely in found
    ]


def alike_pictures(record: Record) -> list[dict[str, Any]]:
    """Return the pictures of a record that look like other exhibits, with those."""
    uses = RecordExhibit.objects.filter(record=record.pk)
    found = []
    pictures = uses.exclude(exhibit__fingerprint="").select_related("exhibit")
    for use in pictures[:MOST_PICTURES]:
        if others := like_exhibit(use.exhibit):
            found.append({"exhibit": use.exhibit, "others": alike_links(others)})
    return found


def warn_of_duplicates(request: HttpRequest, record: Record) -> None:
    """Say which records may be the one that was just saved."""
    found = like_record(own_kind(record))
    if found:
        _warn(
            request,
            _("“%(title)s” may be in the archive already:") % {"title": record.title},
            found,
        )


def warn_of_copies(request: HttpRequest, exhibit: Exhibit) -> None:
    """Say which exhibits look like the one that was just taken in."""
    if found := like_exhibit(exhibit):
        _warn(
            request,
            _("“%(title)s” looks like what the archive has already:")
            % {"title": exhibit.title},
            found,
        )


def _warn(request: HttpRequest, message: str, found: list[Likely]) -> None:
    messages.warning(
        request,
        message,
        buttons=[
            messages.button(
                link["url"],
                f"{link['title']} ({'; '.join(link['reasons'])})",
                new_window=True,
            )
            for link in alike_links(found)
        ],
    )
