"""Reading the text of documents: page by page, a while at a time, never from anew.

The state is :class:`~evidence.models.DocumentReading`. Each turn takes it for a lease
and stores what it has read in small transactions, so a turn that is killed costs its
last few pages, and another turn goes on from there.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_tasks import task

from evidence.actions.finding import note_documents
from evidence.documents.languages import guess_language
from evidence.documents.reading import (
    READABLE,
    Bounds,
    DocumentError,
    DocumentFault,
    PageText,
    read_pdf,
)
from evidence.documents.recognising import TextRecogniser, get_recogniser
from evidence.models import DocumentPage, DocumentReading, Exhibit
from evidence.store import ORIGINALS

__all__ = [
    "due_readings",
    "file_of",
    "find_unread_documents",
    "hand_out_readings",
    "read_document",
    "read_on",
]

logger = logging.getLogger(__name__)

# A turn that does not come back by then was killed.
LEASE = timedelta(minutes=30)
AFTER_FAULT = timedelta(hours=1)
# A turn ends after so long, for the sake of other tasks; the next one goes on.
TURN_SECONDS = 60
PAGES_AT_ONCE, SCANS_AT_ONCE = 50, 4
# New documents that one round of the clock takes up.
ROUND, MOST_AT_ONCE = 200, 20
# What was handed out to a worker is not handed out again before.
AGAIN = timedelta(minutes=40)


class _Superseded(Exception):
    """Another turn has taken the document: this one was too slow."""


def find_unread_documents(recogniser: TextRecogniser | None = None) -> int:
    """Take up documents that nobody has begun to read; return how many."""
    readings = DocumentReading.objects.filter(exhibit=OuterRef("pk"))
    unread = Exhibit.objects.filter(media_type__in=READABLE).exclude(Exists(readings))
    new = [
        DocumentReading(exhibit=exhibit) for exhibit in unread.order_by("pk")[:ROUND]
    ]
    DocumentReading.objects.bulk_create(new, ignore_conflicts=True)
    scans = DocumentReading.objects.filter(state=DocumentReading.State.SCANS)
    if scans.exists() and (recogniser or get_recogniser()).languages():
        scans.update(state=DocumentReading.State.WAITING, due_at=timezone.now())
    return len(new)


def due_readings() -> QuerySet[DocumentReading]:
    """Return the documents whose turn it is, those that wait longest first."""
    return DocumentReading.objects.filter(
        state=DocumentReading.State.WAITING, due_at__lte=timezone.now()
    ).order_by("due_at", "pk")


def read_document(
    *,
    reading_id: int,
    turn: int,
    recogniser: TextRecogniser | None = None,
    bounds: Bounds | None = None,
    seconds: float = TURN_SECONDS,
) -> bool:
    """Read on for a turn; return whether the document is due again at once.

    ``turn`` is the number of turns that the caller has seen: of several callers with
    the same number, one reads.
    """
    taken = DocumentReading.objects.filter(
        pk=reading_id, state=DocumentReading.State.WAITING, attempts=turn
    ).update(attempts=turn + 1, due_at=timezone.now() + LEASE)
    if not taken:
        return False
    reading = DocumentReading.objects.select_related("exhibit__source").get(
        pk=reading_id
    )
    try:
        _Turn(reading, recogniser or get_recogniser(), bounds, seconds).read()
    except _Superseded:
        return False
    except DocumentError as error:
        logger.warning("Document %s cannot be read: %s", reading.exhibit, error)
        _keep(reading, state=DocumentReading.State.FAILED, fault=error.fault.value)
    except OSError as error:
        logger.warning("Document %s cannot be opened: %s", reading.exhibit, error)
        _keep(reading, due_at=timezone.now() + AFTER_FAULT)
    note_documents([reading.exhibit_id])
    return due_readings().filter(pk=reading_id).exists()


@task()
def read_on(reading_id: int, turn: int) -> None:
    """Wake up for one document; a long one takes several turns."""
    if read_document(reading_id=reading_id, turn=turn):
        read_on.enqueue(reading_id, turn + 1)


def hand_out_readings() -> int:
    """Find documents to be read, and wake workers for those that are due."""
    find_unread_documents()
    count = 0
    for reading in due_readings()[:MOST_AT_ONCE]:
        waiting = DocumentReading.objects.filter(pk=reading.pk, due_at=reading.due_at)
        if waiting.update(due_at=timezone.now() + AGAIN):
            read_on.enqueue(reading.pk, reading.attempts)
            count += 1
    return count


class _Turn:
    """One turn at one document."""

    def __init__(
        self,
        reading: DocumentReading,
        recogniser: TextRecogniser,
        bounds: Bounds | None,
        seconds: float,
    ) -> None:
        self._reading = reading
        self._exhibit = reading.exhibit
        self._recogniser = recogniser
        self._bounds = bounds
        self._until = time.monotonic() + seconds

    def read(self) -> None:
        with file_of(self._exhibit) as path:
            if not self._reading.pages:
                self._read_pages(path)
            self._recognise_pages(path)

    def _read_pages(self, path: Path) -> None:
        batch: list[PageText] = []
        number = 0
        for page in read_pdf(path, self._bounds):
            number = page.number
            if number > self._reading.read:
                batch.append(page)
            if len(batch) >= PAGES_AT_ONCE:
                self._store(batch, read=number)
                batch = []
        # All are read: only now is their number known to be the document's.
        self._store(batch, read=number, pages=number)
        if not number:
            _keep(self._reading, state=DocumentReading.State.DONE)

    def _store(self, batch: list[PageText], **progress: int) -> None:
        with transaction.atomic():
            _keep(self._reading, **progress)
            DocumentPage.objects.bulk_create(
                [self._page(page) for page in batch], ignore_conflicts=True
            )

    def _page(self, page: PageText) -> DocumentPage:
        # What a stamp says is on the picture as well, and recognised with it.
        text = "" if page.is_picture else page.text
        return DocumentPage(
            exhibit=self._exhibit,
            number=page.number,
            text=text,
            language=guess_language(text) or (self._language if text else ""),
        )

    def _recognise_pages(self, path: Path) -> None:
        if not self._scans():
            _keep(self._reading, state=DocumentReading.State.DONE)
            return
        if not self._recogniser.languages():
            _keep(self._reading, state=DocumentReading.State.SCANS)
            return
        while scans := self._scans():
            if time.monotonic() > self._until:
                # Others wait as well.
                _keep(self._reading, due_at=timezone.now())
                return
            self._recognise(path, scans)
        _keep(self._reading, state=DocumentReading.State.DONE)

    def _scans(self) -> list[int]:
        """Return the next pages to be recognised: without text and side by side."""
        numbers = DocumentPage.objects.filter(
            exhibit=self._exhibit, text="", number__gt=self._reading.recognised
        ).order_by("number")
        found: list[int] = []
        for number in numbers.values_list("number", flat=True)[:SCANS_AT_ONCE]:
            if found and number != found[-1] + 1:
                break
            found.append(number)
        return found

    def _recognise(self, path: Path, scans: list[int]) -> None:
        texts: dict[int, str] = {}
        fault = ""
        try:
            texts = self._ask(path, scans)
        except DocumentError:
            # One bad page must not silence its neighbours.
            for number in scans:
                try:
                    texts |= self._ask(path, [number])
                except DocumentError as error:
                    logger.warning("%s, page %s: %s", self._exhibit, number, error)
                    fault = DocumentFault.RECOGNITION.value
        with transaction.atomic():
            progress = {"recognised": scans[-1]}
            _keep(
                self._reading, **({**progress, "fault": fault} if fault else progress)
            )
            for number, text in texts.items():
                if text:
                    DocumentPage.objects.filter(
                        exhibit=self._exhibit, number=number, text=""
                    ).update(
                        text=text,
                        language=guess_language(text) or self._language,
                        is_ocr=True,
                    )

    def _ask(self, path: Path, scans: list[int]) -> dict[int, str]:
        texts = self._recogniser.recognise(
            path, scans[0], scans[-1], self._reading.pages, self._language
        )
        return dict(zip(scans, texts, strict=True))

    @property
    def _language(self) -> str:
        """Return the language that the archive's people say the document is in."""
        source = self._exhibit.source
        return self._exhibit.language or (source.language if source else "")


def _keep(reading: DocumentReading, **values: object) -> None:
    """Store progress, unless another turn has taken over."""
    mine = DocumentReading.objects.filter(pk=reading.pk, attempts=reading.attempts)
    if not mine.update(**values):
        raise _Superseded
    for name, value in values.items():
        setattr(reading, name, value)


@contextmanager
def file_of(exhibit: Exhibit) -> Iterator[Path]:
    """Give the exhibit's file a path for as long as it is read."""
    if isinstance(default_storage, FileSystemStorage):
        path = Path(default_storage.path(ORIGINALS.name_of(exhibit.sha256)))
        with path.open("rb"):
            yield path
        return
    with tempfile.NamedTemporaryFile(prefix="document-") as copy:
        with ORIGINALS.open(exhibit.sha256) as file:
            shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)
