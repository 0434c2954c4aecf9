"""The versions of a record: when and why each was made, and how to cite one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.meta import absolute
from evidence.citations import Citable
from evidence.models import PublishedVersion

__all__ = ["VersionRow", "citable", "history_of", "version_address"]

Document = dict[str, Any]
Occasion = PublishedVersion.Occasion


@dataclass
class VersionRow:
    """One version. ``reason`` is in the reader's language if there is one, else in
    ``reason_language``."""

    number: int
    occasion: str
    occasion_label: str
    published_at: datetime
    sha256: str
    url: str
    reason: str = ""
    reason_language: str = ""


def version_address(name: str, number: int, language: str) -> str:
    """Return the path of a version's page in ``language``."""
    with override(language):
        return reverse("evidence_version", args=[name, number])


def history_of(record_id: int, name: str, language: str) -> list[VersionRow]:
    """Return the versions of a record, newest first, in one query."""
    rows: dict[int, VersionRow] = {}
    found = PublishedVersion.objects.filter(record=record_id).order_by(
        "-number", "reasons"
    )
    for number, occasion, at, sha256, code, text in found.values_list(
        "number",
        "occasion",
        "published_at",
        "sha256",
        "reasons__language",
        "reasons__text",
    ):
        row = rows.get(number)
        if row is None:
            row = rows[number] = VersionRow(
                number=number,
                occasion=occasion,
                occasion_label=str(Occasion(occasion).label),
                published_at=at,
                sha256=sha256,
                url=reverse("evidence_version", args=[name, number]),
            )
        if text and (not row.reason or code == language):
            row.reason, row.reason_language = text, code
    return list(rows.values())


def citable(document: Document, sha256: str, language: str) -> Citable:
    """Return what a citation of a version says, in ``language``."""
    at = parse_datetime(document["published_at"])
    assert at is not None  # noqa: S101 - written by the archive itself
    address = version_address(document["name"], document["version"], language)
    with override(language):
        publisher = _("Voice of Karabakh")
    return Citable(
        title=document["words"][language]["title"],
        publisher=publisher,
        version=document["version"],
        date=timezone.localdate(at),
        ark=document["ark"],
        url=absolute(address),
        sha256=sha256,
        language=language,
    )
