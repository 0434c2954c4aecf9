"""The archive's vocabularies: standard terms with stable slugs and translated labels.

They are seeded from ``evidence/vocabularies`` by a migration; editors may add terms.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

__all__ = ["Scheme", "VocabularyLabel", "VocabularyTerm"]


class Scheme(models.TextChoices):
    """The term lists. Their sources are named in the data files."""

    CATEGORY = "category", _("Category of incident")
    PLACE_TYPE = "place_type", _("Type of place")
    DESIGNATION = "designation", _("Designation")
    OBJECT_TYPE = "object_type", _("Type of object")
    SOURCE_KIND = "source_kind", _("Kind of source")
    RIGHTS = "rights", _("Rights")
    SENSITIVITY = "sensitivity", _("Content warning")
    CONDITION = "condition", _("Condition")
    SEVERITY = "severity", _("Severity of damage")
    EXTENT = "extent", _("Extent of damage")
    CERTAINTY = "certainty", _("Certainty")
    CAUSE_CATEGORY = "cause_category", _("Category of cause")
    CAUSE = "cause", _("Cause of damage")
    EFFECT = "effect", _("Effect")
    METHOD = "assessment_method", _("Method of assessment")
    THREAT = "threat", _("Direct threat")
    REDACTION = "redaction_reason", _("Reason for redaction")
    ASSESSOR_ROLE = "assessor_role", _("Role of an assessor")


class VocabularyTerm(ClusterableModel):
    """One term of one scheme. ``slug`` never changes: exports and versions hold it.

    ``position`` orders a scheme; in an ordinal one (condition, severity, extent,
    certainty) it runs from the least to the most. ``code`` is the term's notation in
    its source, where that has one (the IUCN-CMP's ``5.3``).
    """

    scheme = models.CharField(_("vocabulary"), max_length=24, choices=Scheme.choices)
    slug = models.SlugField(_("slug"), max_length=80)
    code = models.CharField(_("code"), max_length=12, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("broader term"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_retired = models.BooleanField(
        _("retired"),
        default=False,
        help_text=_("Not offered for new records; those that use it keep it."),
    )

    panels: ClassVar = [
        FieldPanel("scheme"),
        FieldPanel("slug"),
        FieldPanel("code"),
        FieldPanel("parent"),
        FieldPanel("position"),
        FieldPanel("is_retired"),
        InlinePanel("labels", heading=_("Labels"), label=_("Label"), min_num=1),
    ]

    class Meta:
        verbose_name = _("vocabulary term")
        verbose_name_plural = _("vocabulary terms")
        ordering: ClassVar = ["scheme", "position", "slug"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("scheme", "slug"), name="vocabulary_slug_once_a_scheme"
            )
        ]

    def __str__(self) -> str:
        return self.label(get_language() or "")

    def label(self, language: str) -> str:
        """Return the label in ``language``, else in English, else the slug."""
        labels = {row.language: row.label for row in self.labels.all()}
        return labels.get(language) or labels.get("en") or self.slug


class VocabularyLabel(models.Model):
    term = ParentalKey(VocabularyTerm, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=8)
    label = models.CharField(_("label"), max_length=160)

    panels: ClassVar = [FieldPanel("language"), FieldPanel("label")]

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("term", "language"), name="vocabulary_label_once_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.label
