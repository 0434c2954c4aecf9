"""The daily anchor, and the proofs that witnesses give for it.

An anchor is made with the rows that ask for its proofs, in one transaction: they are
the outbox. :func:`seek_proofs` works it off whenever the clock comes by; what cannot be
had now is asked for again later, for ever. A proof is stored together with its entry in
the custody log, in a transaction that holds its row; of two answers the first is kept.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from evidence.anchoring.authorities import TimestampAuthority, get_authorities
from evidence.anchoring.calendars import Calendar, get_calendars, submit, upgrade
from evidence.anchoring.exchange import Unreachable
from evidence.anchoring.ots import OtsFile, OtsInvalid
from evidence.anchoring.tokens import TokenInvalid
from evidence.custody import moment, record_event
from evidence.leaves import leaves_between, previous_anchor, root_of, statement_of
from evidence.models import Anchor, CustodyEvent, CustodyHead, Proof

__all__ = ["make_anchor", "seek_proofs", "sweep_anchoring"]

logger = logging.getLogger(__name__)

# A new witness is asked about the anchors of so many days.
RECENT = timedelta(days=7)
# How many proofs are sought in one round of the clock.
ROUND = 20
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
# A calendar's hashes come into a block every few hours.
PENDING_PAUSE = timedelta(hours=2)


def sweep_anchoring() -> None:
    """What the clock does: make the day's anchor, ask for what is wanted."""
    make_anchor()
    seek_proofs()


@transaction.atomic
def make_anchor(day: date | None = None) -> Anchor | None:
    """Anchor everything that came since the last anchor, once a day.

    Returns None if the day has its anchor, or if nothing came but what anchoring
    itself has written.
    """
    day = day or timezone.localdate()
    CustodyHead.objects.get_or_create(pk=1)
    head = CustodyHead.objects.select_for_update().get(pk=1)
    last = Anchor.objects.order_by("-day").first()
    if last and last.day >= day:
        return None
    first_sequence = last.last_sequence + 1 if last else 1
    new = CustodyEvent.objects.filter(sequence__gte=first_sequence)
    if not new.exclude(kind=CustodyEvent.Kind.ANCHORING).exists():
        return None
    leaves = [leaf for leaf, _name in leaves_between(first_sequence, head.sequence)]
    anchor = Anchor.objects.create(
        day=day,
        root=root_of(leaves),
        first_sequence=first_sequence,
        last_sequence=head.sequence,
        leaves=leaves,
    )
    record_event(
        kind=CustodyEvent.Kind.ANCHORING,
        detail={
            "day": day.isoformat(),
            "root": anchor.root,
            "statement_sha256": sha256(statement_of(anchor, last)).hexdigest(),
        },
    )
    return anchor


def _witnesses() -> dict[tuple[str, str], TimestampAuthority | Calendar]:
    """The witnesses of the settings, by kind of proof and address."""
    found: dict[tuple[str, str], TimestampAuthority | Calendar] = {
        (Proof.Kind.OPENTIMESTAMPS, calendar.url): calendar
        for calendar in get_calendars()
    }
    try:
        for authority in get_authorities():
            found[Proof.Kind.RFC3161, authority.url] = authority
    except ValueError as error:
        logger.error("The roots of an authority cannot be read: %s", error)
    return found


def seek_proofs(now: datetime | None = None) -> int:
    """Ask the witnesses of the settings for what is wanted and due; return how many
    answered as they should."""
    now = now or timezone.now()
    answers = 0
    for (kind, authority), witness in _witnesses().items():
        _want_proofs(kind, authority, now)
        due = Proof.objects.filter(
            kind=kind, authority=authority, next_attempt_at__lte=now
        ).exclude(state=Proof.State.COMPLETE)
        for proof in due.select_related("anchor").order_by("next_attempt_at")[:ROUND]:
            try:
                _seek(proof, witness, now)
                answers += 1
            except (TokenInvalid, OtsInvalid) as error:
                _postpone(due.filter(pk=proof.pk), proof, now, error)
            except Unreachable as error:
                _postpone(due, proof, now, error)
                break
    return answers


def _want_proofs(kind: str, authority: str, now: datetime) -> None:
    """Ask for the proofs of one witness: for the newest anchors, and for older ones
    that no witness of its kind was asked about."""
    own = Proof.objects.filter(anchor=OuterRef("pk"), kind=kind)
    lacking = Anchor.objects.filter(
        ~Exists(own.filter(authority=authority)),
        Q(day__gt=timezone.localdate(now) - RECENT) | ~Exists(own),
    )
    Proof.objects.bulk_create(
        (
            Proof(anchor=anchor, kind=kind, authority=authority, next_attempt_at=now)
            for anchor in lacking.only("pk").order_by("-day")
        ),
        ignore_conflicts=True,
    )


def _seek(proof: Proof, witness: TimestampAuthority | Calendar, now: datetime) -> None:
    """Ask one witness once, and keep what it gives."""
    statement = statement_of(proof.anchor, previous_anchor(proof.anchor))
    if isinstance(witness, TimestampAuthority):
        stamp = witness.stamp(statement)
        _keep(proof, stamp.token, Proof.State.COMPLETE, attested_at=stamp.time)
        return
    digest, is_new = sha256(statement).digest(), proof.state == Proof.State.WANTED
    if is_new:
        given = submit(digest, witness)
    else:
        given = OtsFile.read(bytes(proof.token or b""), digest)
        upgrade(given, [witness])
    if given.blocks:
        _keep(proof, given.write(), Proof.State.COMPLETE)
    elif is_new:
        _keep(proof, given.write(), Proof.State.PENDING, again=now + PENDING_PAUSE)
    else:
        Proof.objects.filter(pk=proof.pk).update(next_attempt_at=now + PENDING_PAUSE)


@transaction.atomic
def _keep(
    proof: Proof,
    token: bytes,
    state: str,
    *,
    attested_at: datetime | None = None,
    again: datetime | None = None,
) -> None:
    """Store a proof and log it, unless another process has been quicker."""
    row = Proof.objects.select_for_update().get(pk=proof.pk)
    if (row.state, row.token_sha256) != (proof.state, proof.token_sha256):
        return
    row.token, row.token_sha256 = token, sha256(token).hexdigest()
    row.state, row.attested_at = state, attested_at
    row.attempts, row.last_fault = 0, ""
    row.next_attempt_at = again or row.next_attempt_at
    row.save()
    record_event(
        kind=CustodyEvent.Kind.ANCHORING,
        detail={
            "day": row.anchor.day.isoformat(),
            "authority": row.authority,
            "state": row.state,
            "attested_at": moment(attested_at) if attested_at else None,
            "token_sha256": row.token_sha256,
        },
    )


def _postpone(
    rows: QuerySet[Proof], proof: Proof, now: datetime, error: Exception
) -> None:
    """Have ``rows`` wait, longer each time. The proofs of a witness that is out of
    reach wait together."""
    pause = min(FIRST_PAUSE * 2 ** min(proof.attempts, 10), LONGEST_PAUSE)
    rows.update(
        attempts=F("attempts") + 1,
        next_attempt_at=now + pause,
        last_fault=str(error)[:300],
    )
    logger.warning("No proof of %s by %s: %s", proof.anchor, proof.authority, error)
