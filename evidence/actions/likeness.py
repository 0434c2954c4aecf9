"""Keeping the keys under which duplicates are found in step with their owners."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from evidence.duplicates import own_kind, record_keys
from evidence.models import Exhibit, ExhibitLikeness, Record, RecordLikeness
from evidence.similarity import Fingerprint, fact_key, picture_keys

__all__ = ["note_exhibit", "note_record", "sweep_likeness"]

# A key that so many share tells nothing of any of them. It takes no more: so looking
# something up costs the same in an archive of any size.
MOST_A_KEY = 64
ROUND, MOST_SECONDS = 2000, 10.0


@transaction.atomic
def note_record(record: Record) -> None:
    """Keep the keys of a record anew. Call it when its facts or names have changed."""
    keys = record_keys(own_kind(record))
    _keep(RecordLikeness, "record", record.pk, {fact_key("own", record.pk), *keys})


@transaction.atomic
def note_exhibit(exhibit: Exhibit) -> None:
    """Keep the keys of an exhibit that is a picture."""
    keys = {fact_key("own", exhibit.pk)}
    if exhibit.fingerprint:
        keys |= picture_keys(Fingerprint.from_text(exhibit.fingerprint))
    _keep(ExhibitLikeness, "exhibit", exhibit.pk, keys)


def _keep(table: Any, owner: str, pk: int, keys: set[int]) -> None:
    table.objects.filter(**{owner: pk}).delete()
    full = (
        table.objects.filter(key__in=keys)
        .values("key")
        .annotate(count=Count("pk"))
        .filter(count__gte=MOST_A_KEY)
    )
    wanted = keys - set(full.values_list("key", flat=True))
    table.objects.bulk_create(
        table(**{f"{owner}_id": pk, "key": key}) for key in sorted(wanted)
    )


def sweep_likeness() -> int:
    """Give keys to what has none yet, as after an import; return to how many. What is
    left when the time is over is found at the next turn."""
    until = time.monotonic() + MOST_SECONDS
    noted = RecordLikeness.objects.filter(record=OuterRef("pk"))
    seen = ExhibitLikeness.objects.filter(exhibit=OuterRef("pk"))
    pictures = Exhibit.objects.exclude(fingerprint="")
    done = 0
    for rows, note in (
        (Record.objects.filter(~Exists(noted)), note_record),
        (pictures.filter(~Exists(seen)), note_exhibit),
    ):
        for row in rows.order_by("pk")[:ROUND]:
            if time.monotonic() > until:
                return done
            note(row)
            done += 1
    return done
