"""Places: sites, settlements, districts, and what they are and were called."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from evidence import dates
from evidence.geometry import Precision, generalise, read_geometry
from evidence.models.records import Record
from evidence.models.vocabulary import Scheme, VocabularyTerm

__all__ = ["Place", "PlaceName"]


class Place(Record):
    """A heritage site, a natural site, a settlement or a district.

    ``geometry`` is exact and private (GeoJSON, WGS 84). ``public_geometry`` is made
    from it, by ``precision``, whenever the place is saved: no other code ever reads the
    exact one for a reader.
    """

    own_kind = Record.Kind.PLACE

    record_ptr = models.OneToOneField(
        Record,
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="as_place",
    )
    place_type = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": Scheme.PLACE_TYPE},
        verbose_name=_("type of place"),
    )
    within = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contains",
        verbose_name=_("lies in"),
    )
    designation = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": Scheme.DESIGNATION},
        verbose_name=_("designation"),
    )
    designation_reference = models.CharField(
        _("list and number of the designation"), max_length=200, blank=True
    )
    built = models.CharField(
        _("date of origin"), max_length=60, blank=True, help_text=_("EDTF")
    )
    geometry = models.JSONField(_("exact geometry"), null=True, blank=True)
    precision = models.CharField(
        _("precision shown in public"),
        max_length=16,
        choices=Precision.choices,
        default=Precision.SETTLEMENT,
    )
    public_geometry = models.JSONField(null=True, editable=False)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def clean(self) -> None:
        super().clean()
        faults: dict[str, Any] = {}
        try:
            self.built = dates.read(self.built) if self.built else ""
        except ValueError as fault:
            faults["built"] = str(fault)
        try:
            if self.geometry not in (None, "", {}):
                self.geometry = read_geometry(self.geometry)
        except ValueError as fault:
            faults["geometry"] = str(fault)
        if self._is_inside_itself():
            faults["within"] = _("A place cannot lie in itself.")
        if faults:
            raise ValidationError(faults)

    def _is_inside_itself(self) -> bool:
        above, seen = self.within, set()
        while above is not None and above.pk not in seen:
            if self.pk and above.pk == self.pk:
                return True
            seen.add(above.pk)
            above = above.within
        return above is not None

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.geometry = self.geometry or None
        self.public_geometry = generalise(self.geometry, self.precision)
        super().save(*args, **kwargs)


class PlaceName(Orderable):
    """A name of a place in some language, at some time, in some spelling."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("Official name")
        HISTORICAL = "historical", _("Historical name")
        LOCAL = "local", _("Local name")
        TRANSLITERATION = "transliteration", _("Transliteration")

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=160)
    language = models.CharField(
        _("language"), max_length=16, help_text=_("Code such as az, ru, az-Cyrl.")
    )
    kind = models.CharField(
        pgettext_lazy("record", "kind"),
        max_length=16,
        choices=Kind.choices,
        default=Kind.OFFICIAL,
    )
    period = models.CharField(
        _("in use"), max_length=60, blank=True, help_text=_("EDTF")
    )

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("place", "name", "language", "kind"), name="place_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
