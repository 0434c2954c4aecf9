"""Movable objects."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence import dates
from evidence.models.places import Place
from evidence.models.records import Record
from evidence.models.vocabulary import Scheme, VocabularyTerm

__all__ = ["MovableObject"]


class MovableObject(Record):
    """A movable object, described by the nine fields of Object ID (ICOM, 1997):
    title, subject, date or period and maker come with type, materials and techniques,
    measurements, inscriptions and markings, distinguishing features. Photographs are
    exhibits."""

    own_kind = Record.Kind.OBJECT

    record_ptr = models.OneToOneField(
        Record,
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="as_object",
    )

    class Whereabouts(models.TextChoices):
        IN_PLACE = "in_place", _("In its place")
        MISSING = "missing", pgettext_lazy("movable object", "Missing")
        LOCATED = "located", _("Located elsewhere")
        RETURNED = "returned", _("Returned")
        DESTROYED = "destroyed", _("Destroyed")
        UNKNOWN = "unknown", _("Unknown")

    object_type = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Scheme.OBJECT_TYPE},
        verbose_name=_("type of object"),
    )
    materials = models.CharField(
        _("materials and techniques"), max_length=300, blank=True
    )
    measurements = models.CharField(_("measurements"), max_length=160, blank=True)
    inscriptions = models.TextField(
        _("inscriptions and markings"), max_length=1000, blank=True
    )
    features = models.TextField(
        _("distinguishing features"), max_length=1000, blank=True
    )
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    made = models.CharField(
        _("date or period"), max_length=60, blank=True, help_text=_("EDTF")
    )
    maker = models.CharField(_("maker"), max_length=200, blank=True)
    inventory_number = models.CharField(
        _("inventory number"), max_length=80, blank=True
    )
    home = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objects_from",
        verbose_name=_("belongs to the place"),
    )
    whereabouts = models.CharField(
        _("whereabouts"),
        max_length=12,
        choices=Whereabouts.choices,
        default=Whereabouts.UNKNOWN,
    )

    class Meta:
        verbose_name = _("movable object")
        verbose_name_plural = _("movable objects")

    def clean(self) -> None:
        super().clean()
        try:
            self.made = dates.read(self.made) if self.made else ""
        except ValueError as fault:
            raise ValidationError({"made": str(fault)}) from None
