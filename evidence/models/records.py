"""Records: the things that the archive documents.

A record's facts are one row that all languages share. Its words are written here in
the record's own language; a :class:`~evidence.models.pages.RecordPage` carries them to
translators, one page a language. Nothing of these tables is public by itself: readers
get what :class:`~evidence.models.versions.PublishedVersion` has frozen.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Locale, Orderable

from evidence import dates
from evidence.geometry import Precision, generalise, read_geometry
from evidence.models.identity import Identified
from evidence.models.vocabulary import Scheme, VocabularyTerm
from evidence.querysets import RecordManager

__all__ = [
    "Access",
    "AllegedActor",
    "Incident",
    "MovableObject",
    "Place",
    "PlaceName",
    "Record",
]


class Access(models.TextChoices):
    """Who may see something. Only the first two ever reach a reader."""

    PUBLIC = "public", _("Public")
    REDACTED = "redacted", _("Public, redacted")
    RESEARCHERS = "researchers", _("Researchers")
    RESTRICTED = "restricted", _("Restricted")
    SEALED = "sealed", _("Sealed until a date")


class Record(Identified):
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
        _("kind"), max_length=8, choices=Kind.choices, editable=False
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
        _("account"),
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
    sealed_until = models.DateField(_("sealed until"), null=True, blank=True)
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

    @property
    def is_open(self) -> bool:
        """Whether a reader may see the record at all, once it is published."""
        if self.access == Access.SEALED:
            return bool(self.sealed_until and self.sealed_until <= timezone.localdate())
        return self.access in {Access.PUBLIC, Access.REDACTED}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.own_kind:
            self.kind = self.own_kind
        super().save(*args, **kwargs)


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
        _("kind"), max_length=16, choices=Kind.choices, default=Kind.OFFICIAL
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
        MISSING = "missing", _("Missing")
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
