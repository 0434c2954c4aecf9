"""Judging an incident."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from evidence.models import Assessment, Record

__all__ = ["add_assessment"]


@transaction.atomic
def add_assessment(*, assessment: Assessment, by: Any) -> Assessment:
    """Add ``by``'s judgement. It supersedes their own standing one, if there is one.

    Who recorded the incident cannot be independent of it: raises ValidationError.
    """
    record = Record.objects.select_for_update().get(pk=assessment.incident_id)
    if assessment.is_independent and by.pk == record.created_by_id:
        raise ValidationError(
            {
                "is_independent": _(
                    "You recorded this incident, so your assessment is not independent."
                )
            },
            code="own",
        )
    assessment.assessor = by
    assessment.supersedes = (
        Assessment.objects.filter(
            incident_id=record.pk, assessor=by, superseded_by__isnull=True
        )
        .order_by("-made_at", "-pk")
        .first()
    )
    assessment.full_clean()
    assessment.save(force_insert=True)
    Record.objects.filter(pk=record.pk).update(has_changes=True)
    log(instance=record, action="evidence.assess", user=by)
    return assessment
