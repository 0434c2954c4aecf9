"""Sources and claims: who says what, for and against."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from evidence import dates
from evidence.models.access import Access, Limited
from evidence.models.records import Record
from evidence.models.vocabulary import Scheme, VocabularyTerm

__all__ = ["Claim", "ClaimSource", "Credibility", "Relation", "Reliability", "Source"]


class Reliability(models.TextChoices):
    """How far a source can be relied on: the letters of the Admiralty code."""

    A = "A", _("A – Completely reliable")
    B = "B", _("B – Usually reliable")
    C = "C", _("C – Fairly reliable")
    D = "D", _("D – Not usually reliable")
    E = "E", _("E – Unreliable")
    F = "F", _("F – Reliability cannot be judged")


class Credibility(models.TextChoices):
    """How credible a piece of information is: the digits of the Admiralty code."""

    CONFIRMED = "1", _("1 – Confirmed by other sources")
    PROBABLE = "2", _("2 – Probably true")
    POSSIBLE = "3", _("3 – Possibly true")
    DOUBTFUL = "4", _("4 – Doubtful")
    IMPROBABLE = "5", _("5 – Improbable")
    UNKNOWN = "6", _("6 – Truth cannot be judged")


class Relation(models.TextChoices):
    SUPPORTS = "supports", _("supports")
    CONTRADICTS = "contradicts", _("contradicts")
    MENTIONS = "mentions", _("mentions")


class Source(Limited):
    """Where information comes from. Its bibliographic data stay in its own language.

    A source whose ``access`` is not public is shown to readers as a confidential
    source: its grade and kind, nothing that names it.
    """

    kind = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Scheme.SOURCE_KIND},
        verbose_name=pgettext_lazy("record", "kind"),
    )
    title = models.CharField(_("title"), max_length=400)
    language = models.CharField(
        _("language"), max_length=16, help_text=_("Code such as az, ru, hy, az-Cyrl.")
    )
    author = models.CharField(_("author"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    container = models.CharField(
        _("published in"), max_length=300, blank=True, help_text=_("Journal, series …")
    )
    volume = models.CharField(_("volume and issue"), max_length=60, blank=True)
    pages = models.CharField(_("pages"), max_length=60, blank=True)
    number = models.CharField(
        _("number"), max_length=120, blank=True, help_text=_("ISBN, DOI, file number …")
    )
    issued = models.CharField(_("date"), max_length=60, blank=True, help_text=_("EDTF"))
    url = models.URLField(_("web address"), max_length=2000, blank=True)
    affiliation = models.CharField(
        _("affiliation to a party"),
        max_length=200,
        blank=True,
        help_text=_("Whose interests the source may serve, if any."),
    )
    reliability = models.CharField(
        _("reliability"),
        max_length=1,
        choices=Reliability.choices,
        default=Reliability.F,
    )
    reliability_reason = models.CharField(
        _("reason for this grade"), max_length=400, blank=True
    )
    access = models.CharField(
        _("access"), max_length=12, choices=Access.choices, default=Access.PUBLIC
    )
    consent = models.CharField(
        _("consent"), max_length=400, blank=True, help_text=_("Never public.")
    )
    internal_note = models.TextField(
        _("internal note"), blank=True, help_text=_("Never public.")
    )
    is_sample = models.BooleanField(_("sample content"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        indexes: ClassVar = [
            models.Index(fields=["-updated_at"], name="source_newest"),
            models.Index(fields=["url"], name="source_url"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        try:
            self.issued = dates.read(self.issued) if self.issued else ""
        except ValueError as fault:
            raise ValidationError({"issued": str(fault)}) from None


class Claim(ClusterableModel, Orderable):
    """One assertion of a record, to be held against its sources.

    Only a public claim is ever frozen into a published version.
    """

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="claims")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.TextField(_("claim"), max_length=1000)
    is_public = models.BooleanField(_("public"), default=True)

    class Meta(Orderable.Meta):
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return self.text[:80]


class ClaimSource(Orderable):
    """What one source says of one claim, where in the source, and how credible it is.

    The credibility is that of this information; the reliability is the source's. The
    quotation stands in its own language; ``translation`` is in the record's.
    """

    class Locator(models.TextChoices):
        PAGE = "page", _("page")
        TIMECODE = "timecode", _("time code")
        REGION = "region", _("region of the image")
        SECTION = "section", _("section")

    claim = ParentalKey(Claim, on_delete=models.CASCADE, related_name="sources")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="claim_links",
        verbose_name=_("source"),
    )
    relation = models.CharField(
        _("relation"),
        max_length=12,
        choices=Relation.choices,
        default=Relation.SUPPORTS,
    )
    credibility = models.CharField(
        _("credibility"),
        max_length=1,
        choices=Credibility.choices,
        default=Credibility.UNKNOWN,
    )
    locator_kind = models.CharField(
        _("kind of locator"), max_length=8, choices=Locator.choices, blank=True
    )
    locator = models.CharField(
        _("locator"), max_length=80, blank=True, help_text=_("12–14, 00:03:20, …")
    )
    quotation = models.TextField(_("quotation"), max_length=2000, blank=True)
    quotation_language = models.CharField(
        _("language of the quotation"), max_length=16, blank=True
    )
    translation = models.TextField(
        _("translation of the quotation"), max_length=2000, blank=True
    )
    passage = models.ForeignKey(
        "evidence.DocumentPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page of a document"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("source of a claim")
        verbose_name_plural = _("sources of a claim")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("claim", "source", "relation", "locator"),
                name="claim_source_once_a_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.source_id}"

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = {}
        if self.quotation and not self.quotation_language:
            faults["quotation_language"] = _("Say which language the quotation is in.")
        if self.locator and not self.locator_kind:
            faults["locator_kind"] = _("Say what kind of locator this is.")
        if faults:
            raise ValidationError(faults)
