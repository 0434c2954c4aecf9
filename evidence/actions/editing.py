"""Changing facts of records outside their form, and what any change entails."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from evidence.actions.likeness import note_record
from evidence.duplicates import own_kind
from evidence.models import Record

__all__ = ["change_facts", "note_change"]


def note_change(record: Record, by: Any) -> None:
    """Note on a record that is about to be saved who changed it, and that it is ahead
    of what is published.

    A record that is changed while it is in review leaves the review: a reviewer decides
    on what they have read.
    """
    record.changed_by = by
    record.has_changes = True
    if record.state == Record.State.SUBMITTED:
        record.state = Record.State.DRAFT


@transaction.atomic
def change_facts(*, record: Record, facts: dict[str, Any], by: Any) -> bool:
    """Give a record other facts, as its form would; return whether any was another.

    Raises PermissionDenied, or ValidationError if they cannot be so.
    """
    locked = Record.objects.select_for_update().get(pk=record.pk)
    row = own_kind(locked)
    if not by.has_perm(f"evidence.change_{row._meta.model_name}"):
        raise PermissionDenied
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(row, name, facts[name])
    row.full_clean()
    note_change(row, by)
    row.save()
    note_record(row)
    log(instance=row, action="wagtail.edit", user=by, data={"fields": changed})
    return True
