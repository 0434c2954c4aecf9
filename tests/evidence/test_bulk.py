"""Many records at once, each by its own rights, and every result told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from evidence.models import Export, Incident, Place, Record, VocabularyTerm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store")]


def address(model: str, verb: str, *records: Any, **more: Any) -> str:
    base = reverse("wagtail_bulk_action", args=["evidence", model, verb])
    ids = [row.pk for row in records] or ["all"]
    back = reverse(f"wagtailsnippets_evidence_{model}:list")
    return f"{base}?{urlencode({'id': ids, 'next': back, **more}, doseq=True)}"


def category(slug: str) -> VocabularyTerm:
    return VocabularyTerm.objects.get(scheme="category", slug=slug)


def states(*records: Any) -> list[str]:
    return [Record.objects.get(pk=record.pk).state for record in records]


@pytest.fixture
def incidents(make_record, accounts) -> list[Any]:
    """Two whole drafts and one without a summary, by the researcher."""
    place = make_record(kind="place")
    made = [
        make_record(publish=False, place=place, title=f"Incident {n}", summary=summary)
        for n, summary in enumerate(("Told.", "Told.", " "))
    ]
    keys = [row.pk for row in made]
    Record.objects.filter(pk__in=keys).update(created_by=accounts["researcher"])
    return made


def test_rows_are_handed_in_and_those_that_cannot_be_are_named(
    client, accounts, incidents
) -> None:
    client.force_login(accounts["researcher"])
    where = address("incident", "submit", *incidents)
    asked = client.get(where).content.decode()
    assert all(row.title in asked for row in incidents)
    done = client.post(where)
    assert states(*incidents) == ["submitted", "submitted", "draft"]
    told = done.context["outcomes"]
    assert [outcome.is_done for outcome in told] == [False, True, True]
    assert told[0].record.pk == incidents[2].pk
    assert told[0].words in done.content.decode()
    assert len(told[0].words) > 10


def test_nobody_returns_their_own_and_a_return_needs_a_reason(
    client, accounts, incidents
) -> None:
    client.force_login(accounts["researcher"])
    client.post(address("incident", "submit", *incidents[:2]))
    where = address("incident", "return", *incidents[:2])
    client.post(where, {"reason": "Mine."})
    assert states(*incidents[:2]) == ["submitted", "submitted"]
    client.force_login(accounts["chief"])
    Record.objects.filter(pk=incidents[1].pk).update(changed_by=accounts["chief"])
    assert client.post(where, {"reason": " "}).status_code == 200
    assert states(*incidents[:2]) == ["submitted", "submitted"]
    client.post(where, {"reason": "Which source?"})
    assert states(*incidents[:2]) == ["returned", "submitted"]


def test_a_changed_fact_is_a_change_like_any_other(
    client, accounts, incidents, make_record
) -> None:
    chief, researcher = accounts["chief"], accounts["researcher"]
    client.force_login(researcher)
    client.post(address("incident", "submit", incidents[0]))
    client.force_login(chief)
    wanted = category("displacement_and_loss")
    where = address("incident", "category", *incidents)
    assert client.post(where, {"value": ""}).status_code == 200
    assert client.post(where, {"value": wanted.pk}).status_code == 302
    row = Incident.objects.get(pk=incidents[0].pk)
    # It has left the review, and its changer is no longer its reviewer.
    assert (row.category, row.changed_by, row.state) == (wanted, chief, "draft")
    other = make_record(kind="place", title="Another hill")
    where = address("incident", "place", incidents[0])
    assert client.get(where).status_code == 200
    client.post(where, {"value": other.pk})
    assert Incident.objects.get(pk=row.pk).place_id == other.pk

    # A place cannot lie in itself: the others are moved, this one is named.
    hill = make_record(kind="place", title="Third hill")
    done = client.post(address("place", "district", other, hill), {"value": other.pk})
    assert [outcome.is_done for outcome in done.context["outcomes"]] == [False, True]
    assert Place.objects.get(pk=hill.pk).within_id == other.pk
    assert Place.objects.get(pk=other.pk).within_id is None


def test_all_in_the_listing_are_those_that_its_filters_show(
    client, accounts, incidents
) -> None:
    client.force_login(accounts["researcher"])
    client.post(address("incident", "submit", incidents[0]))
    wanted = category("displacement_and_loss")
    where = address("incident", "category", state="draft", q="Incident 1")
    client.post(where, {"value": wanted.pk})
    changed = Incident.objects.filter(category=wanted)
    assert [row.title for row in changed] == ["Incident 1"]


def test_a_selection_is_exported_and_others_may_do_none_of_it(
    client, accounts, make_record, incidents
) -> None:
    first, second = make_record(), make_record()
    client.force_login(accounts["researcher"])
    where = address("incident", "export", first, second)
    assert client.get(where).status_code == 200
    assert client.post(where).status_code == 302
    export = Export.objects.get()
    assert set(export.records.all()) == {first.record_ptr, second.record_ptr}
    nothing = client.post(address("incident", "export", incidents[0]))
    assert nothing.status_code == 200
    client.force_login(accounts["editor_az"])
    wanted = category("displacement_and_loss")
    for verb, data in (
        ("submit", {}),
        ("category", {"value": wanted.pk}),
        ("export", {}),
    ):
        client.post(address("incident", verb, *incidents), data)
    assert states(*incidents) == ["draft", "draft", "draft"]
    assert not Incident.objects.filter(category=wanted).exists()
    assert Export.objects.count() == 1
