"""What may be in the archive already: records and pictures worth a second look.

Candidates are found by the keys of ``evidence.similarity.keys`` and then compared, so
the cost does not grow with the archive. Nothing here decides: people do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, prefetch_related_objects
from django.utils.translation import gettext as _

from evidence.geometry import distance, middle
from evidence.models import (
    Exhibit,
    ExhibitLikeness,
    Incident,
    MovableObject,
    Place,
    Record,
    RecordLikeness,
)
from evidence.similarity import (
    ALIKE,
    Fingerprint,
    are_near,
    around,
    fact_key,
    fold_name,
    name_keys,
    own_name,
    picture_keys_near,
)
from evidence.similarity import distance as picture_distance

__all__ = ["Likely", "like_exhibit", "like_record", "own_kind", "record_keys"]

Own = Incident | Place | MovableObject

# Metres within which two places may be one whatever they are called, and beyond which
# they are two even if they are called the same.
SAME_SPOT, ELSEWHERE = 150, 5000
# So many candidates are compared, so many are told of, so many names a place counts.
MOST_COMPARED, MOST_TOLD, MOST_NAMES = 60, 8, 10
# An incident whose date is wider than this many years says nothing by its date.
MOST_YEARS = 3


@dataclass(frozen=True)
class Likely:
    """Something that may be the same, and in what it is alike."""

    found: Any
    reasons: list[str]


def own_kind(record: Record) -> Own:
    """Return a record as the place, object or incident that it is."""
    if isinstance(record, Incident | Place | MovableObject):
        return record
    models: dict[str, Any] = {"place": Place, "object": MovableObject}
    own: Own = models.get(record.kind, Incident).objects.get(pk=record.pk)
    return own


def record_keys(record: Own) -> set[int]:
    """Return the keys that a record is kept under."""
    if isinstance(record, Place):
        keys = {key for name in _names(record) for key in name_keys("place", name)}
        return keys | set(_cells(record)[:1])
    if isinstance(record, MovableObject):
        return name_keys("object", record.title) | _object_facts(record)
    happened = (record.place_id, record.movable_object_id)
    return name_keys(f"incident:{happened}", record.title) | {
        fact_key("incident", *happened, record.category_id, year)
        for year in _years(record)
    }


def like_record(record: Own) -> list[Likely]:
    """Return the records that may be this one; it need not be stored yet."""
    if isinstance(record, Place) and record.pk:
        prefetch_related_objects([record], "names")
    keys = record_keys(record)
    if isinstance(record, Place):
        keys |= set(_cells(record))
    shared = RecordLikeness.objects.filter(key__in=keys).exclude(record=record.pk)
    candidates = list(
        shared.values("record")
        .annotate(count=Count("pk"))
        .order_by("-count", "-record")
        .values_list("record", flat=True)[:MOST_COMPARED]
    )
    rows: Any = type(record).objects.filter(pk__in=candidates)
    if isinstance(record, Place):
        rows = rows.prefetch_related("names")
    compare: Any = {
        Place: _like_place,
        MovableObject: _like_object,
        Incident: _like_incident,
    }[type(record)]
    by_key = {row.pk: row for row in rows}
    found = []
    for pk in candidates:
        if pk in by_key and (reasons := compare(record, by_key[pk])):
            found.append(Likely(by_key[pk], reasons))
    return sorted(found, key=lambda likely: -len(likely.reasons))[:MOST_TOLD]


def like_exhibit(exhibit: Exhibit) -> list[Likely]:
    """Return the exhibits that may show the same picture as this one."""
    if not exhibit.fingerprint:
        return []
    mark = Fingerprint.from_text(exhibit.fingerprint)
    shared = ExhibitLikeness.objects.filter(key__in=picture_keys_near(mark))
    candidates = list(
        shared.exclude(exhibit=exhibit.pk)
        .values("exhibit")
        .annotate(count=Count("pk"))
        .order_by("-count", "-exhibit")
        .values_list("exhibit", flat=True)[:MOST_COMPARED]
    )
    measured = sorted(
        (picture_distance(mark, Fingerprint.from_text(row.fingerprint)), -row.pk, row)
        for row in Exhibit.objects.filter(pk__in=candidates).exclude(fingerprint="")
    )
    return [
        Likely(
            row,
            [
                _("looks the same")
                if bits <= ALIKE // 4
                else _("looks alike, perhaps cropped or changed")
            ],
        )
        for bits, _pk, row in measured[:MOST_TOLD]
        if bits <= ALIKE
    ]


def _names(place: Place) -> list[str]:
    """Return what a place is called, each name once however it is spelt."""
    rows = list(place.names.all()) if place.pk else []
    names = [place.title, *(row.name for row in rows)]
    return list({fold_name(name): name for name in names}.values())[:MOST_NAMES]


def _cells(place: Place) -> list[int]:
    if not place.geometry:
        return []
    longitude, latitude = middle(place.geometry)
    return around("place", latitude, longitude)


def _object_facts(thing: MovableObject) -> set[int]:
    facts = {
        "inventory": thing.inventory_number,
        "inscriptions": thing.inscriptions,
        "measurements": thing.measurements,
    }
    return {
        fact_key("object", name, thing.object_type_id, fold_name(value))
        for name, value in facts.items()
        if fold_name(value)
    }


def _years(incident: Incident) -> list[int]:
    if not incident.earliest or not incident.latest:
        return [0]
    first, last = incident.earliest.year, incident.latest.year
    return list(range(first, last + 1)) if last - first < MOST_YEARS else [0]


def _like_place(one: Place, other: Place) -> list[str]:
    metres = None
    if one.geometry and other.geometry:
        metres = distance(one.geometry, other.geometry)
    reasons = []
    if near := _near_name(one, other):
        reasons.append(_("a near-equal name: %(name)s") % {"name": near})
    if metres is not None and metres > ELSEWHERE:
        return []
    if not reasons and (
        metres is None or metres > SAME_SPOT or one.place_type_id != other.place_type_id
    ):
        return []
    if metres is not None:
        reasons.append(_("%(metres)d m away") % {"metres": round(metres)})
    return reasons


def _near_name(one: Place, other: Place) -> str:
    """Return the name of ``other`` that is nearly one of ``one``'s. Two mosques may be
    called so by different words for a mosque."""
    own = _names(one)
    is_one_type = one.place_type_id == other.place_type_id
    for name in _names(other):
        for known in own:
            if are_near(name, known):
                return name
            if is_one_type and are_near(own_name(name), own_name(known)):
                return name
    return ""


def _like_object(one: MovableObject, other: MovableObject) -> list[str]:
    if one.object_type_id != other.object_type_id:
        return []
    homes = {one.home_id, other.home_id} - {None}
    reasons = []
    for label, a, b in (
        (_("the same inventory number"), one.inventory_number, other.inventory_number),
        (_("the same inscriptions"), one.inscriptions, other.inscriptions),
    ):
        if fold_name(a) and fold_name(a) == fold_name(b):
            reasons.append(label)
    if len(homes) < 2:
        if are_near(one.title, other.title):
            reasons.append(_("a near-equal name: %(name)s") % {"name": other.title})
        if fold_name(one.measurements) and fold_name(one.measurements) == fold_name(
            other.measurements
        ):
            reasons.append(_("the same measurements"))
    return reasons


def _like_incident(one: Incident, other: Incident) -> list[str]:
    happened = (one.place_id, one.movable_object_id)
    if happened != (other.place_id, other.movable_object_id) or _apart(one, other):
        return []
    reasons = []
    if are_near(one.title, other.title):
        reasons.append(_("a near-equal name: %(name)s") % {"name": other.title})
    is_dated = bool(one.date and other.date)
    if one.category_id == other.category_id and (is_dated or reasons):
        reasons.append(_("the same place or object, and the same category"))
    if is_dated and reasons:
        reasons.append(_("dates that overlap"))
    return reasons


def _apart(one: Incident, other: Incident) -> bool:
    """Whether the two cannot have happened on one day."""
    return any(
        first.latest and second.earliest and first.latest < second.earliest
        for first, second in ((one, other), (other, one))
    )
