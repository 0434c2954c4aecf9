"""Exhibits: immutable bytes in private storage, and what may be shown of them."""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from evidence.models.access import Access, Limited
from evidence.models.records import Record
from evidence.models.sources import Source
from evidence.models.vocabulary import Scheme, VocabularyTerm
from evidence.transcripts import check_transcript

__all__ = [
    "Deaccession",
    "Derivative",
    "Exhibit",
    "FixityCheck",
    "FixityFinding",
    "Intake",
    "RecordExhibit",
]


def new_salt() -> str:
    return secrets.token_hex(16)


class Intake(models.Model):
    """A file on its way into the archive: parts arrive, then it is accessioned.

    The state is here, the bytes in the incoming store under ``uuid``. Whatever is
    killed, ``received`` tells how far the parts are safe; a finished intake names its
    exhibit.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", _("Receiving")
        WAITING = "waiting", _("Waiting to be accessioned")
        DONE = "done", _("Accessioned")
        REFUSED = "refused", _("Refused")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    original_name = models.CharField(_("file name"), max_length=255)
    size = models.BigIntegerField(_("size in bytes"))
    received = models.BigIntegerField(default=0)
    hashed = models.BigIntegerField(default=0)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.RECEIVING
    )
    fault = models.CharField(_("reason"), max_length=400, blank=True)
    facts = models.JSONField(default=dict)
    exhibit = models.ForeignKey(
        "evidence.Exhibit",
        on_delete=models.PROTECT,
        null=True,
        related_name="intakes",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        indexes: ClassVar = [
            models.Index(fields=["state", "touched_at"], name="intake_state")
        ]

    def __str__(self) -> str:
        return self.original_name


class Exhibit(Limited):
    """A file as it was received. Database triggers refuse any change of the columns
    that identify its bytes; no code overwrites or deletes them.

    ``metadata`` holds what was read from the file and is private, as ``original_name``,
    ``acquired_from`` and ``consent`` are.
    """

    class Acquisition(models.TextChoices):
        CAPTURE = "capture", _("Captured from the web")
        DONATION = "donation", _("Given to the archive")
        FIELDWORK = "fieldwork", _("Made in the field")
        PURCHASE = "purchase", _("Bought")
        COPY = "copy", _("Copied from another archive")
        OTHER = "other", _("Otherwise")

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    sha512 = models.CharField(max_length=128, editable=False)
    size = models.BigIntegerField(_("size in bytes"), editable=False)
    media_type = models.CharField(_("type"), max_length=120, editable=False)
    original_name = models.CharField(_("file name"), max_length=255, editable=False)
    metadata = models.JSONField(default=dict, editable=False)
    # Kept secret: without it, nobody can guess what an anchored digest hides.
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    fingerprint = models.CharField(max_length=400, blank=True, editable=False)
    accessioned_at = models.DateTimeField(
        _("accessioned"), default=timezone.now, editable=False
    )
    accessioned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=16, blank=True)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exhibits",
        verbose_name=_("source"),
    )
    acquisition = models.CharField(
        _("how it was acquired"),
        max_length=12,
        choices=Acquisition.choices,
        default=Acquisition.OTHER,
    )
    acquired_from = models.CharField(
        _("acquired from"), max_length=300, blank=True, help_text=_("Never public.")
    )
    acquired_on = models.CharField(
        _("acquired on"), max_length=60, blank=True, help_text=_("EDTF")
    )
    rights = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": Scheme.RIGHTS},
        verbose_name=_("rights"),
    )
    rights_holder = models.CharField(_("rights holder"), max_length=200, blank=True)
    consent = models.CharField(
        _("consent"), max_length=400, blank=True, help_text=_("Never public.")
    )
    access = models.CharField(
        _("access"), max_length=12, choices=Access.choices, default=Access.RESTRICTED
    )
    content_warning = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": Scheme.SENSITIVITY},
        verbose_name=_("content warning"),
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        validators=[check_transcript],
        help_text=_(
            "For sound and film: plain text, or WebVTT, whose times make captions."
        ),
    )
    is_sample = models.BooleanField(_("sample content"), default=False)
    next_check_at = models.DateTimeField(editable=False, default=timezone.now)

    class Meta:
        verbose_name = _("exhibit")
        verbose_name_plural = _("exhibits")
        indexes: ClassVar = [
            models.Index(fields=["next_check_at"], name="exhibit_next_check"),
            models.Index(fields=["-accessioned_at"], name="exhibit_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(size__gte=0), name="exhibit_size_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.title


class RecordExhibit(Orderable):
    """An exhibit of a record, with the words that belong to this use of it, in the
    record's own language."""

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="exhibit_links")
    exhibit = models.ForeignKey(
        Exhibit,
        on_delete=models.PROTECT,
        related_name="record_links",
        verbose_name=_("exhibit"),
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    alt_text = models.CharField(_("alternative text"), max_length=300, blank=True)
    taken = models.CharField(
        _("date of what is shown"), max_length=60, blank=True, help_text=_("EDTF")
    )
    is_before = models.BooleanField(
        _("shows the state before"),
        default=False,
        help_text=_("Offered beside one that shows the state after."),
    )
    is_after = models.BooleanField(_("shows the state after"), default=False)

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("record", "exhibit"), name="exhibit_once_a_record"
            )
        ]


