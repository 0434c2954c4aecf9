"""Addresses of sources are asked now and then, and dead only after several failures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.utils import timezone

from evidence.actions import links as actions
from evidence.actions.links import (
    AGAIN,
    ENOUGH_FAILURES,
    PERIOD,
    check_link,
    due_links,
    find_unchecked_links,
    hand_out_links,
)
from evidence.captures import url_digest
from evidence.capturing import CaptureError, MemoryCaptureEngine, Reason
from evidence.models import LinkCheck, Source
from tests.evidence.records import Recorder

pytestmark = [pytest.mark.django_db, pytest.mark.database]

URL = "https://report.example/page"


class Answering(MemoryCaptureEngine):
    """An engine whose addresses answer with a status."""

    status = 200

    def probe(self, url: str) -> int:
        super().probe(url)
        return self.status


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Answering:
    engine = Answering()
    monkeypatch.setattr(actions, "get_engine", lambda: engine)
    return engine


def asked(source: Source) -> LinkCheck:
    """Ask the address of a source now, as the clock and a worker would."""
    find_unchecked_links()
    LinkCheck.objects.filter(source=source).update(due_at=timezone.now())
    hand_out_links()
    return LinkCheck.objects.get(source=source)


def test_new_addresses_are_spread_over_the_period(records: Recorder) -> None:
    for number in range(20):
        records.source(url=f"https://report.example/{number}")
    records.source()
    records.source(url=URL, is_sample=True)
    now = timezone.now()
    assert find_unchecked_links() == 20
    assert find_unchecked_links() == 0
    due = [check.due_at - now for check in LinkCheck.objects.all()]
    assert all(timedelta() <= wait <= PERIOD + timedelta(minutes=5) for wait in due)
    assert max(due) - min(due) > PERIOD / 3


def test_living_address_is_asked_once_in_a_period(
    records: Recorder, engine: Answering
) -> None:
    source = records.source(url=URL)
    check = asked(source)
    assert not check.is_dead
    assert check.checked_at is not None
    assert check.due_at == check.checked_at + PERIOD
    assert hand_out_links() == 0
    assert engine.asked == [URL]


@pytest.mark.parametrize("status", [200, 301, 401, 403, 405, 429, 500, 503])
def test_server_that_answers_is_alive(
    records: Recorder, engine: Answering, status: int
) -> None:
    engine.status = status
    source = records.source(url=URL)
    for _time in range(ENOUGH_FAILURES + 1):
        assert not asked(source).is_dead


@pytest.mark.parametrize("status", [404, 410, 451])
def test_page_that_is_gone_is_dead_after_several_days(
    records: Recorder, engine: Answering, status: int
) -> None:
    engine.status = status
    source = records.source(url=URL)
    for failures in range(1, ENOUGH_FAILURES):
        check = asked(source)
        assert (check.is_dead, check.failures) == (False, failures)
        assert check.checked_at is not None
        assert check.due_at == check.checked_at + AGAIN
    assert asked(source).is_dead
    engine.status = 200
    check = asked(source)
    assert (check.is_dead, check.failures) == (False, 0)


def test_server_that_cannot_be_reached_is_dead_in_the_end(
    records: Recorder, engine: Answering
) -> None:
    engine.pages[URL] = CaptureError(Reason.UNRESOLVED)
    source = records.source(url=URL)
    states = [asked(source).is_dead for _time in range(ENOUGH_FAILURES)]
    assert states == [False, False, True]


def test_of_two_callers_one_asks(records: Recorder, engine: Answering) -> None:
    records.source(url=URL)
    find_unchecked_links()
    check = LinkCheck.objects.get()
    first = check_link(check_id=check.pk, due_at=check.due_at)
    second = check_link(check_id=check.pk, due_at=check.due_at)
    assert (first, second) == (False, None)
    assert engine.asked == [URL]


def test_source_without_an_address_any_more_is_forgotten(
    records: Recorder, engine: Answering
) -> None:
    source = records.source(url=URL)
    find_unchecked_links()
    Source.objects.filter(pk=source.pk).update(url="")
    LinkCheck.objects.update(due_at=timezone.now())
    hand_out_links()
    assert not LinkCheck.objects.exists()
    assert engine.asked == []


def test_nothing_is_asked_by_itself_where_that_is_off(
    records: Recorder, settings: Any
) -> None:
    source = records.source(url=URL)
    settings.CAPTURING = {**project_settings.CAPTURING, "by_itself": False}
    assert find_unchecked_links() == 0
    LinkCheck.objects.create(source=source, due_at=timezone.now())
    assert list(due_links()) == []


def test_addresses_have_one_digest_in_all_spellings() -> None:
    same = {
        url_digest(url) for url in (URL, f" {URL}#x", "HTTPS://REPORT.example:443/page")
    }
    assert len(same) == 1
    assert url_digest("not an address") != url_digest(URL)
