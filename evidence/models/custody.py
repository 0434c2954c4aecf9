"""Custody: what was done to an exhibit, by whom, when; chained, anchored, for ever."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.models.exhibits import Exhibit
from evidence.models.records import Record

__all__ = ["Anchor", "CustodyEvent", "CustodyHead", "Proof"]


class CustodyEvent(models.Model):
    """One entry of the custody log. Written by :mod:`evidence.custody` alone; triggers
    of the database refuse to change or delete a row.

    The entries make one chain: ``digest`` is the SHA-256 of the canonical JSON of the
    entry with its ``previous`` digest (see :func:`evidence.custody.entry_digest`).
    """

    class Kind(models.TextChoices):
        """PREMIS event types, as far as they happen here, and what is done to
        records."""

        CAPTURE = "capture", _("Capture")
        ACCESSION = "accession", _("Accession")
        INGESTION = "ingestion", _("Ingestion")
        VIRUS_CHECK = "virus check", _("Virus check")
        DIGEST = "message digest calculation", _("Message digest calculation")
        METADATA = "metadata extraction", _("Metadata extraction")
        FIXITY = "fixity check", _("Fixity check")
        REPLICATION = "replication", _("Replication")
        REDACTION = "redaction", _("Redaction")
        DERIVATION = "derivation", _("Derivation")
        TRANSFER = "transfer", _("Transfer")
        EXPORT = "export", _("Export")
        PUBLICATION = "publication", _("Publication")
        WITHDRAWAL = "withdrawal", _("Withdrawal")
        ANCHORING = "anchoring", _("Anchoring in time")
        RESTORATION = "restoration", _("Restoration")
        DEACCESSION = "deaccession", _("Deaccession")
        DELETION = "deletion", _("Deletion")

    sequence = models.BigIntegerField(unique=True)
    kind = models.CharField(_("event"), max_length=32, choices=Kind.choices)
    at = models.DateTimeField(_("time"))
    exhibit = models.ForeignKey(
        Exhibit, on_delete=models.PROTECT, null=True, related_name="custody_events"
    )
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, null=True, related_name="custody_events"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("custody event")
        verbose_name_plural = _("custody events")
        ordering: ClassVar = ["sequence"]
        indexes: ClassVar = [
            models.Index(fields=["exhibit", "sequence"], name="custody_of_exhibit")
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class Anchor(models.Model):
    """A Merkle root over everything new since the anchor before.

    ``leaves`` are the hexadecimal digests in the order of the tree: the custody events
    ``first_sequence`` to ``last_sequence``, then new exhibits, derivatives and
    published versions, as ``kind:digest``.
    """

    day = models.DateField(_("day"), unique=True)
    root = models.CharField(max_length=64)
    first_sequence = models.BigIntegerField()
    last_sequence = models.BigIntegerField()
    leaves = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.root[:12]}"


class Proof(models.Model):
    """That an anchor's root existed at a time, as an independent authority says."""

    class Kind(models.TextChoices):
        RFC3161 = "rfc3161", "RFC 3161"
        OPENTIMESTAMPS = "ots", "OpenTimestamps"

    class State(models.TextChoices):
        WANTED = "wanted", _("To be asked for")
        PENDING = "pending", _("Pending")
        COMPLETE = "complete", _("Complete")

    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(
        pgettext_lazy("record", "kind"), max_length=8, choices=Kind.choices
    )
    authority = models.CharField(_("authority"), max_length=200)
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.WANTED
    )
    token = models.BinaryField(null=True)
    token_sha256 = models.CharField(max_length=64, blank=True)
    attested_at = models.DateTimeField(_("attested time"), null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    last_fault = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("anchor", "kind", "authority"), name="proof_once_an_authority"
            ),
            models.CheckConstraint(
                condition=models.Q(state="wanted") | ~models.Q(token_sha256=""),
                name="proof_has_its_token",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_attempt_at"], name="proof_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.anchor_id} {self.authority}"


class CustodyHead(models.Model):
    """The end of the chain: one row, held while an event is added."""

    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("end of the custody log")

    def __str__(self) -> str:
        return str(self.sequence)
