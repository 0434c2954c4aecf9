"""What may be in the archive already is named, quickly, and never in the way."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from evidence.actions import likeness
from evidence.actions.likeness import note_exhibit, note_record, sweep_likeness
from evidence.duplicates import like_exhibit, like_record
from evidence.models import (
    Exhibit,
    ExhibitLikeness,
    MovableObject,
    Place,
    PlaceName,
    Record,
    RecordExhibit,
    RecordLikeness,
    VocabularyTerm,
)
from evidence.similarity import fingerprint
from tests.evidence.archive import take
from tests.evidence.test_picture_similarity import scene

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_evidence_{}:add"


def point(latitude: float, longitude: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def jpeg(image: Any, quality: int = 85) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def found(record: Any) -> set[int]:
    return {likely.found.pk for likely in like_record(record)}


@pytest.fixture
def make(make_record) -> Any:
    """Makes a draft that is noted as the admin notes it."""

    def make(kind: str, *, names: tuple[str, ...] = (), **fields: Any) -> Any:
        record = make_record(kind=kind, publish=False, claims=[], **fields)
        for name in names:
            PlaceName.objects.create(place=record, name=name, language="ru")
        note_record(record)
        return record

    return make


def test_places_are_one_by_name_in_any_alphabet_unless_they_lie_apart(
    make, english
) -> None:
    first = make(
        "place",
        title="Yuxarı Bulaq məscidi",
        names=("Мечеть Юхары Булаг",),
        geometry=point(39.75, 46.75),
    )
    near = make("place", title="Yukhary Bulag mosque", geometry=point(39.76, 46.75))
    russian = make("place", title="Мечеть Юхари-Булаг", geometry=None)
    spot = make("place", title="Qızıl qaya", geometry=point(39.7505, 46.7505))
    make("place", title="Yuxarı Bulaq məscidi", geometry=point(40.4, 47.9))
    make("place", title="Aşağı Dərə məscidi", geometry=None)
    assert found(first) == {near.pk, russian.pk, spot.pk}
    reasons = {likely.found.pk: likely.reasons for likely in like_record(first)}
    assert reasons[spot.pk] == ["70 m away"]
    assert reasons[russian.pk] == ["a near-equal name: Мечеть Юхари-Булаг"]


def test_objects_and_incidents_are_compared_by_their_facts(make, english) -> None:
    carpet = make("object", title="Xalça", inventory_number="MXQ 17")
    again = make("object", title="Gilim, 19-cu əsr", inventory_number="mxq-17")
    make("object", title="Başqa xalça", inventory_number="MXQ 18")
    assert found(carpet) == {again.pk}
    place = make("place", title="Sample hill")
    fields = {"place": place, "date": "1993-05"}
    incident = make("incident", title="Damm uçub", **fields)
    same = make("incident", title="The roof fell in", place=place, date="1993-05-12")
    later = make("incident", title="Dam uçub", place=place, date="2001")
    undated = make("incident", title="Dam uçub", place=place, date="")
    make("incident", title="Dam uçub", date="1993-05")
    assert found(incident) == {same.pk, undated.pk}
    assert found(later) == {undated.pk}


@pytest.mark.database
def test_the_cost_does_not_grow_with_the_archive(make, monkeypatch) -> None:
    monkeypatch.setattr(likeness, "MOST_A_KEY", 5)
    place = make("place", title="Kənd məscidi", geometry=None)
    with CaptureQueriesContext(
        connection,
    ) as before:
        like_record(place)
    for _number in range(12):
        make("place", title="Kənd məscidi", geometry=None)
    shared: dict[int, int] = {}
    for key in RecordLikeness.objects.values_list("key", flat=True):
        shared[key] = shared.get(key, 0) + 1
    assert max(shared.values()) == 5
    with CaptureQueriesContext(connection) as after:
        assert len(like_record(place)) == 4
    # One query each for candidates, rows and names, whatever there is.
    assert len(after) <= len(before) + 2 <= 5
    plan = RecordLikeness.objects.filter(key__in=[1, 2, 3]).explain().upper()
    if connection.vendor == "sqlite":
        assert "SEARCH" in plan
        assert "SCAN" not in plan


def test_what_was_never_noted_is_noted_by_the_clock(make_record) -> None:
    record = make_record(kind="place", publish=False, claims=[])
    exhibit = take(jpeg(scene(3)), "hill.jpg")
    ExhibitLikeness.objects.all().delete()
    assert sweep_likeness() == 2
    assert sweep_likeness() == 0
    assert record.likeness.exists()
    assert exhibit.likeness.exists()
    record.delete()
    assert not RecordLikeness.objects.exists()


@pytest.mark.database
def test_pictures_that_look_alike_are_found_through_crops(
    own_store, newsroom, english
) -> None:
    whole = scene(1)
    original = take(jpeg(whole), "one.jpg")
    small = take(jpeg(whole.resize((240, 180)), 40), "small.jpg")
    left, top = whole.width // 25, whole.height // 25
    crop = whole.crop((left, top, whole.width - left, whole.height - top))
    cropped = take(jpeg(crop), "crop.jpg")
    for seed in range(5, 25):
        mark = fingerprint(BytesIO(jpeg(scene(seed))))
        other = Exhibit.objects.create(
            sha256=f"{seed:064x}", sha512="0", size=1, media_type="image/jpeg",
            title=f"Scene {seed}", fingerprint=str(mark),
        )  # fmt: skip
        note_exhibit(other)
    for exhibit, others in (
        (original, {small.pk, cropped.pk}),
        (cropped, {original.pk, small.pk}),
    ):
        alike = {likely.found.pk for likely in like_exhibit(exhibit)}
        assert others <= alike
    assert like_exhibit(original)[0].reasons == ["looks the same"]
    assert like_exhibit(other) == []


def filled(title: str) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": title,
            "language": Locale.objects.get(language_code="az").pk,
            "summary": "",
            "account": "",
            "not_known": "",
            "place_type": VocabularyTerm.objects.get(
                scheme="place_type", slug="mosque"
            ).pk,
            "geometry": "39.75, 46.75",
            "precision": "settlement",
            "access": "public",
            "names": inline_formset([]),
            "claims": inline_formset([]),
            "exhibit_links": inline_formset([]),
        }
    )


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_researcher_is_warned_and_not_stopped(
    client, accounts, make, own_store
) -> None:
    client.force_login(accounts["researcher"])
    first = make("place", title="Yuxarı Bulaq məscidi", geometry=point(39.75, 46.75))
    response = client.post(
        reverse(ADD.format("place")), filled("Yuxari Bulag mescidi"), follow=True
    )
    place = Place.objects.exclude(pk=first.pk).get()
    edit = "wagtailsnippets_evidence_place:edit"
    link = reverse(edit, args=[first.pk])
    assert link in said(response)
    review = reverse("evidence_admin:review", args=[place.pk])
    assert link in client.get(review).content.decode()
    # Saved again without a change of what identifies it, there is no second warning.
    address = reverse(edit, args=[place.pk])
    data = {**filled("Yuxari Bulag mescidi"), "summary": "Daş tikili."}
    unreadable = client.post(address, {**data, "geometry": "39.75 somewhere"})
    assert "39.75 somewhere" in unreadable.content.decode()
    again = client.post(address, data, follow=True)
    assert Record.objects.get(pk=place.pk).summary == "Daş tikili."
    assert link not in said(again)

    picture = take(jpeg(scene(2)), "first.jpg")
    file = SimpleUploadedFile("again.jpg", jpeg(scene(2), 60))
    facts = {"files": [file], "acquisition": "fieldwork", "access": "public"}
    taken = client.post(reverse("evidence_admin:intake"), facts, follow=True)
    shown = reverse("wagtailsnippets_evidence_exhibit:edit", args=[picture.pk])
    assert shown in said(taken)
    assert Exhibit.objects.count() == 2
    newest = Exhibit.objects.latest("pk")
    RecordExhibit.objects.create(record=place.record_ptr, exhibit=newest)
    assert shown in client.get(review).content.decode()


def test_a_change_gives_new_keys(make, client) -> None:
    carpet = make("object", title="Xalça", inventory_number="1")
    MovableObject.objects.filter(pk=carpet.pk).update(inventory_number="2")
    note_record(Record.objects.get(pk=carpet.pk))
    other = make("object", title="Gilim", inventory_number="1")
    assert found(other) == set()
