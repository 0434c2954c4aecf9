"""What readers are told of people and reasons is in their language or says in which."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from evidence.actions.deriving import redact_exhibit
from evidence.leaves import derivative_document
from evidence.models import Assessment, CustodyEvent, Derivative, VocabularyTerm
from evidence.presentation.assessments import assessments_of
from evidence.presentation.terms import terms_in
from evidence.redaction import Region
from tests.evidence.archive import take
from tests.evidence.records import picture_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store")]

NOTE = "Üzü görünürdü."


def term(scheme: str, slug: str) -> VocabularyTerm:
    return VocabularyTerm.objects.get(scheme=scheme, slug=slug)


def page_in(client: Any, record: Any, language: str) -> str:
    response = client.get(f"/{language}/evidence/{record.name}/")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_redaction_says_why_in_each_readers_language(
    client, accounts, make_record, records
) -> None:
    exhibit = take(picture_bytes(size=(400, 300)), "photo.jpg", access="public")
    address = reverse("evidence_admin:redact", args=[exhibit.pk])
    client.force_login(accounts["researcher"])
    regions = json.dumps([{"left": 10, "top": 10, "width": 50, "height": 50}])
    typed = {"verb": "redact", "regions": "[", "term": "dignity", "language": "ru"}
    wrong = client.post(address, {**typed, "reason": NOTE}).content.decode()
    assert '<option value="dignity" selected>' in wrong
    assert '<option value="ru" selected>' in wrong
    assert NOTE in wrong
    # “Another reason” tells nothing by itself.
    typed |= {"regions": regions, "language": "az"}
    client.post(address, {**typed, "term": "other", "reason": " "})
    assert not exhibit.derivatives.exists()
    client.post(address, {**typed, "term": "identity_of_a_child", "reason": NOTE})
    copy = exhibit.derivatives.get()
    assert (copy.reason_term.slug, copy.reason, copy.reason_language) == (
        "identity_of_a_child",
        NOTE,
        "az",
    )
    event = CustodyEvent.objects.get(kind=CustodyEvent.Kind.REDACTION)
    assert event.detail["reason_term"] == "identity_of_a_child"
    assert event.detail["reason_language"] == "az"

    client.logout()
    record = make_record(exhibits=[{"exhibit": exhibit}])
    records.translate(record, "ru")
    records.translate(record, "az")
    labels = {row.language: row.label for row in copy.reason_term.labels.all()}
    for language, label in labels.items():
        html = page_in(client, record, language)
        assert label in html
        marked = f'<span lang="az">{NOTE}</span>'
        assert (marked in html) is (language != "az")
        assert NOTE in html


@pytest.mark.database
def test_an_assessor_is_a_name_a_role_or_both(client, make_record, records) -> None:
    record = make_record(publish=False)
    role = term("assessor_role", "conservator")
    records.assess(record, signed_as="Q-1", role=role)
    records.assess(
        record,
        signed_as="",
        role=role,
        assessor=records.reviewer,
        independence="Muzeydə işləyib.",
        language="az",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        records.assess(record, signed_as="")
    records.publish(record)
    records.translate(record, "ru")
    english, russian = (page_in(client, record, code) for code in ("en", "ru"))
    assert "Assessment 1: Q-1, Conservator" in english
    assert "Assessment 2: Conservator" in english
    assert "Q-1, Реставратор" in russian
    assert '<dd lang="az">Muzeydə işləyib.</dd>' in russian
    row = record.versions.latest("number").document["assessments"][1]
    assert (row["role"], row["language"]) == ("conservator", "az")
    with translation.override("az"):
        assert Assessment.objects.latest("pk").signature == "Bərpaçı"


def test_what_was_frozen_and_anchored_before_stays_as_it_was(
    make_record, records
) -> None:
    record = make_record(assessments=[{}])
    document = record.versions.latest("number").document
    for row in document["assessments"]:
        del row["role"], row["language"]
    (shown,) = assessments_of(document, terms_in("en"))
    assert (shown.who, shown.interests_language) == ("A conservator", "")
    exhibit = records.exhibit(derivative={"kind": "redacted", "reason": "A face."})
    told = derivative_document(exhibit.derivatives.get())
    assert told["reason"] == "A face."
    assert not {"reason_term", "reason_language"} & set(told)


def test_a_note_is_in_the_language_that_is_spoken_unless_said(own_store) -> None:
    region = Region(5, 5, 40, 40)
    exhibit = take(picture_bytes(size=(400, 300)), "photo.jpg")
    with translation.override("ru"):
        copy = redact_exhibit(exhibit=exhibit, regions=[region], reason="Лицо.")
    assert copy.reason_language == "ru"
    with pytest.raises(ValidationError):
        redact_exhibit(exhibit=exhibit, regions=[region])
    other = Region(60, 60, 40, 40)
    plain = redact_exhibit(
        exhibit=exhibit, regions=[other], term=term("redaction_reason", "dignity")
    )
    assert (plain.reason, plain.reason_language) == ("", "")
    assert Derivative.objects.filter(is_current=True).get() == plain
