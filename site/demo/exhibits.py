"""The exhibits of sample records: drawings and papers that the program itself makes,
taken in, copied, redacted and checked as a researcher would."""

from __future__ import annotations

import io
from typing import Any

from demo.content import ContentError, Table
from demo.drawings import draw
from demo.ledger import made
from demo.recordings import pages_pdf
from demo.taxonomy import Desk
from evidence.actions.deriving import derive_copy, redact_exhibit
from evidence.actions.fixity import check_exhibit, resolve_finding
from evidence.actions.intake import take_in
from evidence.actions.reading import find_unread_documents, read_document
from evidence.models import (
    ClaimSource,
    DocumentReading,
    Exhibit,
    FixityFinding,
    Record,
    VocabularyTerm,
)
from evidence.passages import anchor_quotation
from evidence.redaction import Region
from evidence.store import Shelf

__all__ = ["SampleFile", "anchor_quotations", "term"]

_PLAIN = 7
# A store in which nothing lies: what a check finds while a disk is not there.
_NOT_MOUNTED = Shelf("evidence/not-mounted")


def term(scheme: str, slug: str) -> VocabularyTerm:
    try:
        return VocabularyTerm.objects.get(scheme=scheme, slug=slug)
    except VocabularyTerm.DoesNotExist:
        raise ContentError(f"{scheme}: no term {slug!r}") from None


class SampleFile:
    """A file of a record, as its row in the sample content describes it.

    ``scene`` and ``seed`` name a drawing, ``pages`` are the lines of a paper.
    ``redact`` are left, top, width and height of a region, ``redact_how`` how it is
    hidden. ``restored`` says what had happened to a file that once failed its check.
    """

    def __init__(self, row: Table, desk: Desk) -> None:
        self._row, self._desk = row, desk

    def take_in(self, title: str, language: str) -> Exhibit:
        """Return the exhibit, with the copy that readers are to see."""
        by = self._desk.accounts.get("researcher")
        name, data = self._drawn()
        exhibit = take_in(
            stream=io.BytesIO(data),
            original_name=name,
            size=len(data),
            facts=self._facts(title, language),
            by=by,
        )
        self._make_copy(exhibit, by)
        if "pages" in self._row:
            _read(exhibit)
        if explanation := self._row.get("restored"):
            self._fail_and_restore(exhibit, explanation)
        return exhibit

    def _drawn(self) -> tuple[str, bytes]:
        row = self._row
        if "pages" in row:
            return f"{row['name']}.pdf", pages_pdf(row["pages"])
        return f"{row['scene']}.jpg", draw(row["scene"], row.get("seed", _PLAIN))

    def _facts(self, title: str, language: str) -> dict[str, Any]:
        row = self._row
        facts = {
            "title": title,
            "language": row.get("language", language),
            "acquisition": row.get("acquisition", "other"),
            "acquired_on": row.get("acquired", ""),
            "access": "redacted" if "redact" in row else "public",
            "rights_id": term("rights", row.get("rights", "cc_by_4_0")).pk,
            "rights_holder": row.get("rights_holder", ""),
            "is_sample": True,
        }
        if slug := row.get("warning"):
            facts["content_warning_id"] = term("sensitivity", slug).pk
        if source := row.get("source"):
            facts["source_id"] = made("source")[source]
        return facts

    def _make_copy(self, exhibit: Exhibit, by: Any) -> None:
        if "redact" not in self._row:
            derive_copy(exhibit=exhibit, by=by)
            return
        left, top, width, height = self._row["redact"]
        how = self._row.get("redact_how", "blur")
        redact_exhibit(
            exhibit=exhibit,
            regions=[Region(left, top, width, height, how)],
            term=term("redaction_reason", self._row["redact_term"]),
            reason=self._row["redact_reason"],
            language="az",
            by=by,
        )

    def _fail_and_restore(self, exhibit: Exhibit, explanation: str) -> None:
        """Check the file while its disk is missing, then whole again; say why."""
        by = self._desk.accounts.get("researcher")
        check_exhibit(exhibit=exhibit, by=by)
        check_exhibit(exhibit=exhibit, by=by, shelf=_NOT_MOUNTED)
        check_exhibit(exhibit=exhibit, by=by)
        resolve_finding(
            finding=FixityFinding.objects.get(exhibit=exhibit, resolved_at=None),
            by=self._desk.chief,
            explanation=explanation,
        )


def _read(exhibit: Exhibit) -> None:
    find_unread_documents()
    reading = DocumentReading.objects.get(exhibit=exhibit)
    read_document(reading_id=reading.pk, turn=reading.attempts)


def anchor_quotations(record: Record) -> None:
    """Tie quotations to the pages of the papers that they are taken from."""
    for link in ClaimSource.objects.filter(claim__record=record).exclude(quotation=""):
        anchor_quotation(link)
