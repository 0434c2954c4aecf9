"""How an exhibit's bytes stand: what its checks found, as people are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from evidence.models import Exhibit, FixityCheck, FixityFinding

__all__ = ["Fixity", "fixity_of"]


@dataclass(frozen=True)
class Fixity:
    """``state`` is ``good``, ``failed`` or ``unchecked``; ``at`` is when the last check
    was. After a failure it stays ``failed`` until a person has resolved it."""

    state: str
    at: datetime | None

    @property
    def label(self) -> str:
        return str(
            {
                "good": _("Unchanged at the last check"),
                "failed": _("The check failed; the archive is looking into it"),
                "unchecked": _("Not checked again yet"),
            }[self.state]
        )


def fixity_of(exhibits: list[Exhibit]) -> dict[int, Fixity]:
    """Return how each exhibit stands, by its key, with two queries for all."""
    last = FixityCheck.objects.filter(exhibit=OuterRef("pk")).order_by("-at", "-pk")
    keys = Exhibit.objects.filter(pk__in=[exhibit.pk for exhibit in exhibits])
    checks = FixityCheck.objects.filter(
        pk__in=keys.values_list(Subquery(last.values("pk")[:1]))
    )
    newest = {check.exhibit_id: check for check in checks}
    failed = set(
        FixityFinding.objects.filter(
            exhibit__in=exhibits, resolved_at=None
        ).values_list("exhibit", flat=True)
    )
    found = {}
    for exhibit in exhibits:
        check = newest.get(exhibit.pk)
        state = "unchecked"
        if check:
            is_bad = exhibit.pk in failed or not check.is_good
            state = "failed" if is_bad else "good"
        found[exhibit.pk] = Fixity(state, check.at if check else None)
    return found
