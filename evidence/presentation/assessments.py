"""Assessments, and what the state of verification means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from evidence.presentation.terms import Terms
from evidence.presentation.wording import when
from evidence.verification import Verification

__all__ = ["AssessmentView", "VerificationView", "assessments_of", "verification_view"]

Document = dict[str, Any]


@dataclass(frozen=True)
class AssessmentView:
    """One judgement. ``superseded_by`` is the number of a later one that replaces it;
    ``stands_apart`` names what other standing assessments judge otherwise."""

    number: int
    facts: Document
    who: str
    interests_language: str
    made_at: Any
    method: str
    condition: str
    severity: str
    extent: str
    certainty: str
    imagery_dates: str
    superseded_by: int | None
    stands_apart: list[str]


@dataclass(frozen=True)
class VerificationView:
    state: str
    label: str
    explanation: str


def assessments_of(document: Document, terms: Terms) -> list[AssessmentView]:
    """Return every assessment, superseded ones too, as they were made."""
    rows = document["assessments"]
    later = {row["supersedes"]: row["number"] for row in rows if row["supersedes"]}
    standing = [row for row in rows if row["number"] not in later]
    apart = {
        "severity": _("severity"),
        "condition": _("condition"),
    }
    differ = [
        str(label)
        for key, label in apart.items()
        if len({row[key] for row in standing}) > 1
    ]
    return [
        AssessmentView(
            number=row["number"],
            facts=row,
            who=_who(row, terms),
            interests_language=row.get("language", ""),
            made_at=parse_datetime(row["made_at"]),
            method=terms.label("assessment_method", row["method"]),
            condition=terms.label("condition", row["condition"]),
            severity=terms.label("severity", row["severity"]),
            extent=terms.label("extent", row["extent"]),
            certainty=terms.label("certainty", row["certainty"]),
            imagery_dates=when(row["imagery_dates"]),
            superseded_by=later.get(row["number"]),
            stands_apart=differ if row["number"] not in later else [],
        )
        for row in rows
    ]


def _who(row: Document, terms: Terms) -> str:
    """Return who signed: a name, a role or both. Versions that were frozen before there
    were roles have none."""
    role = terms.label("assessor_role", row.get("role"))
    return ", ".join(filter(None, [row["signed_as"], role]))


def verification_view(document: Document) -> VerificationView | None:
    """Return how the version stands; None for what nobody assesses."""
    state = document["verification"]
    if state not in Verification.values:
        return None
    return VerificationView(
        state=state,
        label=str(Verification(state).label),
        explanation={
            Verification.UNVERIFIED: _("Nobody has assessed this incident yet."),
            Verification.ASSESSED: _(
                "Assessed, but not yet by two independent people who agree."
            ),
            Verification.VERIFIED: _(
                "Two people assessed it independently of each other and agree on the "
                "severity of the damage and on the condition."
            ),
            Verification.DISPUTED: _(
                "The assessments that stand do not agree. All of them are shown below."
            ),
        }[Verification(state)],
    )
