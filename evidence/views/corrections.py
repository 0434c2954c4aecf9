"""The public log of corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.locales import language_codes
from core.meta import PageMeta, describe
from evidence.models import CatalogueWords, PublishedVersion, Record

__all__ = ["corrections"]

PAGE_SIZE = 20


@dataclass
class CorrectionRow:
    """A correction of a record. Without ``reason`` its explanation is still being
    translated."""

    title: str
    url: str
    number: int
    version_url: str
    at: datetime
    reason: str = ""


def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction of a record that is public in this language, newest first."""
    language = get_language() or ""
    before = request.GET.get("before", "")
    found = PublishedVersion.objects.filter(
        occasion=PublishedVersion.Occasion.CORRECTION,
        record__in=Record.objects.visible(),
        record__catalogue_entry__words__language=language,
    )
    if before.isdecimal() and len(before) < 16:
        found = found.filter(pk__lt=int(before))
    rows = list(
        found.order_by("-pk").values_list(
            "pk",
            "record_id",
            "record__name",
            "number",
            "published_at",
        )[: PAGE_SIZE + 1]
    )
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    titles = dict(
        CatalogueWords.objects.filter(
            language=language, entry__in=[row[1] for row in rows]
        ).values_list("entry_id", "title")
    )
    reasons = dict(
        PublishedVersion.objects.filter(
            pk__in=[row[0] for row in rows], reasons__language=language
        ).values_list("pk", "reasons__text")
    )
    path = reverse("evidence_corrections")
    title = _("Corrections of the evidence archive")
    describe(
        request,
        PageMeta(
            title=title,
            path=path,
            description=_(
                "What was wrong in a record, when it was put right, and why."
            ),
            versions={
                code: path.replace(f"/{language}/", f"/{code}/", 1)
                for code in language_codes()
            },
            breadcrumbs=[
                (_("Evidence archive"), f"/{language}/evidence/"),
                (title, path),
            ],
        ),
    )
    context = {
        "heading": title,
        "corrections": [
            CorrectionRow(
                title=titles.get(record_id, name),
                url=reverse("evidence_record", args=[name]),
                number=number,
                version_url=reverse("evidence_version", args=[name, number]),
                at=at,
                reason=reasons.get(pk, ""),
            )
            for pk, record_id, name, number, at in rows
        ],
        "older_url": f"?before={rows[-1][0]}" if more else "",
    }
    return render(request, "evidence/corrections.html", context)
