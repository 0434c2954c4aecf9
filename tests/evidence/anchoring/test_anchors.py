"""The daily anchor and its proofs: everything once, and nothing lost without a net."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.clock import sweeps
from evidence import canonical
from evidence.actions import anchoring
from evidence.actions.anchoring import make_anchor, seek_proofs
from evidence.actions.fixity import check_exhibit
from evidence.anchoring.authorities import MemoryAuthority
from evidence.anchoring.calendars import MemoryCalendar
from evidence.anchoring.merkle import MerkleTree
from evidence.anchoring.ots import OtsFile
from evidence.custody import record_event
from evidence.leaves import exhibit_document, leaf_of, previous_anchor, statement_of
from evidence.models import Anchor, CustodyEvent, CustodyHead, Exhibit, Proof
from tests.evidence.archive import FIRST, SECOND, take
from tests.evidence.local_calendar import LocalCalendar
from tests.evidence.witnesses import Tsa, name_witnesses

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Kind = CustodyEvent.Kind


@pytest.fixture(autouse=True)
def _alone(own_store: None, settings: Any) -> None:
    """Every test has an archive of its own, and no witness that it does not name."""
    name_witnesses(settings)


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> MemoryAuthority:
    made = MemoryAuthority("memory:authority")
    monkeypatch.setattr(anchoring, "get_authorities", lambda: [made])
    return made


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> MemoryCalendar:
    made = MemoryCalendar()
    monkeypatch.setattr(anchoring, "get_calendars", lambda: [made])
    return made


@pytest.fixture
def exhibit() -> Exhibit:
    return take(b"one", "one.txt")


def anchor_on(day: Any) -> Anchor:
    made = make_anchor(day)
    assert made is not None
    return made


def test_anchor_holds_every_entry_and_what_it_brought(exhibit: Exhibit) -> None:
    anchor = anchor_on(FIRST)
    events = CustodyEvent.objects.filter(sequence__lte=anchor.last_sequence)
    assert [leaf for leaf in anchor.leaves if leaf.startswith("event:")] == [
        f"event:{event.digest}" for event in events.order_by("sequence")
    ]
    assert leaf_of(exhibit_document(exhibit)) in anchor.leaves
    assert len(anchor.leaves) == events.count() + 1
    assert (anchor.first_sequence, anchor.last_sequence) == (1, events.count())
    assert anchor.root == MerkleTree(map(str.encode, anchor.leaves)).root.hex()


def test_next_anchor_goes_on_where_the_last_one_ended(exhibit: Exhibit) -> None:
    first = anchor_on(FIRST)
    other = take(b"two", "two.txt")
    second = anchor_on(SECOND)
    assert second.first_sequence == first.last_sequence + 1
    assert second.last_sequence == CustodyHead.objects.get().sequence - 1
    assert leaf_of(exhibit_document(other)) in second.leaves
    assert leaf_of(exhibit_document(exhibit)) not in second.leaves


def test_statement_names_the_anchor_before(exhibit: Exhibit) -> None:
    first = anchor_on(FIRST)
    take(b"two", "two.txt")
    second = anchor_on(SECOND)
    told = json.loads(statement_of(second, previous_anchor(second)))
    assert told["previous"] == first.root
    assert told["root"] == second.root
    assert json.loads(statement_of(first, previous_anchor(first)))["previous"] is None
    assert canonical.canonical(told) == statement_of(second, first)


def test_custody_log_tells_of_the_anchor(exhibit: Exhibit) -> None:
    anchor = anchor_on(FIRST)
    event = CustodyEvent.objects.get(kind=Kind.ANCHORING)
    assert event.sequence == anchor.last_sequence + 1
    assert event.detail == {
        "day": "2026-03-01",
        "root": anchor.root,
        "statement_sha256": sha256(statement_of(anchor, None)).hexdigest(),
    }


def test_one_anchor_a_day(exhibit: Exhibit) -> None:
    anchor_on(FIRST)
    take(b"two", "two.txt")
    assert make_anchor(FIRST) is None
    assert make_anchor(FIRST - timedelta(days=1)) is None
    assert Anchor.objects.count() == 1


def test_nothing_new_makes_no_anchor(
    exhibit: Exhibit, authority: MemoryAuthority
) -> None:
    anchor_on(FIRST)
    assert seek_proofs() == 1
    assert CustodyEvent.objects.filter(kind=Kind.ANCHORING).count() == 2
    assert make_anchor(SECOND) is None


def test_empty_archive_makes_no_anchor() -> None:
    assert make_anchor(FIRST) is None


@pytest.mark.parametrize(
    "change", [{"root": "0" * 64}, {"leaves": []}, {"first_sequence": 7}]
)
def test_database_refuses_to_change_an_anchor(
    exhibit: Exhibit, change: dict[str, Any]
) -> None:
    anchor = anchor_on(FIRST)
    with pytest.raises(DatabaseError), transaction.atomic():
        Anchor.objects.filter(pk=anchor.pk).update(**change)


def test_proof_is_verified_stored_and_logged(
    exhibit: Exhibit, tsa: Tsa, settings: Any
) -> None:
    name_witnesses(settings, tsa)
    anchor = anchor_on(FIRST)
    before = datetime.now(UTC).replace(microsecond=0)
    assert seek_proofs() == 1
    proof = anchor.proofs.get()
    assert (proof.kind, proof.state) == (Proof.Kind.RFC3161, Proof.State.COMPLETE)
    assert proof.authority == f"{tsa.server.url}/tsa"
    assert before <= proof.attested_at <= datetime.now(UTC)
    assert proof.token_sha256 == sha256(bytes(proof.token)).hexdigest()
    event = CustodyEvent.objects.order_by("-sequence").first()
    assert event.detail["token_sha256"] == proof.token_sha256
    assert event.detail["day"] == "2026-03-01"
    assert len(tsa.server.requests) == 1
    assert seek_proofs() == 0
    assert len(tsa.server.requests) == 1, "a proof that is there is asked for again"


def test_complete_proof_cannot_be_changed(
    exhibit: Exhibit, authority: MemoryAuthority
) -> None:
    proof = anchor_on(FIRST).proofs
    seek_proofs()
    with pytest.raises(DatabaseError), transaction.atomic():
        proof.update(token=b"another", token_sha256=sha256(b"another").hexdigest())


def test_without_a_net_proofs_wait_longer_each_time_and_catch_up(
    exhibit: Exhibit, authority: MemoryAuthority
) -> None:
    authority.answers = False
    anchor = anchor_on(FIRST)
    now = timezone.now()
    pauses = []
    for _turn in range(9):
        assert seek_proofs(now) == 0
        proof = anchor.proofs.get()
        assert proof.state == Proof.State.WANTED
        assert "does not answer" in proof.last_fault
        assert seek_proofs(now) == 0
        pauses.append(proof.next_attempt_at - now)
        now = proof.next_attempt_at
    assert authority.asked == 9, "a proof that has to wait was asked for"
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=5)
    assert pauses[-1] == timedelta(hours=6)
    authority.answers = True
    assert seek_proofs(now) == 1
    proof = anchor.proofs.get()
    assert (proof.state, proof.last_fault) == (Proof.State.COMPLETE, "")


def test_silent_witness_is_asked_once_a_round_for_all_that_waits(
    exhibit: Exhibit, authority: MemoryAuthority
) -> None:
    authority.answers = False
    for number in range(5):
        take(b"%d" % number, "some.txt")
        anchor_on(FIRST + timedelta(days=number))
    now = timezone.now()
    seek_proofs(now)
    assert authority.asked == 1
    authority.answers = True
    assert seek_proofs(now) == 0, "what failed is left alone for a while"
    assert seek_proofs(now + timedelta(hours=1)) == 5


def test_silent_witness_holds_up_no_other(
    exhibit: Exhibit, authority: MemoryAuthority, calendar: MemoryCalendar
) -> None:
    authority.answers = False
    anchor = anchor_on(FIRST)
    seek_proofs()
    states = dict(anchor.proofs.values_list("kind", "state"))
    assert states == {"rfc3161": "wanted", "ots": "pending"}
    authority.answers, calendar.answers = True, False
    calendar.mine(900_000)
    seek_proofs(timezone.now() + timedelta(days=1))
    states = dict(anchor.proofs.values_list("kind", "state"))
    assert states == {"rfc3161": "complete", "ots": "pending"}


def test_promise_is_upgraded_by_itself_once_it_is_kept(
    exhibit: Exhibit, calendar: MemoryCalendar
) -> None:
    anchor = anchor_on(FIRST)
    digest = sha256(statement_of(anchor, None)).digest()
    now = timezone.now()
    seek_proofs(now)
    pending = anchor.proofs.get()
    assert OtsFile.read(bytes(pending.token), digest).promises
    for _turn in range(3):
        now += timedelta(hours=2)
        seek_proofs(now)
    assert anchor.proofs.get().state == Proof.State.PENDING
    assert anchor.proofs.get().token_sha256 == pending.token_sha256
    calendar.mine(900_000)
    seek_proofs(now + timedelta(hours=2))
    proof = anchor.proofs.get()
    assert proof.state == Proof.State.COMPLETE
    assert [h for h, _root in OtsFile.read(bytes(proof.token), digest).blocks] == [
        900_000
    ]
    told = CustodyEvent.objects.filter(kind=Kind.ANCHORING, sequence__gt=1)
    assert [event.detail.get("state") for event in told.order_by("sequence")] == [
        None,
        "pending",
        "complete",
    ]


def test_real_calendar_gives_and_keeps_its_promise(
    exhibit: Exhibit, settings: Any
) -> None:
    calendar = LocalCalendar()
    name_witnesses(settings, calendar=calendar)
    anchor = anchor_on(FIRST)
    seek_proofs()
    calendar.mine(900_001)
    seek_proofs(timezone.now() + timedelta(hours=3))
    proof = anchor.proofs.get()
    digest = sha256(statement_of(anchor, None)).digest()
    root = calendar.blocks[900_001][::-1].hex()
    assert OtsFile.read(bytes(proof.token), digest).blocks == [(900_001, root)]
    calendar.server.close()


def test_token_that_cannot_be_trusted_is_not_stored(
    exhibit: Exhibit, tsa: Tsa, settings: Any
) -> None:
    stranger = tsa.ca.root("stranger")
    settings.TIMESTAMP_AUTHORITIES = [(f"{tsa.server.url}/tsa", str(stranger.path))]
    anchor = anchor_on(FIRST)
    assert seek_proofs() == 0
    proof = anchor.proofs.get()
    assert (proof.state, proof.token) == (Proof.State.WANTED, None)
    assert "verif" in proof.last_fault
    assert proof.next_attempt_at > timezone.now()


def test_roots_that_cannot_be_read_stop_nothing_else(
    exhibit: Exhibit,
    calendar: MemoryCalendar,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.TIMESTAMP_AUTHORITIES = [("https://tsa.example.org", "/nowhere.pem")]
    anchor = anchor_on(FIRST)
    assert seek_proofs() == 1
    assert anchor.proofs.get().kind == Proof.Kind.OPENTIMESTAMPS
    assert "/nowhere.pem" in caplog.text


def test_first_witness_is_asked_about_all_earlier_anchors(
    exhibit: Exhibit, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [timezone.localdate() - timedelta(days=back) for back in (40, 3, 0)]
    for number, day in enumerate(days):
        take(b"%d" % number, "some.txt")
        anchor_on(day)
        assert seek_proofs() == 0
    first, second = MemoryAuthority("memory:1"), MemoryAuthority("memory:2")
    monkeypatch.setattr(anchoring, "get_authorities", lambda: [first])
    assert seek_proofs() == 3
    monkeypatch.setattr(anchoring, "get_authorities", lambda: [first, second])
    assert seek_proofs() == 2
    assert second.asked == 2, "of those that another has witnessed, only recent ones"


def test_of_two_answers_the_first_is_kept(
    exhibit: Exhibit, authority: MemoryAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchor = anchor_on(FIRST)
    real, inner = authority.stamp, []

    def stamp(statement: bytes) -> Any:
        if not inner:
            # While one process waits for its answer, another gets one and stores it.
            inner.append(None)
            seek_proofs()
        return real(statement)

    monkeypatch.setattr(authority, "stamp", stamp)
    seek_proofs()
    assert authority.asked == 2
    proof = anchor.proofs.get()
    told = CustodyEvent.objects.filter(detail__authority=authority.url)
    assert [event.detail["token_sha256"] for event in told] == [proof.token_sha256]


def test_anchor_that_fails_leaves_nothing(
    exhibit: Exhibit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**fields: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(anchoring, "record_event", fail)
    with pytest.raises(RuntimeError):
        make_anchor(FIRST)
    assert not Anchor.objects.exists()
    monkeypatch.undo()
    assert make_anchor(FIRST)


def test_the_clock_anchors_by_itself(
    exhibit: Exhibit, authority: MemoryAuthority
) -> None:
    by_name = {sweep.name: sweep for sweep in sweeps()}
    by_name["evidence.anchor"].run()
    by_name["evidence.anchor"].run()
    anchor = Anchor.objects.get()
    assert anchor.day == timezone.localdate()
    assert anchor.proofs.get().state == Proof.State.COMPLETE


def test_anchoring_costs_no_query_more_for_a_longer_day(exhibit: Exhibit) -> None:
    def queries_of(day: Any) -> int:
        with CaptureQueriesContext(connection) as counted:
            anchor_on(day)
        return len(counted)

    few = queries_of(FIRST)
    for number in range(20):
        check_exhibit(exhibit=take(b"%d" % number, "some.txt"))
    assert queries_of(SECOND) == few


def test_entry_of_an_unknown_kind_is_anchored_like_any_other(exhibit: Exhibit) -> None:
    event = record_event(kind=Kind.TRANSFER, exhibit=exhibit, detail={"to": "a vault"})
    assert f"event:{event.digest}" in anchor_on(FIRST).leaves
