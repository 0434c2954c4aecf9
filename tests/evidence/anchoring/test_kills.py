"""Anchoring is killed at a hundred random instants; nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evidence.actions.anchoring import make_anchor, seek_proofs
from evidence.actions.fixity import check_exhibit
from evidence.audit import audit
from evidence.custody import record_event
from evidence.models import Anchor, CustodyEvent, Exhibit, FixityCheck, Proof
from tests.evidence.archive import take
from tests.evidence.killing import copy_of_database, start
from tests.evidence.local_calendar import LocalCalendar
from tests.evidence.witnesses import Tsa, name_witnesses

pytestmark = pytest.mark.django_db

KILLS = 100
BEGIN = date(2026, 3, 1)


@pytest.fixture
def database(db: None, tmp_path: Path) -> Path:
    if connection.vendor != "sqlite":
        pytest.skip("Copies the database by SQLite's own means.")
    return copy_of_database(tmp_path)


@pytest.fixture
def calendar() -> Iterator[LocalCalendar]:
    made = LocalCalendar()
    yield made
    made.server.close()


def go_on() -> None:
    """What is killed: entries, files, their checks, anchors and proofs, day after
    day."""
    chance = random.Random()
    while True:
        record_event(kind=CustodyEvent.Kind.TRANSFER, detail={"to": "a vault"})
        if chance.random() < 0.1:
            check_exhibit(exhibit=take(chance.randbytes(8), "some.txt"))
        make_anchor(BEGIN + timedelta(days=Anchor.objects.count()))
        seek_proofs(timezone.now() + timedelta(hours=chance.randrange(1000)))


def finish(days: int) -> None:
    make_anchor(BEGIN + timedelta(days=Anchor.objects.count()))
    while seek_proofs(timezone.now() + timedelta(days=days)):
        pass


def look() -> None:
    """What must hold in the end."""
    assert not Proof.objects.exclude(state=Proof.State.COMPLETE).exists()
    assert [str(fault) for fault in audit()] == []
    checks = Counter(FixityCheck.objects.values_list("exhibit", flat=True))
    assert set(checks.values()) == {1}
    assert Exhibit.objects.count() - len(checks) < 10
    anchors = list(Anchor.objects.order_by("day"))
    assert len(anchors) > 5
    leaves = Counter(leaf for anchor in anchors for leaf in anchor.leaves)
    assert set(leaves.values()) == {1}
    anchored = {leaf for leaf in leaves if leaf.startswith("event:")}
    assert anchored == {
        f"event:{event.digest}"
        for event in CustodyEvent.objects.filter(
            sequence__lte=anchors[-1].last_sequence
        )
    }
    told = Counter(
        (event.detail["day"], event.detail.get("authority"), event.detail.get("state"))
        for event in CustodyEvent.objects.filter(kind=CustodyEvent.Kind.ANCHORING)
    )
    assert set(told.values()) == {1}
    proofs = Counter(Proof.objects.values_list("anchor", flat=True))
    assert proofs == {anchor.pk: 2 for anchor in anchors}


def test_kills_lose_and_double_nothing(
    database: Path,
    own_store: None,
    tsa: Tsa,
    calendar: LocalCalendar,
    settings: Any,
) -> None:
    name_witnesses(settings, tsa, calendar)
    chance = random.Random(9)
    killed = 0
    for number in range(KILLS):
        child = start(database, go_on)
        time.sleep(chance.uniform(0.0, 0.12))
        os.kill(child, signal.SIGKILL)
        _child, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        calendar.mine(900_000 + number)
    assert killed == KILLS, "a process failed by itself"
    for work in (partial(finish, 100), partial(finish, 200), look):
        _child, status = os.waitpid(start(database, work), 0)
        assert status == 0
        calendar.mine(990_000)
