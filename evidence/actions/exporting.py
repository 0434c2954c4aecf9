"""Exporting: a bag of what the archive holds, which checks itself."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from evidence.anchoring.authorities import get_trust
from evidence.canonical import canonical
from evidence.custody import entry_document, moment, record_event
from evidence.export import bag as bags
from evidence.export.contents import Contents
from evidence.hashing import chunks_of
from evidence.leaves import (
    derivative_document,
    exhibit_document,
    previous_anchor,
    private_document,
    statement_of,
    version_document,
)
from evidence.models import Anchor, CustodyEvent, Proof, Record
from evidence.store import DERIVATIVES, ORIGINALS, Shelf

__all__ = ["FORMAT", "export_evidence"]

logger = logging.getLogger(__name__)

Row = dict[str, Any]

FORMAT = "voice-of-karabakh/export/1"
VERIFIER = Path(bags.__file__).with_name("verify.py")
READ_ME = Path(bags.__file__).with_name("README.txt")
# So many records are named in the log; of more, only the number.
NAMED = 50

Told = Callable[[int], None]


def export_evidence(
    *,
    target: bags.BagTarget,
    records: list[Record] | None,
    private: bool = False,
    reason: str = "",
    by: Any = None,
    on_bytes: Told = lambda count: None,
) -> Path:
    """Write a bag with ``records``, or with everything (None); return its path.

    Without ``private`` it holds what readers may see. A private export holds the
    originals and what is recorded of them besides; it needs the permission
    ``evidence.export_private`` and a reason. Everything is always private. ``by`` None
    is whoever runs the server. Either way the custody log tells of it first.

    Raises PermissionDenied or ValidationError. What is damaged is exported as it is:
    the verifier in the bag names it.
    """
    private = private or records is None
    if private and by is not None and not by.has_perm("evidence.export_private"):
        raise PermissionDenied
    if private and not reason.strip():
        raise ValidationError(_("Say what the private export is for."), code="required")
    if records is not None and not records:
        raise ValidationError(_("Choose what to export."), code="required")
    contents = _begin(records, private, reason.strip(), by)
    scope = "everything" if contents.is_whole else "selection"
    info = {
        "Source-Organization": settings.WAGTAIL_SITE_NAME,
        "External-Description": f"Evidence archive: {scope}",
        "Bag-Software-Agent": FORMAT,
    }
    with bags.Bag(target, info) as bag:
        _Writer(bag, contents, on_bytes).write(scope)
    return target.path


@transaction.atomic
def _begin(
    records: list[Record] | None, private: bool, reason: str, by: Any
) -> Contents:
    """Log the export, and take down what there is at this entry."""
    names = [record.name for record in records or []]
    for record in records or []:
        log(instance=record, action="evidence.export", user=by)
    entry = record_event(
        kind=CustodyEvent.Kind.EXPORT,
        actor=by,
        detail={
            "records": names if len(names) <= NAMED else len(names),
            "scope": "selection" if names else "everything",
            "private": private,
            "reason": reason,
        },
    )
    return Contents(records, private=private, until=entry)


class _Writer:
    """Puts the files of an export into its bag, and their rows into its index."""

    def __init__(self, bag: bags.Bag, contents: Contents, on_bytes: Told) -> None:
        self._bag, self._contents, self._on_bytes = bag, contents, on_bytes
        self._kept: set[str] = set()

    def write(self, scope: str) -> None:
        contents = self._contents
        anchors = contents.anchors()
        days = {anchor.day.isoformat() for anchor in anchors}
        self._bag.add("custody.jsonl", self._entries(days))
        index = {
            "format": FORMAT,
            "scope": scope,
            "has_originals": contents.private,
            "head": {"sequence": contents.until, "digest": contents.until_digest},
            "anchored_to": contents.anchored_to(),
            "exhibits": list(self._exhibits()),
            "derivatives": list(self._derivatives()),
            "versions": list(self._versions()),
            "fixity": list(self._fixity()),
            "anchors": [self._anchor(anchor) for anchor in anchors],
        }
        self._bag.add("index.json", [json.dumps(index, ensure_ascii=False).encode()])
        for path in (VERIFIER, READ_ME):
            self._bag.add_tag(path.name, path.read_bytes())
        self._bag.add_tag("roots/all.pem", get_trust().as_pem())

    def _entries(self, days: set[str]) -> Iterator[bytes]:
        for event in self._contents.entries(days):
            line = {"digest": event.digest, "entry": entry_document(event)}
            yield json.dumps(line, ensure_ascii=False).encode() + b"\n"

    def _exhibits(self) -> Iterator[Row]:
        for exhibit in self._contents.exhibits:
            if self._contents.private:
                self._keep("originals", ORIGINALS, exhibit.sha256)
                private = canonical(private_document(exhibit))
                self._bag.add(f"private/{exhibit.name}.json", [private])
            yield exhibit_document(exhibit)

    def _derivatives(self) -> Iterator[Row]:
        for derivative in self._contents.derivatives():
            self._keep("derivatives", DERIVATIVES, derivative.sha256)
            yield derivative_document(derivative)

    def _keep(self, folder: str, shelf: Shelf, sha256: str) -> None:
        """Copy a file once. One that cannot be read is left out."""
        name = f"{folder}/{sha256}"
        if name in self._kept:
            return
        self._kept.add(name)
        try:
            file = shelf.open(sha256)
        except OSError as error:
            logger.error("%s cannot be exported: %s", name, error)
            return
        with file:
            self._bag.add(name, self._parts(file))

    def _parts(self, file: IO[bytes]) -> Iterator[bytes]:
        for part in chunks_of(file):
            yield part
            self._on_bytes(len(part))

    def _versions(self) -> Iterator[Row]:
        for version in self._contents.versions():
            row = version_document(version)
            name = f"versions/{row['record']}-v{row['number']}.json"
            self._bag.add(name, [version.content.encode()])
            yield row

    def _fixity(self) -> Iterator[Row]:
        for check in self._contents.fixity():
            yield {
                "exhibit": check.exhibit.name,
                "at": moment(check.at),
                "is_good": check.is_good,
                "found_sha256": check.found_sha256,
                "fault": check.fault,
            }

    def _anchor(self, anchor: Anchor) -> Row:
        anchor.refresh_from_db(fields=["leaves"])
        day = anchor.day.isoformat()
        statement = statement_of(anchor, previous_anchor(anchor))
        leaves = "".join(f"{leaf}\n" for leaf in anchor.leaves)
        self._bag.add(f"anchors/{day}/statement.json", [statement])
        self._bag.add(f"anchors/{day}/leaves.txt", [leaves.encode()])
        proofs = []
        for number, (proof, state, token) in enumerate(self._contents.proofs(anchor)):
            suffix = "tsr" if proof.kind == Proof.Kind.RFC3161 else "ots"
            name = f"{number}.{suffix}"
            if token:
                self._bag.add(f"anchors/{day}/{name}", [token])
            at = moment(proof.attested_at) if proof.attested_at else None
            digest = hashlib.sha256(token).hexdigest()
            # A row that has come further since has the hash of another token.
            if state == proof.state:
                digest = proof.token_sha256
            proofs.append(
                {
                    "kind": proof.kind,
                    "authority": proof.authority,
                    "state": state,
                    "file": name if token else None,
                    "token_sha256": digest,
                    "attested_at": at,
                }
            )
        return {"day": day, "proofs": proofs}
