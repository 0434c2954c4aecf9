"""Records: the things that the archive documents.

A record's facts are one row that all languages share. Its words are written here in
the record's own language; a :class:`~evidence.models.pages.RecordPage` carries them to
translators, one page a language. Nothing of these tables is public by itself: readers
get what :class:`~evidence.models.versions.PublishedVersion` has frozen.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Locale

from evidence.models.access import Access, Limited
from evidence.models.vocabulary import Scheme, VocabularyTerm
from evidence.querysets import RecordManager

__all__ = ["Record"]


class Record(Limited):
    """What every record has: an identity for ever, words, access, a state of review.

    ``name`` is the opaque part of its ARK. Paragraphs of ``account`` and ``not_known``
    are parted by a blank line.
    """

    class Kind(models.TextChoices):
        PLACE = "place", _("Place")
        OBJECT = "object", _("Movable object")
        INCIDENT = "incident", _("Incident")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("In review")
        RETURNED = "returned", _("Returned for changes")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = models.CharField(
        pgettext_lazy("record", "kind"),
        max_length=8,
        choices=Kind.choices,
        editable=False,
    )
    language = models.ForeignKey(
        Locale,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("language of the original"),
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    account = models.TextField(
        pgettext_lazy("record", "account"),
        blank=True,
        help_text=_("What is documented, in neutral words. A blank line parts two."),
    )
    not_known = models.TextField(
        _("what is not known"),
        blank=True,
        help_text=_("Gaps, open questions, what could not be checked."),
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
    access = models.CharField(
        _("access"), max_length=12, choices=Access.choices, default=Access.PUBLIC
    )
    is_sample = models.BooleanField(_("sample content"), default=False)
    state = models.CharField(
        _("state of review"),
        max_length=12,
        choices=State.choices,
        default=State.DRAFT,
        editable=False,
    )
    has_changes = models.BooleanField(default=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )
    internal_note = models.TextField(
        _("internal note"), blank=True, help_text=_("Never public.")
    )
    created_at = models.DateTimeField(
        _("recorded"), default=timezone.now, editable=False
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar[Any] = RecordManager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(access=Access.SEALED)
                | models.Q(sealed_until__isnull=False),
                name="sealed_record_says_until_when",
                violation_error_message=_("Say until when the record is sealed."),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-updated_at"], name="record_state_newest"),
            models.Index(fields=["kind", "-updated_at"], name="record_kind_newest"),
        ]
        permissions: ClassVar = [
            ("review_record", _("Can review records of others and publish them")),
            ("withdraw_record", _("Can withdraw published records")),
            ("view_private", _("Can see exact places and private files")),
            ("export_private", _("Can export private files")),
        ]

    own_kind: ClassVar[str] = ""

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.own_kind:
            self.kind = self.own_kind
        super().save(*args, **kwargs)
