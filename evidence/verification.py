"""When a record counts as verified: the rule, in one place.

*Verified* needs two independent assessments, by two people, that stand (nothing
supersedes them) and agree on the severity of the damage and on the condition.
Standing assessments that disagree make a record *disputed*, whoever made them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Judgement", "Verification", "verification_of"]


class Verification(models.TextChoices):
    UNVERIFIED = "unverified", _("Not verified")
    ASSESSED = "assessed", _("Assessed once")
    VERIFIED = "verified", _("Verified")
    DISPUTED = "disputed", _("Assessments disagree")


@dataclass(frozen=True)
class Judgement:
    """A standing assessment, as far as the rule looks at it."""

    assessor: int
    is_independent: bool
    severity: str
    condition: str


def verification_of(standing: Sequence[Judgement]) -> Verification:
    """Return how a record stands, given its assessments that nothing supersedes."""
    if not standing:
        return Verification.UNVERIFIED
    if len({(j.severity, j.condition) for j in standing}) > 1:
        return Verification.DISPUTED
    independent = {j.assessor for j in standing if j.is_independent}
    return Verification.VERIFIED if len(independent) > 1 else Verification.ASSESSED
