"""A small archive with everything in it that an audit or an export looks at."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evidence.actions.anchoring import make_anchor, seek_proofs
from evidence.actions.deriving import derive_copy, redact_exhibit
from evidence.actions.fixity import check_exhibit
from evidence.actions.intake import take_in
from evidence.audit import audit, check_files
from evidence.models import Anchor, Derivative, Exhibit, Record
from evidence.redaction import Region
from tests.evidence.records import Recorder, picture_bytes

FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)


def take(data: bytes, name: str = "IMG_1.jpg", **facts: Any) -> Exhibit:
    facts.setdefault("access", "public")
    return take_in(
        stream=io.BytesIO(data), original_name=name, size=len(data), facts=facts
    )


@dataclass
class Archive:
    """Two published records and one draft; three exhibits, one of them restricted; two
    anchors with their proofs, and a check that is not anchored yet."""

    shown: Exhibit
    redacted: Exhibit
    hidden: Exhibit
    first: Record
    second: Record
    draft: Record

    @property
    def copies(self) -> list[Derivative]:
        return list(Derivative.objects.order_by("pk"))

    @property
    def anchors(self) -> list[Anchor]:
        return list(Anchor.objects.order_by("day"))


def build(records: Recorder) -> Archive:
    """Make the archive through the actions that people use. The witnesses are those of
    the settings."""
    shown = take(picture_bytes("teal"), "IMG_1.jpg")
    derive_copy(exhibit=shown)
    redacted = take(picture_bytes("olive"), "IMG_2.jpg")
    derive_copy(exhibit=redacted)
    hidden = take(b"A letter that stays closed.", "letter.txt", access="restricted")
    first = records.make(title="First", exhibits=[{"exhibit": shown}])
    check_exhibit(exhibit=shown)
    make_anchor(FIRST)
    seek_proofs()
    redact_exhibit(
        exhibit=redacted, regions=[Region(2, 2, 20, 20)], reason="A face is seen."
    )
    second = records.make(title="Second", exhibits=[{"exhibit": redacted}])
    records.publish(first, reason="A date was wrong.")
    check_exhibit(exhibit=hidden)
    make_anchor(SECOND)
    seek_proofs()
    draft = records.make(title="Draft", publish=False)
    records.withdraw(records.make(title="Third"), "Its place was confused.")
    check_exhibit(exhibit=redacted)
    rows = Record.objects.in_bulk([first.pk, second.pk, draft.pk])
    return Archive(
        shown, redacted, hidden, rows[first.pk], rows[second.pk], rows[draft.pk]
    )


def faults() -> list[str]:
    """What the audit finds, files included."""
    return [str(fault) for fault in _all_faults()]


def _all_faults() -> Iterator[Any]:
    yield from audit()
    yield from check_files(both=True)


def run_verifier(bag: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier that lies in a bag, as an expert would: isolated."""
    return subprocess.run(
        [sys.executable, "-I", str(bag / "verify.py"), *options],
        capture_output=True,
        text=True,
    )
