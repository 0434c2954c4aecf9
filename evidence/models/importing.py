"""Tables that were brought in from outside: how far each has come, and what was wrong.

All state of an import stands here. The file itself lies in the private storage for as
long as the import needs it: see :mod:`evidence.importing.keeping`.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from evidence.models.records import Record
from evidence.models.vocabulary import Scheme, VocabularyTerm

__all__ = ["ExternalKey", "ImportFault", "ImportRow", "ImportRun"]


class ImportRun(models.Model):
    """One file on its way in.

    A run is checked as a whole (a dry run, which writes no record) before it is
    written. ``position`` is the last line that the present pass has finished; it moves
    in the transaction that holds what the lines brought. ``turn`` counts the workers
    that took the run: of several, the last one may write.
    """

    # No content refers to the archive through an import.
    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        RECEIVED = "received", _("Columns to be chosen")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        WRITING = "writing", _("Being imported")
        UNDOING = "undoing", _("Being taken back")
        DONE = "done", _("Imported")
        UNDONE = "undone", _("Taken back: nothing was imported")
        FAILED = "failed", _("The file cannot be read")
        DISCARDED = "discarded", _("Discarded")

    class Duplicates(models.TextChoices):
        SKIP = "skip", _("Leave the row out")
        REFUSE = "refuse", _("Report the row as a fault")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    layout = models.JSONField(default=dict)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    kind = models.CharField(
        pgettext_lazy("record", "kind"),
        max_length=8,
        choices=Record.Kind.choices,
        blank=True,
    )
    language = models.ForeignKey(
        Locale,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("language of the original"),
    )
    source_kind = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": Scheme.SOURCE_KIND},
        verbose_name=_("kind of source"),
    )
    duplicates = models.CharField(
        _("rows that the archive has already"),
        max_length=8,
        choices=Duplicates.choices,
        default=Duplicates.SKIP,
    )
    is_whole = models.BooleanField(_("all rows or none"), default=True)
    state = models.CharField(
        max_length=12, choices=State.choices, default=State.RECEIVED
    )
    position = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0)
    turn = models.PositiveIntegerField(default=0)
    stalls = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    reasons = models.JSONField(default=dict)
    begun_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="import_due"),
            models.Index(fields=["sha256"], name="import_sha256"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def reason(self) -> str:
        """Why the whole file was refused, in the reader's language."""
        return _in_language(self.reasons)


State = ImportRun.State
AT_WORK = (State.CHECKING, State.WRITING, State.UNDOING)
SETTLED = (State.DONE, State.UNDONE, State.FAILED, State.DISCARDED)


class ImportRow(models.Model):
    """One row of a file, by its line, and what became of it.

    ``cells`` are kept of bad rows only, to be given back with the reasons. A record
    whose ``updated_at`` is no longer ``written_at`` was worked on since.
    """

    wagtail_reference_index_ignore = True

    class Outcome(models.TextChoices):
        GOOD = "good", _("Without faults")
        BAD = "bad", _("With faults")
        DUPLICATE = "duplicate", _("In the archive already")
        CREATED = "created", _("Imported")
        KEPT = "kept", _("Kept: somebody has worked on it")
        TAKEN_BACK = "taken_back", _("Taken back")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, blank=True)
    key = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    cells = models.JSONField(default=list)
    record = models.ForeignKey(
        Record, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    written_at = models.DateTimeField(null=True)
    sources = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["run", "line"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("run", "line"), name="import_line_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "outcome", "line"], name="import_outcome"),
            models.Index(fields=["run", "kind", "key"], name="import_row_key"),
            models.Index(fields=["run", "kind", "title"], name="import_row_title"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.title}"


class ImportFault(models.Model):
    """One thing that is wrong with a row.

    ``code`` names it for programs; ``reasons`` hold the sentence in each language of
    the site, for whoever reads it later is not always who began the import.
    """

    wagtail_reference_index_ignore = True

    row = models.ForeignKey(ImportRow, on_delete=models.CASCADE, related_name="faults")
    field = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=40)
    reasons = models.JSONField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.reason

    @property
    def reason(self) -> str:
        return _in_language(self.reasons)


class ExternalKey(models.Model):
    """The identifier that a record had in the table that it came from: the same row
    does not come twice."""

    wagtail_reference_index_ignore = True

    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=200)
    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, related_name="external_key"
    )
    run = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("kind", "key"), name="external_key_once_a_kind"
            )
        ]

    def __str__(self) -> str:
        return self.key


def _in_language(texts: dict[str, Any]) -> str:
    return str(texts.get(get_language() or "") or texts.get("en") or "")
