"""Checking the records of one WARC: digests, dates, and what refers to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.utils.translation import gettext as _

from evidence.capturing.warc_reading import (
    BadRecord,
    ReadRecord,
    digest_equals,
    read_records,
)

__all__ = ["INDEXED", "KeptRecord", "check_warc", "read_date"]

# The records that an index has to find.
INDEXED = {"response", "revisit", "resource"}
_KINDS = {*INDEXED, "warcinfo", "request", "metadata"}
_WITH_ADDRESS = INDEXED | {"request"}


@dataclass(frozen=True)
class KeptRecord:
    """What the index has to say of a record."""

    file: str
    offset: int
    length: int
    kind: str
    url: str
    date: datetime
    digest: str
    media_type: str
    status: int
    record_digest: str


def check_warc(
    file: IO[bytes], name: str, *, packed: bool
) -> tuple[list[KeptRecord], list[str]]:
    """Return the records to be found in an index, and what is wrong in the file."""
    warc = _Warc(name)
    try:
        for record in read_records(file, packed=packed):
            warc.check(record)
    except BadRecord as error:
        fault = _("A record cannot be read (%(error)s).") % {"error": error}
        return warc.kept, [*warc.faults, fault]
    warc.check_references()
    return warc.kept, warc.faults


def read_date(text: str) -> datetime | None:
    """Return the moment that a W3C date names; it must have a time zone."""
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date if date.tzinfo else None


class _Warc:
    def __init__(self, name: str) -> None:
        self._name = name
        self._kinds: dict[str, str] = {}
        self._payloads: set[tuple[str, str, str]] = set()
        self._references: list[tuple[int, str]] = []
        self._revisits: list[tuple[int, tuple[str, str, str]]] = []
        self.kept: list[KeptRecord] = []
        self.faults: list[str] = []

    def check(self, record: ReadRecord) -> None:
        kind = record.get("WARC-Type")
        record_id = record.get("WARC-Record-ID")
        if not self._kinds and kind != "warcinfo":
            self._add(record.offset, _("the file does not begin with its description"))
        if kind not in _KINDS:
            self._add(record.offset, _("unknown kind of record"))
        if not record_id or record_id in self._kinds:
            self._add(record.offset, _("no identifier, or one that is there twice"))
        self._kinds[record_id] = kind
        if not digest_equals(record.get("WARC-Block-Digest"), record.block):
            self._add(record.offset, _("the digest of the block does not hold"))
        date = read_date(record.get("WARC-Date"))
        if date is None:
            self._add(record.offset, _("no date"))
        url = record.get("WARC-Target-URI").strip("<>")
        if kind in _WITH_ADDRESS and not url:
            self._add(record.offset, _("no address"))
        for name, value in record.fields:
            if name.lower() == "warc-concurrent-to":
                self._references.append((record.offset, value))
        if kind not in INDEXED:
            return
        self._check_payload(record, kind, url)
        if kind != "resource" and record.http_status is None:
            self._add(record.offset, _("no HTTP response"))
        if date is not None:
            self.kept.append(self._keep(record, kind, url, date))

    def check_references(self) -> None:
        for offset, target in self._references:
            if target not in self._kinds:
                self._add(offset, _("it refers to a record that is not there"))
        for offset, original in self._revisits:
            if original not in self._payloads:
                self._add(offset, _("the content it repeats is not there"))
        answered = {target for _offset, target in self._references}
        for record_id, kind in self._kinds.items():
            if kind in {"response", "revisit"} and record_id not in answered:
                self.faults.append(
                    _("The request of a response is missing (%(record)s).")
                    % {"record": record_id}
                )

    def _check_payload(self, record: ReadRecord, kind: str, url: str) -> None:
        digest = record.get("WARC-Payload-Digest")
        if kind == "revisit":
            self._revisits.append(
                (
                    record.offset,
                    (
                        record.get("WARC-Refers-To-Target-URI").strip("<>"),
                        record.get("WARC-Refers-To-Date"),
                        digest,
                    ),
                )
            )
            return
        if not digest_equals(digest, record.payload):
            self._add(record.offset, _("the digest of the content does not hold"))
        self._payloads.add((url, record.get("WARC-Date"), digest))

    def _keep(
        self, record: ReadRecord, kind: str, url: str, date: datetime
    ) -> KeptRecord:
        said = record.http("content-type")
        if kind == "resource":
            said = record.get("content-type")
        media_type = said.split(";")[0].strip().lower()
        return KeptRecord(
            file=self._name,
            offset=record.offset,
            length=record.length,
            kind=kind,
            url=url,
            date=date,
            digest=record.get("WARC-Payload-Digest"),
            media_type="warc/revisit" if kind == "revisit" else media_type,
            status=200 if kind == "resource" else record.http_status or 0,
            record_digest=f"sha256:{record.record_sha256}",
        )

    def _add(self, offset: int, reason: str) -> None:
        self.faults.append(
            _("The record at byte %(offset)d: %(reason)s.")
            % {"offset": offset, "reason": reason}
        )
