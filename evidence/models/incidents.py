"""Incidents, and who is alleged to have caused them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Orderable

from evidence import dates
from evidence.models.objects import MovableObject
from evidence.models.places import Place
from evidence.models.records import Record
from evidence.models.vocabulary import Scheme, VocabularyTerm

__all__ = ["AllegedActor", "Incident"]


class Incident(Record):
    """Something that happened to a place or an object.

    ``earliest`` and ``latest`` are the bounds of ``date`` under ``date_qualifier``,
    kept for sorting and filters.
    """

    own_kind = Record.Kind.INCIDENT

    record_ptr = models.OneToOneField(
        Record,
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="as_incident",
    )
    date = models.CharField(
        _("date"), max_length=60, blank=True, help_text=_("EDTF, or as you would write")
    )
    date_qualifier = models.CharField(
        _("the date says that it occurred"),
        max_length=8,
        choices=dates.DateQualifier.choices,
        default=dates.DateQualifier.ON,
    )
    earliest = models.DateField(null=True, editable=False, db_index=True)
    latest = models.DateField(null=True, editable=False)
    category = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Scheme.CATEGORY},
        verbose_name=_("category"),
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("place"),
    )
    movable_object = models.ForeignKey(
        MovableObject,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("movable object"),
    )
    causes = ParentalManyToManyField(
        VocabularyTerm,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": Scheme.CAUSE},
        verbose_name=_("causes"),
    )
    effects = ParentalManyToManyField(
        VocabularyTerm,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": Scheme.EFFECT},
        verbose_name=_("effects"),
    )
    threats = ParentalManyToManyField(
        VocabularyTerm,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": Scheme.THREAT},
        verbose_name=_("direct threats (IUCN-CMP)"),
    )

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(place__isnull=False)
                | models.Q(movable_object__isnull=False),
                name="incident_happened_to_something",
                violation_error_message=_("Name the place or the object."),
            ),
            models.CheckConstraint(
                condition=models.Q(earliest__isnull=True)
                | models.Q(latest__isnull=True)
                | models.Q(earliest__lte=models.F("latest")),
                name="incident_dates_in_order",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        try:
            self.date = dates.read(self.date) if self.date else ""
            if self.date:
                dates.check_qualifier(self.date, self.date_qualifier)
        except ValueError as fault:
            raise ValidationError({"date": str(fault)}) from None

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.earliest, self.latest = self._bounds()
        super().save(*args, **kwargs)

    def _bounds(self) -> tuple[datetime.date | None, datetime.date | None]:
        """Return the bounds of the date; None for an end that is open."""
        if not self.date:
            return None, None
        earliest, latest = dates.bounds(self.date, self.date_qualifier)
        return (
            None if earliest == datetime.date.min else earliest,
            None if latest == datetime.date.max else latest,
        )


class AllegedActor(Orderable):
    """Who is alleged to have caused an incident: kept apart from the fact of damage,
    with a certainty of its own and the ground that it rests on."""

    incident = ParentalKey(
        Incident, on_delete=models.CASCADE, related_name="alleged_actors"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    actor = models.CharField(_("alleged actor"), max_length=200)
    certainty = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Scheme.CERTAINTY},
        verbose_name=_("certainty"),
    )
    basis = models.TextField(
        _("on what ground"),
        max_length=600,
        help_text=_("What the allegation rests on."),
    )
    is_public = models.BooleanField(_("public"), default=False)

    def __str__(self) -> str:
        return self.actor
