"""What the worker of the kill tests does. Imported in its process alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from evidence.actions.capturing import carry_out
from evidence.actions.citing import find_cited_pages
from evidence.actions.intake import sweep_intakes
from evidence.actions.reading import find_unread_documents, read_document
from evidence.capturing import WebCaptureEngine, validate_wacz
from evidence.capturing.addresses import AddressGuard
from evidence.capturing.fetching import Fetcher
from evidence.capturing.pace import Pace
from evidence.capturing.picture import Browser, find_chromium
from evidence.custody import GENESIS, entry_digest
from evidence.documents.recognising import MemoryRecogniser
from evidence.models import (
    Capture,
    CustodyEvent,
    DocumentPage,
    DocumentReading,
    Exhibit,
    Intake,
    Source,
    VocabularyTerm,
)
from evidence.store import ORIGINALS

__all__ = ["ERRANDS", "engine_for"]


def engine_for(port: int, has_browser: bool) -> WebCaptureEngine:
    guard = AddressGuard(
        resolve=lambda host, port: ["127.0.0.1"],
        ports={port},
        exempt={("127.0.0.1", port)},
    )
    browser = Browser(find_chromium() or "", "Archive/1", has_sandbox=False)
    return WebCaptureEngine(
        fetcher=Fetcher(guard=guard, pace=Pace(0)),
        browser=browser if has_browser else None,
    )


def cite(_engine: Any, url: str) -> int:
    """Cite an address; return the number of the capture that waits for it."""
    kind = VocabularyTerm.objects.filter(scheme="source_kind").first()
    source = Source.objects.create(kind=kind, title=url, language="en", url=url)
    find_cited_pages()
    return Capture.objects.get(source=source).pk


def capture(engine: WebCaptureEngine, number: str) -> str:
    """Carry out a capture, as a worker does after the lease of a killed one."""
    row = Capture.objects.get(pk=number)
    carry_out(capture_id=row.pk, attempt=row.attempts, engine=engine)
    row.refresh_from_db()
    return row.state


def sweep(_engine: Any) -> int:
    """Do what the clock does meanwhile: finish intakes that were left behind."""
    past = timezone.now() - timedelta(hours=1)
    Intake.objects.filter(state=Intake.State.WAITING).update(touched_at=past)
    return sweep_intakes()


def states(_engine: Any) -> list[tuple[str, bool]]:
    """Return of each capture its state and whether it has its archive."""
    rows = Capture.objects.order_by("pk").values_list("state", "archive")
    return [(state, archive is not None) for state, archive in rows]


def audit(_engine: Any) -> dict[str, Any]:
    """Count everything that could be lost or doubled, and check what is there."""
    captures = list(Capture.objects.select_related("archive", "picture"))
    exhibits = list(Exhibit.objects.all())
    faults = 0
    for row in captures:
        if row.archive:
            with ORIGINALS.open(row.archive.sha256) as file:
                faults += len(validate_wacz(file))
    previous, chain = GENESIS, True
    for event in CustodyEvent.objects.order_by("sequence"):
        chain = chain and event.previous == previous
        chain = chain and event.digest == entry_digest(event)
        previous = event.digest
    stored = Path(settings.DATA_DIR, "media", "private", ORIGINALS.folder)
    incoming = Path(settings.DATA_DIR, "incoming")
    kinds = CustodyEvent.objects.filter(exhibit__isnull=False)
    return {
        "captures": len(captures),
        "done": sum(row.state == Capture.State.DONE for row in captures),
        "archives": len({row.archive_id for row in captures if row.archive_id}),
        "pictures": len({row.picture_id for row in captures if row.picture_id}),
        "exhibits": len(exhibits),
        "capture_events": kinds.filter(kind=CustodyEvent.Kind.CAPTURE).count(),
        "accessions": kinds.filter(kind=CustodyEvent.Kind.ACCESSION).count(),
        "open_intakes": Intake.objects.exclude(state=Intake.State.DONE).count(),
        "stored": sorted(path.name for path in stored.glob("*/*")),
        "hashes": sorted(exhibit.sha256 for exhibit in exhibits),
        "incoming": len(list(incoming.iterdir())) if incoming.exists() else 0,
        "faults": faults,
        "chain": chain,
    }


class _Slow(MemoryRecogniser):
    def recognise(
        self, path: Path, first: int, last: int, pages: int, language: str
    ) -> list[str]:
        time.sleep(0.1)
        return [f"recognised {number}" for number in range(first, last + 1)]


def read(_engine: Any) -> str:
    """Read the archive's documents on, as a worker does after a killed one."""
    find_unread_documents()
    for row in DocumentReading.objects.all():
        read_document(reading_id=row.pk, turn=row.attempts, recogniser=_Slow())
    return ",".join(DocumentReading.objects.values_list("state", flat=True))


def pages(_engine: Any) -> list[tuple[int, str]]:
    return list(DocumentPage.objects.values_list("number", "text"))


ERRANDS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (cite, capture, sweep, states, audit, read, pages)
}
