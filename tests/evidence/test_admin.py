"""A researcher and a reviewer at work in the admin."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail.users.models import UserProfile

from evidence.models import (
    Assessment,
    Exhibit,
    Incident,
    Intake,
    PlaceName,
    PublishedVersion,
    Record,
    RecordPage,
    Source,
    VocabularyTerm,
)
from tests.core.picture_files import jpeg

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_evidence_{}:add"
EDIT = "wagtailsnippets_evidence_{}:edit"


def term(scheme: str) -> VocabularyTerm:
    return VocabularyTerm.objects.filter(scheme=scheme).order_by("position")[0]


@pytest.fixture
def source(accounts) -> Source:
    return Source.objects.create(
        kind=term("source_kind"),
        title="Nümunə mənbə",
        language="az",
        reliability="B",
        created_by=accounts["researcher"],
    )


def filled(source: Source, place: Any, **changes: Any) -> dict[str, Any]:
    """Return what a browser would send for an incident with one claim."""
    claim_source = {
        "source": source.pk,
        "relation": "supports",
        "credibility": "2",
        "locator_kind": "page",
        "locator": "12",
        "quotation": "",
        "quotation_language": "",
        "translation": "",
    }
    claim = {
        "text": "Bina zədələnib.",
        "is_public": "on",
        "sources": inline_formset([claim_source]),
    }
    return nested_form_data(
        {
            "title": "Nümunə hadisə",
            "language": Locale.objects.get(language_code="az").pk,
            "summary": "Qısa təsvir.",
            "account": "Birinci abzas.\n\nİkinci abzas.",
            "not_known": "",
            "date": "may 1993",
            "date_qualifier": "on",
            "category": term("category").pk,
            "place": place.pk,
            "movable_object": "",
            "access": "public",
            "claims": inline_formset([claim]),
            "exhibit_links": inline_formset([]),
            "alleged_actors": inline_formset([]),
            **changes,
        }
    )


@pytest.fixture
def place(make_record) -> Any:
    return make_record(kind="place", code="az")


@pytest.fixture
def incident(client, accounts, source, place) -> Incident:
    client.force_login(accounts["researcher"])
    response = client.post(reverse(ADD.format("incident")), filled(source, place))
    assert response.status_code == 302, response.context["form"].errors
    return Incident.objects.get()


def test_a_researcher_enters_a_whole_incident_in_one_form(incident, accounts) -> None:
    assert incident.date == "1993-05"
    assert incident.earliest.isoformat() == "1993-05-01"
    assert incident.created_by == incident.changed_by == accounts["researcher"]
    claim = incident.claims.get()
    assert claim.sources.get().locator == "12"
    assert incident.state == Record.State.DRAFT


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client, accounts, source, place
) -> None:
    client.force_login(accounts["researcher"])
    data = filled(source, place, date="some day", title="Typed title")
    response = client.post(reverse(ADD.format("incident")), data)
    assert response.status_code == 200
    assert "date" in response.context["form"].errors
    assert "Typed title" in response.content.decode()
    assert not Incident.objects.exists()


def review(client, user, incident, **data: str) -> Any:
    client.force_login(user)
    return client.post(reverse("evidence_admin:review", args=[incident.pk]), data)


def test_nobody_publishes_their_own_record(client, accounts, incident) -> None:
    review(client, accounts["researcher"], incident, verb="submit")
    response = review(client, accounts["researcher"], incident, verb="publish")
    assert response.status_code == 200
    assert not PublishedVersion.objects.filter(record=incident).exists()
    review(client, accounts["chief"], incident, verb="publish")
    version = PublishedVersion.objects.get(record=incident)
    assert (version.number, version.occasion) == (1, "first")


def test_saving_leads_to_review_and_publication_to_translators(
    client, accounts, source, place
) -> None:
    client.force_login(accounts["researcher"])
    response = client.post(
        reverse(ADD.format("incident")), filled(source, place), follow=True
    )
    incident = Incident.objects.get()
    address = reverse("evidence_admin:review", args=[incident.pk])
    assert f'href="{address}"' in response.content.decode()
    assert "submit/page" not in client.get(address).content.decode()
    review(client, accounts["researcher"], incident, verb="submit")
    review(client, accounts["chief"], incident, verb="publish")
    (page,) = RecordPage.objects.filter(record=incident)
    send = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert f'href="{send}"' in client.get(address).content.decode()
    assert client.get(send).status_code == 200


def test_a_change_takes_a_record_out_of_review(
    client, accounts, incident, source, place
) -> None:
    review(client, accounts["researcher"], incident, verb="submit")
    claim = incident.claims.get()
    link = claim.sources.get()
    claims = inline_formset(
        [
            {
                "id": claim.pk,
                "text": "Bina ağır zədələnib.",
                "is_public": "on",
                "sources": inline_formset(
                    [{"id": link.pk, "source": source.pk, "relation": "supports",
                      "credibility": "2", "locator_kind": "page", "locator": "12"}],
                    initial=1,
                ),
            }
        ],
        initial=1,
    )  # fmt: skip
    client.force_login(accounts["chief"])
    response = client.post(
        reverse(EDIT.format("incident"), args=[incident.pk]),
        filled(source, place, claims=claims),
    )
    assert response.status_code == 302, response.context["form"].errors
    incident.refresh_from_db()
    assert incident.state == Record.State.DRAFT
    # Whoever changed it is no longer its reviewer.
    review(client, accounts["researcher"], incident, verb="submit")
    review(client, accounts["chief"], incident, verb="publish")
    assert not PublishedVersion.objects.filter(record=incident).exists()


def test_a_correction_needs_a_public_reason_and_keeps_what_was_typed(
    client, accounts, incident
) -> None:
    review(client, accounts["researcher"], incident, verb="submit")
    review(client, accounts["chief"], incident, verb="publish")
    Record.objects.filter(pk=incident.pk).update(has_changes=True)
    review(client, accounts["researcher"], incident, verb="submit")
    review(client, accounts["chief"], incident, verb="correct", reason=" ")
    assert PublishedVersion.objects.filter(record=incident).count() == 1
    review(client, accounts["chief"], incident, verb="correct", reason="Tarix.")
    newest = PublishedVersion.objects.filter(record=incident).latest("number")
    assert (newest.occasion, newest.reasons.get().text) == ("correction", "Tarix.")


def test_a_return_needs_a_reason(client, accounts, incident) -> None:
    review(client, accounts["researcher"], incident, verb="submit")
    review(client, accounts["chief"], incident, verb="return", reason="")
    incident.refresh_from_db()
    assert incident.state == Record.State.SUBMITTED
    review(client, accounts["chief"], incident, verb="return", reason="Mənbə?")
    incident.refresh_from_db()
    assert incident.state == Record.State.RETURNED


def test_the_recorder_is_not_independent_and_others_are(
    client, accounts, incident
) -> None:
    data = {
        "signed_as": "A. Assessor",
        "method": term("assessment_method").pk,
        "condition": term("condition").pk,
        "severity": term("severity").pk,
        "extent": term("extent").pk,
        "certainty": term("certainty").pk,
        "is_independent": "on",
    }
    address = reverse("evidence_admin:assess", args=[incident.pk])
    client.force_login(accounts["researcher"])
    assert client.post(address, data).status_code == 200
    assert not Assessment.objects.exists()
    client.force_login(accounts["chief"])
    assert client.post(address, data).status_code == 302
    first = Assessment.objects.get()
    assert client.post(address, data).status_code == 302
    assert Assessment.objects.latest("pk").supersedes == first


@pytest.mark.parametrize("name", ["editor_az", "translator"])
def test_others_see_nothing_of_the_archive(client, accounts, incident, name) -> None:
    client.force_login(accounts[name])
    for address in (
        reverse(EDIT.format("incident"), args=[incident.pk]),
        reverse("evidence_admin:review", args=[incident.pk]),
        reverse("evidence_admin:intake"),
    ):
        response = client.get(address)
        assert response.status_code in {302, 403}, address
        assert "Nümunə hadisə" not in response.content.decode()


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_page_of_the_archive_opens_in_every_admin_language(
    client, accounts, incident, language
) -> None:
    client.force_login(accounts["chief"])
    profile = UserProfile.get_for_user(accounts["chief"])
    profile.preferred_language = language
    profile.save()
    names = ["incident", "place", "movableobject", "source", "exhibit"]
    addresses = [
        *(reverse(f"wagtailsnippets_evidence_{name}:list") for name in names),
        *(reverse(ADD.format(name)) for name in names[:4]),
        reverse("wagtailsnippets_evidence_vocabularyterm:list"),
        reverse(EDIT.format("incident"), args=[incident.pk]),
        reverse("evidence_admin:review", args=[incident.pk]),
        reverse("evidence_admin:assess", args=[incident.pk]),
        reverse("evidence_admin:intake"),
    ]
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_a_file_is_taken_in_and_redacted(client, accounts) -> None:
    client.force_login(accounts["researcher"])
    file = SimpleUploadedFile("photo.jpg", jpeg(400, 300))
    data = {"files": [file], "acquisition": "fieldwork", "access": "public"}
    client.post(reverse("evidence_admin:intake"), data)
    exhibit = Exhibit.objects.get()
    assert exhibit.accessioned_by == accounts["researcher"]
    address = reverse("evidence_admin:redact", args=[exhibit.pk])
    assert client.get(address).status_code == 200
    preview = client.get(reverse("evidence_admin:preview", args=[exhibit.pk]))
    assert preview["Content-Type"] == "image/webp"
    assert "no-store" in preview["Cache-Control"]
    bad = client.post(
        address, {"verb": "redact", "regions": "not json", "reason": "A face."}
    )
    assert "A face." in bad.content.decode()
    regions = json.dumps([{"left": 10, "top": 10, "width": 50, "height": 50}])
    client.post(address, {"verb": "redact", "regions": regions, "reason": "A face."})
    copy = exhibit.derivatives.get()
    assert copy.made_by == accounts["researcher"]
    custody = client.get(reverse("evidence_admin:custody", args=[exhibit.pk]))
    assert custody.status_code == 200
    client.post(address, {"verb": f"retire-{copy.uuid}"})
    copy.refresh_from_db()
    assert not copy.is_current


def test_parts_of_a_file_come_in_many_requests_and_go_on_after_a_break(
    client, accounts, django_capture_on_commit_callbacks
) -> None:
    client.force_login(accounts["researcher"])
    data = b"0123456789" * 10
    facts = {"name": "long.bin", "size": len(data), "acquisition": "other",
             "access": "restricted"}  # fmt: skip
    begun = client.post(reverse("evidence_admin:begin_intake"), facts).json()

    def send(at: int, part: bytes) -> Any:
        address = reverse("evidence_admin:intake_part", args=[begun["intake"], at])
        return client.post(address, part, content_type="application/octet-stream")

    assert send(0, data[:60]).json()["received"] == 60
    refused = send(0, data[:60])
    assert (refused.status_code, refused.json()["received"]) == (409, 60)
    # The same file, chosen again after the break.
    again = client.post(reverse("evidence_admin:begin_intake"), facts).json()
    assert again == {"intake": begun["intake"], "received": 60}
    with django_capture_on_commit_callbacks(execute=True):
        send(60, data[60:])
    intake = Intake.objects.get()
    assert intake.state == Intake.State.DONE
    progress = reverse("evidence_admin:intake_progress", args=[begun["intake"]])
    assert client.get(progress).json()["url"].endswith(f"{intake.exhibit_id}/")
    client.force_login(accounts["chief"])
    assert client.get(progress, follow=True).status_code == 404


def test_choosers_find_a_place_by_any_of_its_names(client, accounts, place) -> None:
    PlaceName.objects.create(place=place, name="Köhnə Ad", language="az")
    client.force_login(accounts["researcher"])
    chooser = "wagtailsnippetchoosers_evidence_place:choose_results"
    for query, found in (("köhnə", True), (place.ark, True), ("yoxdur", False)):
        html = client.get(reverse(chooser), {"q": query}).content.decode()
        assert (place.title in html) is found, query


def test_terms_are_chosen_from_lists_of_their_own_vocabulary(
    client, accounts, django_assert_max_num_queries
) -> None:
    client.force_login(accounts["researcher"])
    with django_assert_max_num_queries(60):
        page = client.get(reverse(ADD.format("incident")))
    field = page.context["form"].fields["category"]
    assert {value.instance.scheme for value, _label in field.choices if value} == {
        "category"
    }
    labels = [label for _value, label in field.choices]
    assert any(label.startswith("\u2003") for label in labels)
    assert '<select name="category"' in page.content.decode()
