"""Giving records out as a table, for spreadsheets and for other archives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from evidence.custody import record_event
from evidence.importing.table import table_lines
from evidence.models import CustodyEvent

__all__ = ["export_table"]


def export_table(
    *, private: bool = False, reason: str = "", by: Any = None
) -> Iterator[str]:
    """Log that the records table is given out; return its lines.

    It holds drafts. With ``private`` it holds exact places and internal notes besides;
    that needs the permission ``evidence.export_private`` and a reason. ``by`` None is
    whoever runs the server.
    """
    if by is not None and not (
        by.has_perm("evidence.view_incident")
        and (not private or by.has_perm("evidence.export_private"))
    ):
        raise PermissionDenied
    if private and not reason.strip():
        raise ValidationError(_("Say what the private export is for."), code="required")
    lines = table_lines(private=private)
    # Whether there can be a table is known with its heading.
    heading = next(lines)
    record_event(
        kind=CustodyEvent.Kind.EXPORT,
        actor=by,
        detail={"scope": "table", "private": private, "reason": reason.strip()},
    )

    def walk() -> Iterator[str]:
        yield heading
        yield from lines

    return walk()
