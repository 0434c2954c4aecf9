"""What goes into a bag: which rows, as of one entry of the custody log.

The log is the clock of an export. Rows are only ever added, each in one transaction
with its entry; so the rows that no later entry has brought are what there was at that
entry, however long the export takes.

Anybody may be given what readers may see: the versions of visible records, the open
exhibits that the newest of them show, with these copies, and the custody of these. A
record of which a version tells of something that was closed since is left out.
Everything else, the originals too, is part of a private export only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from evidence.closing import everything_closed
from evidence.leaves import MAKING
from evidence.models import (
    Anchor,
    CatalogueEntry,
    CustodyEvent,
    Derivative,
    Exhibit,
    FixityCheck,
    Proof,
    PublishedVersion,
    Record,
)

__all__ = ["Contents"]

Kind = CustodyEvent.Kind

# Entries whose details may be given to anybody.
PUBLIC_KINDS = (
    *(Kind.ACCESSION, Kind.INGESTION, Kind.DIGEST, Kind.METADATA, Kind.FIXITY),
    *(Kind.RESTORATION, Kind.DERIVATION, Kind.REDACTION, Kind.PUBLICATION),
    Kind.WITHDRAWAL,
)


class Contents:
    """The rows of an export.

    ``records`` None means everything, which is always private. Make it in the
    transaction that logs the export; ``until`` is that entry.
    """

    def __init__(
        self, records: list[Record] | None, *, private: bool, until: CustodyEvent
    ) -> None:
        self.is_whole = records is None
        self.private = private or self.is_whole
        self.until, self.until_digest = until.sequence, until.digest
        self.records = self._choose(records)
        # A proof may come further while the export runs.
        self._proofs = {
            proof.pk: (proof.state, bytes(proof.token or b""))
            for proof in Proof.objects.exclude(state=Proof.State.COMPLETE)
        }
        self._complete = set(
            Proof.objects.filter(state=Proof.State.COMPLETE).values_list(
                "pk", flat=True
            )
        )
        self._shown = {} if self.private else self._find_shown()
        self.exhibits = list(self._find_exhibits())
        self._keys = [exhibit.pk for exhibit in self.exhibits]

    def _choose(self, records: list[Record] | None) -> QuerySet[Record]:
        if records is None:
            return Record.objects.all()
        chosen = Record.objects.filter(pk__in=[record.pk for record in records])
        if self.private:
            return chosen
        # Versions are given whole and without a gap, or not at all.
        closed = everything_closed()
        versions = PublishedVersion.objects.filter(record__in=chosen.visible())
        kept_back = {
            version.record_id
            for version in versions.iterator(chunk_size=200)
            if closed.touches(version.document)
        }
        return chosen.visible().exclude(pk__in=kept_back)

    def _later(self, *kinds: str, **same: Any) -> Exists:
        """Whether a later entry of these kinds has brought the row."""
        later = CustodyEvent.objects.filter(kind__in=kinds, sequence__gt=self.until)
        hashed = later.annotate(sha256=Cast(KT("detail__sha256"), CharField()))
        return Exists(hashed.filter(**same))

    def _find_shown(self) -> dict[str, set[str]]:
        """The exhibits that readers are shown, and the hashes of their copies."""
        shown: dict[str, set[str]] = {}
        entries = CatalogueEntry.objects.filter(record__in=self.records)
        for entry in entries.select_related("version").iterator(chunk_size=200):
            for exhibit in entry.version.document["exhibits"]:
                copies = {copy["sha256"] for copy in exhibit["derivatives"]}
                shown.setdefault(exhibit["name"], set()).update(copies)
        return shown

    def _find_exhibits(self) -> Iterator[Exhibit]:
        later = self._later(Kind.ACCESSION, exhibit=OuterRef("pk"))
        rows = Exhibit.objects.exclude(later).select_related("source").order_by("pk")
        if not self.private:
            named = rows.filter(name__in=self._shown)
            yield from (exhibit for exhibit in named if exhibit.is_open)
        elif self.is_whole:
            yield from rows.iterator()
        else:
            yield from rows.filter(record_links__record__in=self.records).distinct()

    def derivatives(self) -> Iterator[Derivative]:
        later = self._later(
            *MAKING, exhibit=OuterRef("exhibit"), sha256=OuterRef("sha256")
        )
        rows = Derivative.objects.exclude(later).select_related(
            "exhibit", "reason_term"
        )
        for row in self._of_exhibits(rows).order_by("exhibit", "pk").iterator():
            copies = self._shown.get(row.exhibit.name, set())
            if self.private or (row.may_be_shown and row.sha256 in copies):
                yield row

    def versions(self) -> Iterator[PublishedVersion]:
        later = self._later(
            Kind.PUBLICATION, record=OuterRef("record"), sha256=OuterRef("sha256")
        )
        rows = PublishedVersion.objects.exclude(later).filter(record__in=self.records)
        yield from rows.select_related("record").order_by("record", "number").iterator()

    def fixity(self) -> Iterator[FixityCheck]:
        later = self._later(Kind.FIXITY, exhibit=OuterRef("exhibit"), at=OuterRef("at"))
        rows = FixityCheck.objects.exclude(later).select_related("exhibit")
        yield from self._of_exhibits(rows).order_by("exhibit", "at", "pk").iterator()

    def _of_exhibits(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if self.is_whole else rows.filter(exhibit__in=self._keys)

    def anchors(self) -> list[Anchor]:
        """The anchors that hold anything of the export, without their leaves."""
        # The entry about an anchor comes right after the last one that it holds.
        anchors = Anchor.objects.filter(last_sequence__lt=self.until).order_by("day")
        found = list(anchors.defer("leaves"))
        if self.is_whole:
            return found
        ends = [anchor.last_sequence for anchor in found]
        numbers = self._entries().values_list("sequence", flat=True)
        places = {bisect_left(ends, number) for number in numbers.iterator()}
        return [anchor for place, anchor in enumerate(found) if place in places]

    def anchored_to(self) -> int:
        """The last entry that any anchor holds."""
        anchors = Anchor.objects.filter(last_sequence__lt=self.until)
        last = anchors.order_by("-last_sequence").defer("leaves").first()
        return last.last_sequence if last else 0

    def proofs(self, anchor: Anchor) -> Iterator[tuple[Proof, str, bytes]]:
        """Walk the proofs of an anchor with state and token, as they were."""
        for proof in anchor.proofs.order_by("pk"):
            if proof.pk in self._complete:
                yield proof, Proof.State.COMPLETE.value, bytes(proof.token or b"")
            elif proof.pk in self._proofs:
                yield proof, *self._proofs[proof.pk]

    def _entries(self) -> QuerySet[CustodyEvent]:
        entries = CustodyEvent.objects.filter(sequence__lte=self.until)
        if self.is_whole:
            return entries
        chosen = entries.filter(Q(exhibit__in=self._keys) | Q(record__in=self.records))
        # A capture names its address: a secret of the source while that is closed.
        told = [e.pk for e in self.exhibits if e.source and e.source.is_open]
        public = Q(kind__in=PUBLIC_KINDS) | Q(kind=Kind.CAPTURE, exhibit__in=told)
        return chosen if self.private else chosen.filter(public)

    def entries(self, days: set[str]) -> Iterator[CustodyEvent]:
        """Walk the entries, with those about the anchors of ``days``."""
        entries = self._entries()
        if not self.is_whole:
            about = CustodyEvent.objects.filter(
                kind=Kind.ANCHORING,
                sequence__lte=self.until,
                detail__day__in=sorted(days),
            )
            entries = CustodyEvent.objects.filter(
                Q(pk__in=entries.values("pk")) | Q(pk__in=about.values("pk"))
            )
        whole = entries.select_related("exhibit", "record").order_by("sequence")
        yield from whole.iterator()