class Derivative(models.Model):
    """What was made of an exhibit to be shown: a copy that is smaller, redacted, or in
    another format, without the original's metadata. Its file is named by its hash.

    Why something was redacted is a term, which readers see in their language. The note
    on it stays in the language that it was written in.
    """

    class Kind(models.TextChoices):
        RESIZED = "resized", _("Resized copy")
        REDACTED = "redacted", _("Redacted copy")
        TRANSCODED = "transcoded", _("Copy in another format")

    exhibit = models.ForeignKey(
        Exhibit, on_delete=models.PROTECT, related_name="derivatives"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(
        pgettext_lazy("record", "kind"), max_length=12, choices=Kind.choices
    )
    parent_sha256 = models.CharField(max_length=64)
    recipe = models.JSONField(default=dict)
    tool = models.CharField(_("tool"), max_length=120)
    reason_term = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        limit_choices_to={"scheme": Scheme.REDACTION},
        verbose_name=_("reason"),
    )
    reason = models.CharField(_("note on the reason"), max_length=400, blank=True)
    reason_language = models.CharField(
        _("language of the note"), max_length=16, blank=True
    )
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("type"), max_length=120)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    is_current = models.BooleanField(default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("derivative")
        verbose_name_plural = _("derivatives")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("exhibit", "sha256"), name="derivative_once_an_exhibit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sha256[:12]}"

    @property
    def may_be_shown(self) -> bool:
        """Whether readers may see this copy today: of an exhibit that is public only
        redacted, no other kind."""
        exhibit = self.exhibit
        return (
            self.is_current
            and exhibit.is_open
            and (exhibit.access != Access.REDACTED or self.kind == self.Kind.REDACTED)
        )


class Deaccession(models.Model):
    """An exhibit leaves the archive: proposed with a reason by one person, approved by
    another. Its row, hashes and custody stay for ever."""

    exhibit = models.OneToOneField(
        Exhibit, on_delete=models.PROTECT, related_name="deaccession"
    )
    reason = models.TextField(_("reason"), max_length=1000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("deaccession")
        verbose_name_plural = _("deaccessions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("proposed_by")),
                name="deaccession_by_two_people",
                violation_error_message=_("Another person must approve this."),
            )
        ]

    def __str__(self) -> str:
        return str(self.exhibit)


class FixityCheck(models.Model):
    """One re-hashing of one exhibit. Rows are only ever added."""

    class Fault(models.TextChoices):
        MISSING = "missing", _("The file is missing")
        CHANGED = "changed", _("The file has changed")
        UNREADABLE = "unreadable", _("The file cannot be read")

    exhibit = models.ForeignKey(
        Exhibit, on_delete=models.PROTECT, related_name="fixity_checks"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    is_good = models.BooleanField(_("unchanged"))
    found_sha256 = models.CharField(max_length=64, blank=True)
    fault = models.CharField(_("fault"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("fixity check")
        verbose_name_plural = _("fixity checks")
        indexes: ClassVar = [
            models.Index(fields=["exhibit", "-at"], name="fixity_newest")
        ]

    def __str__(self) -> str:
        return f"{self.exhibit_id} {self.at:%Y-%m-%d} {self.is_good}"

    @property
    def fault_label(self) -> str:
        return str(self.Fault(self.fault).label) if self.fault else ""


class FixityFinding(models.Model):
    """A failed check that people have to deal with. It closes only with a reason and a
    later good check."""

    exhibit = models.ForeignKey(
        Exhibit, on_delete=models.PROTECT, related_name="fixity_findings"
    )
    failed = models.OneToOneField(
        FixityCheck, on_delete=models.PROTECT, related_name="finding"
    )
    alerted_at = models.DateTimeField(null=True)
    explanation = models.TextField(_("explanation"), max_length=1000, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)
    restored = models.OneToOneField(
        FixityCheck, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("failed fixity check")
        verbose_name_plural = _("failed fixity checks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True)
                | (
                    models.Q(resolved_by__isnull=False)
                    & models.Q(restored__isnull=False)
                    & ~models.Q(explanation="")
                ),
                name="fixity_finding_is_not_silently_cleared",
            )
        ]

    def __str__(self) -> str:
        return str(self.failed)
