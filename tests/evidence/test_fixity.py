"""Fixity: every file hashed again in time; a failure is told at once and stays."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from core.clock import sweeps
from evidence.actions import fixity as actions
from evidence.actions.fixity import (
    check_exhibit,
    next_check,
    resolve_finding,
    sweep_fixity,
)
from evidence.alerts import tell_of_findings
from evidence.models import CustodyEvent, Exhibit, FixityCheck, FixityFinding
from evidence.store import Shelf
from tests.evidence.archive import take
from tests.evidence.damage import file_of, flip, mend

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Kind = CustodyEvent.Kind


@pytest.fixture(autouse=True)
def _alone(own_store: None) -> None:
    """Every test has an archive of its own."""


def test_good_check_is_noted_and_logged(exhibit: Exhibit) -> None:
    check = check_exhibit(exhibit=exhibit)
    assert (check.is_good, check.fault) == (True, "")
    assert check.found_sha256 == exhibit.sha256
    event = CustodyEvent.objects.get(kind=Kind.FIXITY)
    assert (event.exhibit_id, event.at) == (exhibit.pk, check.at)
    assert event.detail == {
        "is_good": True,
        "found_sha256": exhibit.sha256,
        "fault": "",
    }
    assert not FixityFinding.objects.exists()
    assert mail.outbox == []


def _remove(exhibit: Exhibit) -> None:
    file_of(exhibit).unlink()


def _append(exhibit: Exhibit) -> None:
    with file_of(exhibit).open("ab") as file:
        file.write(b"!")


def _cut(exhibit: Exhibit) -> None:
    os.truncate(file_of(exhibit), 5)


def _lengthen_row(exhibit: Exhibit) -> None:
    # Only a row that its trigger let through: the SHA-512 is what tells.
    exhibit.sha512 = "0" * 128


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (flip, "changed"),
        (_append, "changed"),
        (_cut, "changed"),
        (_lengthen_row, "changed"),
        (_remove, "missing"),
    ],
)
def test_each_harm_is_found(
    exhibit: Exhibit, keeper: Any, harm: Callable[[Exhibit], None], fault: str
) -> None:
    harm(exhibit)
    check = check_exhibit(exhibit=exhibit)
    assert (check.is_good, check.fault) == (False, fault)
    finding = FixityFinding.objects.get()
    assert (finding.failed, finding.exhibit) == (check, exhibit)
    assert finding.alerted_at is not None
    event = CustodyEvent.objects.get(kind=Kind.FIXITY)
    assert event.detail["fault"] == fault


def test_file_that_cannot_be_read_is_a_failure(
    exhibit: Exhibit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(shelf: Shelf, digest: str) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Shelf, "open", fail)
    assert check_exhibit(exhibit=exhibit).fault == "unreadable"


def test_staff_is_told_at_once_in_their_own_language(
    exhibit: Exhibit, keeper: Any, django_user_model: Any
) -> None:
    other = django_user_model.objects.create_superuser("su", "su@example.org", "x")
    UserProfile.objects.create(user=other, preferred_language="ru")
    django_user_model.objects.create_user("nobody", "nobody@example.org", "x")
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {"keeper@example.org", "su@example.org"}
    english = told["keeper@example.org"]
    assert english.subject == "1 exhibit of the archive is damaged"
    assert exhibit.ark in english.body
    assert "The file has changed" in english.body
    assert told["su@example.org"].subject != english.subject


def test_mail_is_sent_once(exhibit: Exhibit, keeper: Any) -> None:
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    check_exhibit(exhibit=exhibit)
    assert tell_of_findings() == 0
    assert len(mail.outbox) == 1


def test_while_nobody_can_be_told_a_finding_waits(
    exhibit: Exhibit, django_user_model: Any
) -> None:
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    assert FixityFinding.objects.get().alerted_at is None
    django_user_model.objects.create_superuser("su", "su@example.org", "x")
    sweep_fixity()
    assert [message.to for message in mail.outbox] == [["su@example.org"]]
    assert FixityFinding.objects.get().alerted_at is not None


def test_lost_disk_is_one_mail(keeper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "tell_of_findings", lambda: 0)
    for number in range(25):
        exhibit = take(b"file %d" % number, "some.txt")
        file_of(exhibit).unlink()
        check_exhibit(exhibit=exhibit)
    assert tell_of_findings() == 25
    (message,) = mail.outbox
    assert message.subject == "25 exhibits of the archive are damaged"
    assert message.body.count("ark:/") == 20
    assert "and 5 more" in message.body


def test_check_that_fails_half_way_leaves_nothing(
    exhibit: Exhibit, keeper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**fields: Any) -> None:
        raise RuntimeError

    flip(exhibit)
    monkeypatch.setattr(actions, "record_event", fail)
    with pytest.raises(RuntimeError):
        check_exhibit(exhibit=exhibit)
    assert not FixityCheck.objects.exists()
    assert not FixityFinding.objects.exists()
    before = exhibit.next_check_at
    assert Exhibit.objects.get().next_check_at == before


def test_every_file_has_its_turn_within_29_days() -> None:
    now = timezone.now()
    for number in range(500):
        digest = sha256(b"%d" % number).hexdigest()
        for at in (now, now + timedelta(days=number % 40, seconds=number)):
            wait = next_check(digest, at) - at
            assert timedelta(days=1) <= wait <= timedelta(days=29)


def test_turns_are_spread_evenly_over_the_days() -> None:
    now = timezone.now()
    turns = Counter(
        (next_check(sha256(b"%d" % number).hexdigest(), now) - now).days
        for number in range(28_000)
    )
    assert len(turns) == 28
    assert all(850 < count < 1150 for count in turns.values())


def test_turn_comes_back_after_the_same_time() -> None:
    digest = sha256(b"a file").hexdigest()
    first = next_check(digest, timezone.now())
    assert next_check(digest, first) == first + timedelta(days=28)


def test_sweep_checks_what_is_due_the_longest_overdue_first() -> None:
    now = timezone.now()
    waits = {"c.txt": 1, "a.txt": 9, "later.txt": -1, "b.txt": 5}
    for name, hours in waits.items():
        exhibit = take(name.encode(), name)
        due = now - timedelta(hours=hours)
        Exhibit.objects.filter(pk=exhibit.pk).update(next_check_at=due)
    assert sweep_fixity() == 3
    checked = FixityCheck.objects.order_by("pk")
    assert [check.exhibit.original_name for check in checked] == [
        "a.txt",
        "b.txt",
        "c.txt",
    ]
    assert sweep_fixity() == 0


def test_sweep_that_is_cut_short_is_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        take(b"%d" % number, "some.txt")
    seconds = iter(range(0, 10_000, 15))
    monkeypatch.setattr(actions.time, "monotonic", lambda: next(seconds))
    assert sweep_fixity() == 2, "a round ends after 40 seconds"
    assert sweep_fixity() == 2
    assert Counter(FixityCheck.objects.values_list("exhibit", flat=True)) == (
        Counter(Exhibit.objects.values_list("pk", flat=True))
    )


def test_damaged_file_is_looked_at_again_soon(exhibit: Exhibit, keeper: Any) -> None:
    flip(exhibit)
    for _turn in range(2):
        check_exhibit(exhibit=exhibit)
        wait = Exhibit.objects.get().next_check_at - timezone.now()
        assert wait < timedelta(days=1)
    assert FixityCheck.objects.count() == 2
    assert FixityFinding.objects.count() == 1


def test_the_clock_checks_by_itself(exhibit: Exhibit) -> None:
    by_name = {sweep.name: sweep for sweep in sweeps()}
    by_name["evidence.check_fixity"].run()
    assert FixityCheck.objects.get().exhibit == exhibit


def test_finding_is_resolved_by_a_person_with_a_reason_after_a_good_check(
    exhibit: Exhibit, keeper: Any
) -> None:
    flip(exhibit)
    failed = check_exhibit(exhibit=exhibit)
    mend(exhibit)
    good = check_exhibit(exhibit=exhibit)
    finding = resolve_finding(
        finding=FixityFinding.objects.get(), by=keeper, explanation=" A bad disk. "
    )
    assert (finding.resolved_by, finding.restored) == (keeper, good)
    assert finding.explanation == "A bad disk."
    event = CustodyEvent.objects.get(kind=Kind.RESTORATION)
    assert (event.actor, event.exhibit) == (keeper, exhibit)
    assert finding.failed == failed
    assert "A bad disk" not in str(event.detail)
    logged = ModelLogEntry.objects.get(action="evidence.resolve_fixity")
    assert logged.user == keeper


def test_nobody_else_resolves_a_finding(exhibit: Exhibit, recorder: Any) -> None:
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    mend(exhibit)
    check_exhibit(exhibit=exhibit)
    with pytest.raises(PermissionDenied):
        resolve_finding(
            finding=FixityFinding.objects.get(), by=recorder, explanation="Fine."
        )


@pytest.mark.parametrize(
    ("state", "explanation", "code"),
    [
        ("mended", "  ", "required"),
        ("damaged", "It is fine.", "failing"),
        ("unchecked", "It is fine.", "failing"),
        ("damaged again", "It is fine.", "failing"),
    ],
)
def test_finding_cannot_be_cleared_otherwise(
    exhibit: Exhibit, keeper: Any, state: str, explanation: str, code: str
) -> None:
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    if state != "unchecked":
        mend(exhibit)
        check_exhibit(exhibit=exhibit)
    if state.startswith("damaged"):
        flip(exhibit)
        check_exhibit(exhibit=exhibit)
    with pytest.raises(ValidationError) as caught:
        resolve_finding(
            finding=FixityFinding.objects.get(), by=keeper, explanation=explanation
        )
    assert caught.value.code == code
    assert FixityFinding.objects.get().resolved_at is None


def test_resolved_finding_is_not_resolved_again(exhibit: Exhibit, keeper: Any) -> None:
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    mend(exhibit)
    check_exhibit(exhibit=exhibit)
    finding = FixityFinding.objects.get()
    resolve_finding(finding=finding, by=keeper, explanation="A bad disk.")
    with pytest.raises(ValidationError):
        resolve_finding(finding=finding, by=keeper, explanation="Another reason.")


@pytest.mark.parametrize("field", ["resolved_at", "alone", "reopened", "deleted"])
def test_database_refuses_to_clear_a_finding_silently(
    exhibit: Exhibit, keeper: Any, field: str
) -> None:
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    rows = FixityFinding.objects.all()
    now = timezone.now()
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        if field == "resolved_at":
            rows.update(resolved_at=now)
        elif field == "alone":
            rows.update(resolved_at=now, resolved_by=keeper, explanation="Fine.")
        elif field == "deleted":
            rows.delete()
        else:
            mend(exhibit)
            check_exhibit(exhibit=exhibit)
            resolve_finding(finding=rows.get(), by=keeper, explanation="A bad disk.")
            rows.update(explanation="Nothing had happened.")
