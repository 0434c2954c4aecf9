"""Documents of the archive are read in turns, whatever happens between them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from evidence.actions import reading as actions
from evidence.actions.intake import take_in
from evidence.actions.reading import (
    find_unread_documents,
    hand_out_readings,
    read_document,
)
from evidence.documents.reading import DocumentError, DocumentFault
from evidence.documents.recognising import MemoryRecogniser
from evidence.models import DocumentPage, DocumentReading, Exhibit
from evidence.passages import anchor_quotation, find_passages
from evidence.store import ORIGINALS
from tests.evidence.documents.papers import locked, paper, scan
from tests.evidence.records import Recorder

pytestmark = [pytest.mark.django_db, pytest.mark.database]
State = DocumentReading.State


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> MemoryRecogniser:
    """The recogniser that all readings of the test use."""
    recogniser = MemoryRecogniser()
    monkeypatch.setattr(actions, "get_recogniser", lambda: recogniser)
    return recogniser


def kept(path: Path, **facts: Any) -> Exhibit:
    with path.open("rb") as stream:
        return take_in(
            stream=stream, original_name=path.name, size=path.stat().st_size,
            facts=facts,
        )  # fmt: skip


def read_through(exhibit: Exhibit, **options: Any) -> DocumentReading:
    """Read a document to its end, as workers would."""
    find_unread_documents()
    reading = DocumentReading.objects.get(exhibit=exhibit)
    for _turn in range(50):
        reading.refresh_from_db()
        if not read_document(reading_id=reading.pk, turn=reading.attempts, **options):
            break
    reading.refresh_from_db()
    return reading


def pages_of(exhibit: Exhibit) -> list[tuple[int, str, str, bool]]:
    return list(
        DocumentPage.objects.filter(exhibit=exhibit).values_list(
            "number", "text", "language", "is_ocr"
        )
    )


def test_document_is_read_by_itself_page_by_page(
    tmp_path: Path, recogniser: MemoryRecogniser
) -> None:
    az, ru = "Şəhərin məscidi dağıdılıb", "Мечеть города разрушена"
    recogniser.texts = {2: "Məscidin damı yoxdur", 4: "Крыши мечети нет"}
    exhibit = kept(
        paper(tmp_path / "a.pdf", az, scan("x"), ru, scan("y")), language="az"
    )
    assert hand_out_readings() == 1
    assert pages_of(exhibit) == [
        (1, az, "az", False),
        (2, "Məscidin damı yoxdur", "az", True),
        (3, ru, "ru", False),
        (4, "Крыши мечети нет", "ru", True),
    ]
    reading = DocumentReading.objects.get()
    assert (reading.state, reading.pages, reading.fault) == (State.DONE, 4, "")
    assert recogniser.asked == [(2, 2, "az"), (4, 4, "az")]
    assert hand_out_readings() == 0


def test_other_files_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("plain text")
    kept(path)
    assert find_unread_documents() == 0


def test_scans_wait_until_there_is_a_recogniser(
    tmp_path: Path, recogniser: MemoryRecogniser
) -> None:
    exhibit = kept(paper(tmp_path / "a.pdf", "Page of text", scan("x")))
    without = MemoryRecogniser(languages=[])
    reading = read_through(exhibit, recogniser=without)
    assert reading.state == State.SCANS
    assert reading.get_state_display()
    assert [page[1] for page in pages_of(exhibit)] == ["Page of text", ""]
    find_unread_documents(without)
    assert hand_out_readings() == 1
    reading.refresh_from_db()
    assert reading.state == State.DONE


def test_document_of_text_needs_no_recogniser(tmp_path: Path) -> None:
    exhibit = kept(paper(tmp_path / "a.pdf", "Page of text"))
    without = MemoryRecogniser(languages=[])
    assert read_through(exhibit, recogniser=without).state == State.DONE


def test_locked_and_damaged_documents_say_why(
    tmp_path: Path, recogniser: MemoryRecogniser
) -> None:
    reading = read_through(kept(locked(tmp_path / "a.pdf")))
    assert (reading.state, reading.fault) == (State.FAILED, DocumentFault.ENCRYPTED)
    path = tmp_path / "b.pdf"
    path.write_bytes(b"%PDF-1.7 rubbish")
    reading = read_through(kept(path))
    assert (reading.state, reading.fault) == (State.FAILED, DocumentFault.UNREADABLE)
    assert hand_out_readings() == 0


def test_one_page_that_cannot_be_recognised_does_not_silence_the_others(
    tmp_path: Path,
) -> None:
    class Choosy(MemoryRecogniser):
        def recognise(
            self, path: Path, first: int, last: int, pages: int, language: str
        ) -> list[str]:
            if first <= 2 <= last:
                raise DocumentError(DocumentFault.RECOGNITION)
            return super().recognise(path, first, last, pages, language)

    texts = {1: "One", 2: "Two", 3: "Three"}
    exhibit = kept(paper(tmp_path / "a.pdf", *[scan(text) for text in texts.values()]))
    reading = read_through(exhibit, recogniser=Choosy(texts))
    assert [page[1] for page in pages_of(exhibit)] == ["One", "", "Three"]
    assert (reading.state, reading.fault) == (State.DONE, "recognition")


def test_long_document_takes_turns(tmp_path: Path) -> None:
    recogniser = MemoryRecogniser({number: f"Page {number}" for number in range(1, 10)})
    exhibit = kept(paper(tmp_path / "a.pdf", *[scan(str(n)) for n in range(9)]))
    find_unread_documents()
    reading = DocumentReading.objects.get()
    options = {"reading_id": reading.pk, "recogniser": recogniser, "seconds": 0}
    assert read_document(turn=0, **options)
    reading.refresh_from_db()
    assert (reading.pages, reading.recognised) == (9, 0)
    # What others have read meanwhile is not read again.
    assert not read_document(turn=0, **options)
    reading = read_through(exhibit, recogniser=recogniser)
    assert reading.state == State.DONE
    assert [page[1] for page in pages_of(exhibit)] == list(recogniser.texts.values())


def test_reading_goes_on_where_it_was_cut_short(
    tmp_path: Path, recogniser: MemoryRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"This is page {number}" for number in range(1, 8)]
    exhibit = kept(paper(tmp_path / "a.pdf", *texts))
    find_unread_documents()
    reading = DocumentReading.objects.get()
    monkeypatch.setattr(actions, "PAGES_AT_ONCE", 2)
    real, stored = actions._Turn._store, []

    def store(self: Any, batch: Any, **progress: int) -> None:
        if len(stored) == 2:
            raise KeyboardInterrupt
        stored.append([page.number for page in batch])
        real(self, batch, **progress)

    with monkeypatch.context() as patch:
        patch.setattr(actions._Turn, "_store", store)
        with pytest.raises(KeyboardInterrupt):
            read_document(reading_id=reading.pk, turn=0)
    assert stored == [[1, 2], [3, 4]]
    reading.refresh_from_db()
    assert (reading.read, reading.pages) == (4, 0)
    assert not actions.due_readings().exists()
    DocumentReading.objects.update(due_at=timezone.now())
    assert hand_out_readings() == 1
    assert [page[1] for page in pages_of(exhibit)] == texts


def test_turn_that_lost_its_lease_stores_nothing_more(tmp_path: Path) -> None:
    exhibit = kept(paper(tmp_path / "a.pdf", scan("x"), scan("y")))
    find_unread_documents()
    reading = DocumentReading.objects.get()
    quick = MemoryRecogniser({1: "Quick", 2: "Quick"})

    class Slow(MemoryRecogniser):
        def recognise(self, *arguments: Any) -> list[str]:
            read_document(reading_id=reading.pk, turn=1, recogniser=quick)
            return ["Slow", "Slow"]

    assert not read_document(reading_id=reading.pk, turn=0, recogniser=Slow())
    assert [page[1] for page in pages_of(exhibit)] == ["Quick", "Quick"]


def test_file_that_is_away_is_asked_for_again(
    tmp_path: Path, recogniser: MemoryRecogniser
) -> None:
    exhibit = kept(paper(tmp_path / "a.pdf", "Page"))
    path = Path(default_storage.path(ORIGINALS.name_of(exhibit.sha256)))
    away = path.rename(path.with_suffix(".away"))
    reading = read_through(exhibit)
    assert reading.state == State.WAITING
    assert reading.due_at > timezone.now() + timedelta(minutes=30)
    away.rename(path)
    DocumentReading.objects.update(due_at=timezone.now())
    assert read_through(exhibit).state == State.DONE


def test_quotation_is_found_however_it_is_set(
    records: Recorder, tmp_path: Path, recogniser: MemoryRecogniser
) -> None:
    source = records.source()
    exhibit = kept(
        paper(
            tmp_path / "a.pdf",
            "The minaret was taken down\nin the spring, witnesses say.",
            "Nothing of interest.",
            "Of the roof nothing was",
            "left in the year 1994.",
        ),
        source_id=source.pk,
    )
    read_through(exhibit)
    pages = DocumentPage.objects.filter(exhibit=exhibit)
    pages.filter(number=2).update(text="Er sagte: „Das Mina-\nrett“ – nichts.")

    def found(quotation: str) -> list[int]:
        return [page.number for page in find_passages(source, quotation)]

    assert found("TAKEN DOWN in   the spring") == [1]
    assert found("“das Minarett” - nichts") == [2]
    assert found("nothing was left in the year") == [3]
    assert found("never written") == []
    assert found("the") == []
    assert find_passages(records.source(), "taken down in the spring") == []


def test_claim_is_anchored_to_the_page_of_its_quotation(
    records: Recorder, tmp_path: Path, recogniser: MemoryRecogniser
) -> None:
    source = records.source()
    exhibit = kept(
        paper(tmp_path / "a.pdf", "First page twice", "Second page", "twice"),
        source_id=source.pk,
    )
    read_through(exhibit)
    record = records.make(publish=False, claims=[])
    claim = records.add_claim(
        record, sources=[{"source": source, "quotation": "second page"}]
    )
    link = claim.sources.get()
    page = anchor_quotation(link)
    assert page is not None
    link.refresh_from_db()
    assert link.passage == page
    assert page.number == 2
    link.quotation = "twice"
    assert anchor_quotation(link) is None
