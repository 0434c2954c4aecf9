"""How an exhibit's bytes stand: what its checks found, as people are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery
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
    """Return how each exhibit stands, by its key, with one query for all."""
    last = FixityCheck.objects.filter(exhibit=OuterRef("pk")).order_by("-at", "-pk")
    keys = Exhibit.objects.filter(pk__in=[exhibit.pk for exhibit in exhibits])
    unresolved = FixityFinding.objects.filter(
        exhibit=OuterRef("exhibit"), resolved_at=None
    )
    checks = FixityCheck.objects.filter(
        pk__in=keys.values_list(Subquery(last.values("pk")[:1]))
    ).values_list("exhibit_id", "at", "is_good", Exists(unresolved))
    newest = {key: (at, is_good and not open_) for key, at, is_good, open_ in checks}
    found = {}
    for exhibit in exhibits:
        if exhibit.pk not in newest:
            found[exhibit.pk] = Fixity("unchecked", None)
            continue
        at, is_good = newest[exhibit.pk]
        found[exhibit.pk] = Fixity("good" if is_good else "failed", at)
    return found
