"""Assessments: who judged an incident, how, and with what result."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence import dates
from evidence.models.incidents import Incident
from evidence.models.vocabulary import Scheme, VocabularyTerm

__all__ = ["Assessment"]


def _term(scheme: Scheme, name: Any) -> Any:
    return models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"scheme": scheme},
        verbose_name=name,
    )


class Assessment(models.Model):
    """One person's judgement of one incident. It is never changed: a new one
    supersedes it, and both stay to be seen.

    What the public reads of the assessor is ``signed_as``, a name or a mark that stands
    for one and is the same in every language, and ``role``, a term. Either will do
    where the person must be protected. Declared interests stay in the ``language`` that
    they were written in.
    """

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="assessments"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("assessor"),
    )
    signed_as = models.CharField(
        _("signed as"),
        max_length=160,
        blank=True,
        help_text=_(
            "A name or a mark; it is not translated. Leave it empty to be named by the "
            "role alone."
        ),
    )
    role = models.ForeignKey(
        VocabularyTerm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": Scheme.ASSESSOR_ROLE},
        verbose_name=_("role"),
    )
    is_independent = models.BooleanField(
        _("independent"),
        default=False,
        help_text=_(
            "Made without sight of another assessment, by someone who did not record "
            "the incident."
        ),
    )
    independence = models.CharField(
        _("interests to declare"), max_length=300, blank=True
    )
    language = models.CharField(
        _("language of the declared interests"), max_length=16, blank=True
    )
    method = _term(Scheme.METHOD, _("method"))
    imagery_dates = models.CharField(
        _("dates of the imagery"), max_length=120, blank=True, help_text=_("EDTF")
    )
    condition = _term(Scheme.CONDITION, _("condition"))
    severity = _term(Scheme.SEVERITY, _("severity"))
    extent = _term(Scheme.EXTENT, _("extent"))
    certainty = _term(Scheme.CERTAINTY, _("certainty"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(signed_as="") | models.Q(role__isnull=False),
                name="assessment_is_signed",
                violation_error_message=_("Sign with a name, a role or both."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.signature}, {self.made_at:%Y-%m-%d}"

    @property
    def signature(self) -> str:
        """Who signed it, with the role in the active language."""
        return ", ".join(filter(None, [self.signed_as, str(self.role or "")]))

    def clean(self) -> None:
        super().clean()
        try:
            if self.imagery_dates:
                self.imagery_dates = dates.read(self.imagery_dates)
        except ValueError as fault:
            raise ValidationError({"imagery_dates": str(fault)}) from None
        if self.supersedes and self.supersedes.incident_id != self.incident_id:
            raise ValidationError(
                {"supersedes": _("An assessment of another incident.")}
            )
