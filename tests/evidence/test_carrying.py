"""A researcher enters many records that share their facts."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Locale
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    querydict_from_html,
)

from evidence.models import ClaimSource, Incident, Place, VocabularyTerm

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_evidence_{}:add"


def term(scheme: str) -> VocabularyTerm:
    return VocabularyTerm.objects.filter(scheme=scheme).order_by("position")[0]


@pytest.fixture
def data(make_record, records) -> dict[str, Any]:
    """What a browser sends for an incident with one claim, one source, one cause."""
    source = {
        "source": records.source().pk,
        "relation": "supports",
        "credibility": "2",
    }
    claim = {"text": "A.", "is_public": "on", "sources": inline_formset([source])}
    facts = nested_form_data(
        {
            "title": "First",
            "language": Locale.objects.get(language_code="ru").pk,
            "summary": "",
            "account": "",
            "not_known": "",
            "date": "1993",
            "date_qualifier": "on",
            "category": term("category").pk,
            "place": make_record(kind="place").pk,
            "access": "researchers",
            "claims": inline_formset([claim]),
            "exhibit_links": inline_formset([]),
            "alleged_actors": inline_formset([]),
            "action-similar": "action-similar",
            "carry_offered": "1",
        }
    )
    return {**facts, "causes": [term("cause").pk]}


def test_the_next_record_takes_over_what_was_chosen(client, accounts, data) -> None:
    client.force_login(accounts["researcher"])
    address = reverse(ADD.format("incident"))
    chosen = ["language", "place", "causes", "source", "title"]
    done = client.post(address, {**data, "carry": chosen})
    assert done.status_code == 302, done.context["form"].errors
    first = Incident.objects.get()
    assert done.headers["Location"] == f"{address}?like={first.pk}"
    page = client.get(done.headers["Location"])
    form = page.context["form"]
    assert form.initial["place"] == first.place_id
    assert form.initial["language"] == first.language_id
    assert not form.initial["title"]
    assert form.initial["category"] is None
    assert form.initial["access"] == "public"
    assert not form.initial["date"]
    assert form.fields["title"].widget.attrs["autofocus"]

    # What the browser would send, completed by the words of the second.
    sent = querydict_from_html(page.content.decode()).dict()
    sent |= {
        "title": "Second",
        "category": data["category"],
        "claims-0-text": "B.",
    }
    saved = client.post(address, sent)
    assert saved.status_code == 302, saved.context["form"].errors
    second = Incident.objects.exclude(pk=first.pk).get()
    assert second.title == "Second"
    assert list(second.causes.all()) == list(first.causes.all()) != []
    sources = ClaimSource.objects.order_by("pk")
    mine = sources.get(claim__record=second.pk)
    assert mine.source == sources.get(claim__record=first.pk).source
    assert second.name != first.name
    assert second.created_by == accounts["researcher"]

    # The choice is remembered, and one that was typed is kept on an error.
    boxes = client.get(address).content.decode()
    assert 'value="causes" checked' in boxes
    assert 'value="category" checked' not in boxes
    wrong = client.post(address, {**data, "title": "", "carry": ["date"]})
    html = wrong.content.decode()
    assert 'value="date" checked' in html
    assert 'value="causes" checked' not in html
    assert wrong.context["form"].fields["title"].widget.attrs["autofocus"]


def test_saving_as_ever_goes_back_to_the_list(client, accounts, data) -> None:
    client.force_login(accounts["researcher"])
    del data["action-similar"]
    done = client.post(reverse(ADD.format("incident")), data)
    listing = reverse("wagtailsnippets_evidence_incident:list")
    assert done.headers["Location"] == listing
    incident = Incident.objects.get()
    edit = reverse("wagtailsnippets_evidence_incident:edit", args=[incident.pk])
    html = client.get(edit).content.decode()
    assert 'name="action-similar"' in html
    assert 'data-w-kbd-key-value="mod+enter"' in html


@pytest.mark.parametrize("kind", ["place", "movableobject"])
def test_every_kind_can_be_followed_by_a_similar_one(
    client, accounts, make_record, kind
) -> None:
    client.force_login(accounts["researcher"])
    made = "object" if kind == "movableobject" else kind
    hill = make_record(kind="place", title="Hill & dale")
    fields = {"home": hill} if made == "object" else {"within": hill}
    record = make_record(kind=made, publish=False, **fields)
    address = f"{reverse(ADD.format(kind))}?like={record.pk}"
    page = client.get(address)
    assert escape(hill.title) in page.content.decode()
    assert Place.objects.filter(title=record.title).count() <= 1
    source = client.get(reverse(ADD.format("source"))).content.decode()
    assert "autofocus" in source
    assert "action-similar" not in source
