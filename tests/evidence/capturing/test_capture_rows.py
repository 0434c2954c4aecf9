"""From a cited address to exhibits: in time, once, and told when it fails."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.users.models import UserProfile

from evidence import incoming
from evidence.actions import capturing, citing
from evidence.actions.capturing import LEASE, MOST_BEGUN, PAUSES, carry_out
from evidence.actions.citing import (
    capture_now,
    due_captures,
    find_cited_pages,
    hand_out_captures,
)
from evidence.captures import archived_copies, archived_copy, fault_label
from evidence.capturing import CaptureError, MemoryCaptureEngine, Reason
from evidence.models import Access, Capture, CustodyEvent, Exhibit, Intake, LinkCheck
from evidence.store import ORIGINALS
from tests.evidence.capturing.packages import PICTURE
from tests.evidence.records import Recorder

pytestmark = [pytest.mark.django_db, pytest.mark.database]

URL = "https://report.example/page"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> MemoryCaptureEngine:
    """The engine that all captures of the test use."""
    engine = MemoryCaptureEngine(picture=PICTURE)
    monkeypatch.setattr(capturing, "get_engine", lambda: engine)
    return engine


@pytest.fixture
def researcher(recorder: Any) -> Any:
    recorder.user_permissions.add(Permission.objects.get(codename="add_capture"))
    return type(recorder).objects.get(pk=recorder.pk)


def cited(records: Recorder, url: str = URL, **fields: Any) -> Capture:
    """Return the capture that waits for a new source of this address, due now."""
    source = records.source(url=url, **fields)
    find_cited_pages()
    Capture.objects.filter(source=source).update(due_at=timezone.now())
    return Capture.objects.get(source=source)


def carried_out(capture: Capture) -> Capture:
    """Carry out a capture now, as a worker would."""
    capture.refresh_from_db()
    carry_out(capture_id=capture.pk, attempt=capture.attempts)
    capture.refresh_from_db()
    return capture


def test_cited_page_waits_for_its_delay_and_is_kept_by_itself(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    source = records.source(url=URL)
    assert hand_out_captures() == 0
    capture = Capture.objects.get()
    delay = timedelta(seconds=project_settings.CAPTURING["delay"])
    assert capture.due_at == source.updated_at + delay
    assert find_cited_pages() == 0
    Capture.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert hand_out_captures() == 1
    capture.refresh_from_db()
    assert capture.state == Capture.State.DONE
    assert engine.asked == [URL]
    assert hand_out_captures() == 0


def test_files_become_exhibits_with_custody(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    engine.pages[URL] = b"a package"
    engine.document = b"%PDF-1.4 paper"
    capture = carried_out(cited(records))
    archive, picture = capture.archive, capture.picture
    assert archive is not None
    assert picture is not None
    assert archive.sha256 == hashlib.sha256(b"a package").hexdigest()
    with ORIGINALS.open(archive.sha256) as kept:
        assert kept.read() == b"a package"
    assert picture.media_type == "image/png"
    assert archive.acquisition == "capture"
    assert archive.access == "restricted"
    assert archive.source == capture.source
    assert archive.original_name.endswith(".wacz")
    document = Exhibit.objects.get(name=capture.facts["document"])
    assert document.media_type == "application/pdf"
    events = CustodyEvent.objects.filter(kind=CustodyEvent.Kind.CAPTURE)
    assert {event.exhibit for event in events} == {archive, picture, document}
    assert events[0].detail["url"] == URL
    assert events[0].detail["capture"] == str(capture.uuid)
    assert capture.text == "Words of the page"
    assert set(capture.facts) == {"status", "software", "title", "document"}
    assert Intake.objects.exclude(state=Intake.State.DONE).count() == 0
    assert list(Path(project_settings.DATA_DIR, "capturing").iterdir()) == []
    # Other tests may have left parts of their own.
    assert not any(incoming.safe_size(row.uuid) for row in Intake.objects.all())


def test_samples_are_not_captured(records: Recorder) -> None:
    records.source(url=URL, is_sample=True)
    assert find_cited_pages() == 0


def test_nothing_is_captured_by_itself_where_that_is_off(
    records: Recorder, settings: Any
) -> None:
    settings.CAPTURING = {**project_settings.CAPTURING, "by_itself": False}
    records.source(url=URL)
    assert find_cited_pages() == 0


def test_address_that_is_corrected_in_time_is_never_asked(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    capture = cited(records, "https://mistyped.example/")
    source = capture.source
    assert source is not None
    source.url = URL
    source.save()
    carry_out(capture_id=capture.pk, attempt=0)
    assert engine.asked == []
    assert not Capture.objects.filter(pk=capture.pk).exists()
    find_cited_pages()
    assert Capture.objects.get().url == URL


def test_two_sources_of_one_address_share_a_recent_copy(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    first = carried_out(cited(records, URL))
    second = carried_out(cited(records, "HTTPS://Report.example:443/page#part"))
    assert engine.asked == [URL]
    assert second.state == Capture.State.DONE
    assert second.archive == first.archive
    assert second.captured_at == first.captured_at
    assert second.facts["same_as"] == str(first.uuid)

    Capture.objects.update(captured_at=timezone.now() - timedelta(days=31))
    third = carried_out(cited(records, URL))
    assert third.archive != first.archive
    assert len(engine.asked) == 2


def test_researcher_may_ask_for_a_capture_at_any_time(
    records: Recorder,
    engine: MemoryCaptureEngine,
    researcher: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    first = carried_out(cited(records))
    assert first.source is not None
    with django_capture_on_commit_callbacks(execute=True):
        asked = capture_now(source=first.source, by=researcher)
    asked.refresh_from_db()
    assert asked.state == Capture.State.DONE
    assert asked.archive != first.archive
    assert asked.asked_by == researcher
    assert asked.archive is not None
    assert asked.archive.accessioned_by == researcher


def test_asking_brings_a_waiting_capture_forward(
    records: Recorder, researcher: Any
) -> None:
    source = records.source(url=URL)
    find_cited_pages()
    asked = capture_now(source=source, by=researcher)
    assert capture_now(source=source, by=researcher) == asked
    assert list(due_captures()) == [asked]
    assert Capture.objects.count() == 1


def test_capture_must_be_permitted_and_possible(
    records: Recorder, recorder: Any, researcher: Any, reviewer: Any
) -> None:
    with pytest.raises(PermissionDenied):
        capture_now(source=records.source(url=URL), by=reviewer)
    with pytest.raises(ValidationError):
        capture_now(source=records.source(), by=researcher)


def test_failure_is_tried_again_ever_later_and_told_in_the_end(
    records: Recorder, engine: MemoryCaptureEngine, recorder: Any
) -> None:
    engine.pages[URL] = CaptureError(Reason.UNREACHABLE, "no route")
    capture = cited(records)
    for pause in PAUSES:
        begun = timezone.now()
        carried_out(capture)
        assert capture.state == Capture.State.WAITING
        assert begun + pause <= capture.due_at <= timezone.now() + pause
        assert capture.last_fault == "unreachable: no route"
    assert mail.outbox == []
    carried_out(capture)
    assert capture.state == Capture.State.FAILED
    (message,) = mail.outbox
    assert message.to == [recorder.email]
    assert URL in message.body
    assert len(engine.asked) == len(PAUSES) + 1
    assert Exhibit.objects.count() == 0
    assert Intake.objects.count() == 0


def test_fault_that_lasts_is_told_at_once_in_the_researchers_language(
    records: Recorder, engine: MemoryCaptureEngine, recorder: Any
) -> None:
    UserProfile.objects.create(user=recorder, preferred_language="ru")
    engine.pages[URL] = CaptureError(Reason.PRIVATE, "10.0.0.1")
    capture = carried_out(cited(records))
    assert capture.state == Capture.State.FAILED
    (message,) = mail.outbox
    assert "внутреннюю сеть" in message.body


def test_fault_is_told_in_words(english: None) -> None:
    assert fault_label("status: 404") == "The server answered with an error. (404)"
    assert fault_label("time") == "The server took too long."
    assert fault_label("something else") == "something else"


def test_failure_after_success_of_another_attempt_changes_nothing(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    capture = carried_out(cited(records))
    assert carry_out(capture_id=capture.pk, attempt=capture.attempts) is None
    assert carry_out(capture_id=capture.pk, attempt=0) is None
    assert engine.asked == [URL]


def test_one_of_two_workers_with_the_same_wake_up_works(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    capture = cited(records)

    class Doubled(MemoryCaptureEngine):
        def capture(self, url: str, folder: Path) -> Any:
            assert carry_out(capture_id=capture.pk, attempt=0) is None
            return super().capture(url, folder)

    carry_out(capture_id=capture.pk, attempt=0, engine=Doubled(picture=PICTURE))
    capture.refresh_from_db()
    assert capture.state == Capture.State.DONE
    assert Exhibit.objects.count() == 2


def test_worker_that_lost_its_lease_gives_way(records: Recorder) -> None:
    capture = cited(records)
    quick = MemoryCaptureEngine(picture=PICTURE)

    class Slow(MemoryCaptureEngine):
        def capture(self, url: str, folder: Path) -> Any:
            # Meanwhile the lease ends, and another worker takes over.
            carry_out(capture_id=capture.pk, attempt=1, engine=quick)
            return super().capture(url, folder)

    carry_out(capture_id=capture.pk, attempt=0, engine=Slow(picture=b"\x89PNG slow"))
    capture.refresh_from_db()
    assert capture.state == Capture.State.DONE
    assert Exhibit.objects.count() == 2
    assert Intake.objects.exclude(state=Intake.State.DONE).count() == 0
    assert CustodyEvent.objects.filter(kind="capture").count() == 2


def test_pages_of_one_host_are_captured_one_after_another(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    first = cited(records, "https://report.example/1")
    second = cited(records, "https://report.example/2")
    other = cited(records, "https://other.example/")

    class Nosy(MemoryCaptureEngine):
        def capture(self, url: str, folder: Path) -> Any:
            carried_out(second)
            carried_out(other)
            return super().capture(url, folder)

    carry_out(capture_id=first.pk, attempt=0, engine=Nosy(picture=PICTURE))
    assert second.state == Capture.State.WAITING
    assert second.due_at > timezone.now()
    assert second.attempts == 0
    assert other.state == Capture.State.DONE
    assert carried_out(second).state == Capture.State.DONE


def test_killed_attempt_is_taken_up_after_the_lease(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    capture = cited(records)
    Capture.objects.filter(pk=capture.pk).update(
        attempts=1, due_at=timezone.now() + LEASE
    )
    assert hand_out_captures() == 0
    Capture.objects.filter(pk=capture.pk).update(due_at=timezone.now())
    assert hand_out_captures() == 1
    capture.refresh_from_db()
    assert capture.state == Capture.State.DONE


def test_capture_that_kills_every_worker_is_given_up(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    capture = cited(records)
    Capture.objects.filter(pk=capture.pk).update(attempts=MOST_BEGUN)
    carried_out(capture)
    assert capture.state == Capture.State.FAILED
    assert engine.asked == []
    assert len(mail.outbox) == 1


def test_files_that_were_lost_on_their_way_are_captured_anew(
    records: Recorder, engine: MemoryCaptureEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = cited(records)

    def lose(**_options: Any) -> None:
        for intake in Intake.objects.all():
            incoming.discard(intake.uuid)
        raise FileNotFoundError

    with monkeypatch.context() as patch:
        patch.setattr(capturing, "accession", lose)
        carried_out(capture)
    assert capture.state == Capture.State.WAITING
    assert capture.last_fault.startswith("broken")
    assert "intakes" not in capture.facts
    assert Intake.objects.filter(state=Intake.State.WAITING).count() == 0
    assert carried_out(capture).state == Capture.State.DONE


def test_work_folders_of_killed_captures_are_cleared(
    records: Recorder, engine: MemoryCaptureEngine
) -> None:
    root = Path(project_settings.DATA_DIR, "capturing")
    old, new = root / "capture-old", root / "capture-new"
    for folder in (old, new):
        (folder / "profile").mkdir(parents=True, exist_ok=True)
    long_ago = time.time() - 24 * 3600
    os.utime(old, (long_ago, long_ago))
    carried_out(cited(records))
    assert not old.exists()
    assert new.exists()
    (new / "profile").rmdir()
    new.rmdir()


def test_dead_links_offer_the_newest_copy(
    records: Recorder,
    engine: MemoryCaptureEngine,
    django_assert_num_queries: Any,
) -> None:
    first = carried_out(cited(records))
    source = first.source
    assert source is not None
    assert first.archive is not None
    copy = archived_copy(source)
    assert copy is not None
    assert copy.sha256 == first.archive.sha256
    assert copy.captured_at == first.captured_at
    assert not copy.is_dead
    LinkCheck.objects.create(source=source, is_dead=True)
    copy = archived_copy(source)
    assert copy is not None
    assert copy.is_dead

    bare = records.source(url="https://nothing.example/")
    without = records.source()
    hidden = records.source(url=URL, access=Access.RESEARCHERS)
    with django_assert_num_queries(2):
        copies = archived_copies([source, bare, without, hidden])
    assert set(copies) == {source.pk}


def test_hundreds_of_new_sources_are_found_in_rounds(records: Recorder) -> None:
    for number in range(5):
        records.source(url=f"https://report.example/{number}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(citing, "ROUND", 2)
        assert [find_cited_pages() for _round in range(4)] == [2, 2, 1, 0]
