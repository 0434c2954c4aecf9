"""Whether the anchors hold everything, and whether their proofs prove them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.utils import timezone

from evidence.anchoring.authorities import get_trust
from evidence.anchoring.ots import OtsFile, OtsInvalid
from evidence.anchoring.tokens import TokenInvalid, Trust
from evidence.audit.faults import Fault
from evidence.custody import moment
from evidence.leaves import leaves_between, root_of, statement_of
from evidence.models import Anchor, CustodyEvent, Proof

__all__ = ["check_anchors", "check_proofs"]


def _logged() -> dict[tuple[str, str], dict[str, Any]]:
    """What the log tells of anchors, (day, ""), and of their proofs as they have come
    to be, (day, witness)."""
    events = CustodyEvent.objects.filter(kind=CustodyEvent.Kind.ANCHORING)
    return {
        (event.detail["day"], event.detail.get("authority", "")): event.detail
        for event in events.order_by("sequence").iterator()
    }


def check_anchors() -> Iterator[Fault]:
    told = {
        day: detail["statement_sha256"]
        for (day, witness), detail in _logged().items()
        if not witness
    }
    before: Anchor | None = None
    for anchor in Anchor.objects.order_by("day").iterator(chunk_size=20):
        day = anchor.day.isoformat()
        where = f"anchor {day}"
        if root_of(anchor.leaves) != anchor.root:
            yield Fault(where, "its leaves do not come to its root")
        if anchor.first_sequence != (before.last_sequence + 1 if before else 1):
            yield Fault(where, "does not follow the anchor before it")
        if told.pop(day, None) != sha256(statement_of(anchor, before)).hexdigest():
            yield Fault(where, "the custody log knows another one, or none")
        yield from _compare(anchor)
        before = anchor
    for day in told:
        yield Fault(f"anchor {day}", "is missing")


def _compare(anchor: Anchor) -> Iterator[Fault]:
    """Compare an anchor's leaves with what is there now."""
    stored = Counter(anchor.leaves)
    for leaf, name in leaves_between(anchor.first_sequence, anchor.last_sequence):
        if stored[leaf]:
            stored[leaf] -= 1
        else:
            yield Fault(name, f"is not what was anchored on {anchor.day}")
    for leaf in stored.elements():
        yield Fault(f"anchor {anchor.day}", f"what its leaf {leaf} stood for is gone")


def check_proofs() -> Iterator[Fault]:
    told = {key: detail for key, detail in _logged().items() if key[1]}
    trust: Trust | None = None
    before: Anchor | None = None
    for anchor in Anchor.objects.order_by("day").defer("leaves").iterator():
        rows = list(anchor.proofs.order_by("pk"))
        statement = b""
        if rows:
            anchor.refresh_from_db(fields=["leaves"])
            statement = statement_of(anchor, before)
        for proof in rows:
            where = f"proof of {anchor.day} by {proof.authority}"
            logged = told.pop((anchor.day.isoformat(), proof.authority), None)
            token = bytes(proof.token or b"")
            if not token and logged is None and proof.state == Proof.State.WANTED:
                continue
            if sha256(token).hexdigest() != proof.token_sha256:
                yield Fault(where, "differs from its hash")
            if not logged or _tells_otherwise(proof, logged):
                yield Fault(where, "is not the one that the custody log knows")
            try:
                if proof.kind == Proof.Kind.RFC3161:
                    trust = trust or get_trust()
                    _check_token(proof, token, statement, trust)
                elif proof.kind == Proof.Kind.OPENTIMESTAMPS:
                    _check_ots(proof, token, statement)
                else:
                    yield Fault(where, "is of a kind that does not exist")
            except (TokenInvalid, OtsInvalid) as error:
                yield Fault(where, str(error))
        before = anchor
    for day, authority in told:
        yield Fault(f"proof of {day} by {authority}", "is missing")


def _tells_otherwise(proof: Proof, logged: dict[str, Any]) -> bool:
    at = moment(proof.attested_at) if proof.attested_at else None
    row = {"state": proof.state, "token_sha256": proof.token_sha256, "attested_at": at}
    return any(logged.get(name) != value for name, value in row.items())


def _check_token(proof: Proof, token: bytes, statement: bytes, trust: Trust) -> None:
    stamp = trust.verify(
        token,
        statement,
        not_before=proof.anchor.made_at,
        not_after=timezone.now(),
    )
    if stamp.time != proof.attested_at or proof.state != Proof.State.COMPLETE:
        raise TokenInvalid(f"The token names {stamp.time}, its row something else.")


def _check_ots(proof: Proof, token: bytes, statement: bytes) -> None:
    held = OtsFile.read(token, sha256(statement).digest())
    if bool(held.blocks) != (proof.state == Proof.State.COMPLETE):
        raise OtsInvalid("The proof's row does not say how far it has come.")
