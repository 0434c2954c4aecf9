"""Reading captures: which copy the archive holds of an address, and who may know."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from evidence.capturing.addresses import WebAddress
from evidence.capturing.faults import CaptureError, Reason
from evidence.models import Capture, CatalogueEntry, LinkCheck, Record, Source

__all__ = [
    "ArchivedCopy",
    "archived_copies",
    "archived_copy",
    "canonical_url",
    "captures_of",
    "fault_label",
    "public_captures",
    "url_digest",
]


@dataclass(frozen=True)
class ArchivedCopy:
    """What a reader may be told of a source's kept page.

    ``sha256`` is that of the WACZ, which the archive's proofs of time cover.
    ``is_dead`` says that the address itself no longer answers.
    """

    url: str
    captured_at: datetime
    sha256: str
    ark: str
    is_dead: bool


def canonical_url(url: str) -> str:
    """Return the one spelling of an address under which its captures are found."""
    try:
        return WebAddress.parse(url).url
    except CaptureError:
        return url.strip()


def url_digest(url: str) -> str:
    return hashlib.sha256(canonical_url(url).encode("utf-8")).hexdigest()


def captures_of(url: str) -> QuerySet[Capture]:
    """Return the finished captures of an address, the newest first."""
    return (
        Capture.objects.filter(
            url_digest=url_digest(url), state=Capture.State.DONE, archive__isnull=False
        )
        .select_related("archive")
        .order_by("-captured_at", "-pk")
    )


def archived_copies(sources: Iterable[Source]) -> dict[int, ArchivedCopy]:
    """Return the newest copy of each source's address by the source's key.

    Sources that readers must not learn of, and those without a copy, are left out. Two
    queries, however many sources there are.
    """
    open_sources = {
        source.pk: source for source in sources if source.url and source.is_open
    }
    if not open_sources:
        return {}
    digests = {pk: url_digest(source.url) for pk, source in open_sources.items()}
    newest: dict[str, Capture] = {}
    rows = Capture.objects.filter(
        url_digest__in=set(digests.values()),
        state=Capture.State.DONE,
        archive__isnull=False,
    ).select_related("archive")
    for capture in rows.order_by("captured_at", "pk").defer("text", "facts"):
        newest[capture.url_digest] = capture
    dead = set(
        LinkCheck.objects.filter(source__in=open_sources, is_dead=True).values_list(
            "source_id", flat=True
        )
    )
    copies = {}
    for pk, digest in digests.items():
        kept = newest.get(digest)
        if kept and kept.archive and kept.captured_at:
            copies[pk] = ArchivedCopy(
                url=open_sources[pk].url,
                captured_at=kept.captured_at,
                sha256=kept.archive.sha256,
                ark=kept.archive.ark,
                is_dead=pk in dead,
            )
    return copies


def archived_copy(source: Source) -> ArchivedCopy | None:
    """Return the newest copy of a source's address that readers may be told of."""
    return archived_copies([source]).get(source.pk)


def public_captures(url: str) -> list[Capture]:
    """Return the captures of an address that anybody may know of, the oldest first.

    That the archive watches an address is public once a public record names, in its
    newest version, an open source with this address. Of several captures that share a
    package, the first counts.
    """
    captures = list(captures_of(url).defer("text").select_related("source", "archive"))
    sources = {c.source for c in captures if c.source and c.source.is_open}
    named = {source.pk for source in sources if _is_named(source)}
    found: dict[int, Capture] = {}
    for capture in reversed(captures):
        if capture.source_id in named and capture.archive_id:
            found.setdefault(capture.archive_id, capture)
    return list(found.values())


def fault_label(last_fault: str) -> str:
    """Return a capture's stored fault as a sentence for people."""
    code, _colon, detail = last_fault.partition(": ")
    if code not in Reason.values:
        return last_fault
    label = str(Reason(code).label)
    return f"{label} ({detail})" if detail else label


def _is_named(source: Source) -> bool:
    """Say whether what is public names the source, with its address."""
    cited = Q(record__claims__sources__source=source)
    shown = Q(record__exhibit_links__exhibit__source=source)
    entries = (
        CatalogueEntry.objects.filter(cited | shown)
        .filter(record__in=Record.objects.visible())
        .select_related("version")
        .distinct()
    )
    wanted = canonical_url(source.url)
    return any(
        found["name"] == source.name and canonical_url(found.get("url", "")) == wanted
        for entry in entries
        for found in entry.version.document["sources"]
    )
