"""An import by the pages of the admin, without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from evidence.actions import importing
from evidence.models import ImportRun, Place
from tests.evidence.importing.conftest import table, work_off

pytestmark = pytest.mark.django_db

HEADER = ["Başlıq", "Tip", "Koordinatlar", "Coşqu"]
ROWS = [
    ["Nümunə təpəsi", "Məscid", "39.71, 46.51", "x"],
    ["=1+1", "Saray deyil", "39.71, 46.51", "x"],
]


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch) -> None:
    """Let the background work wait until a test does it."""
    monkeypatch.setattr(importing, "carry_on", lambda **kwargs: False)


@pytest.fixture
def researcher(client, importer) -> Any:
    client.force_login(importer)
    return importer


def hand_in(client, data: bytes, **changes: Any) -> Any:
    fields = {
        "file": SimpleUploadedFile("../table.csv", data),
        "kind": "place",
        "language": Locale.objects.get(language_code="az").pk,
        "source_kind": "",
        "duplicates": "skip",
        **changes,
    }
    return client.post(reverse("evidence_admin:imports"), fields)


def columns(run: ImportRun, *mapping: str, **changes: Any) -> dict[str, Any]:
    named = {f"column_{number}": name for number, name in enumerate(mapping)}
    language = Locale.objects.get(language_code="az").pk
    return {"check": "1", "kind": "place", "language": language, "source_kind": "",
            "duplicates": "refuse", **named, **changes}  # fmt: skip


def test_from_a_file_to_records(client, researcher) -> None:
    response = hand_in(client, table(HEADER, *ROWS).decode().encode("utf-16"))
    run = ImportRun.objects.get()
    address = reverse("evidence_admin:import_columns", args=[run.uuid])
    assert response["Location"] == address
    assert (run.file_name, run.made_by) == ("table.csv", researcher)
    html = client.get(address).content.decode()
    assert "Nümunə təpəsi" in html and "UTF-16" in html
    # What was chosen stays, whatever is wrong.
    wrong = columns(run, "place_type", "place_type", "geometry", "")
    html = client.post(address, wrong).content.decode()
    assert html.count('<option value="place_type" selected>') == 2
    assert '<option value="refuse" selected>' in html
    run.refresh_from_db()
    assert run.state == ImportRun.State.RECEIVED

    page = reverse("evidence_admin:import", args=[run.uuid])
    right = columns(run, "title", "place_type", "geometry", "")
    assert client.post(address, right)["Location"] == page
    waiting = client.get(page)
    assert waiting["Refresh"] == "3" and "<progress" in waiting.content.decode()
    work_off(run)
    report = client.get(page)
    assert "Refresh" not in report
    html = report.content.decode()
    assert "“Saray deyil” bu lüğətin termini deyil." in html
    assert not Place.objects.exists()
    # All or nothing is refused while there are faults.
    client.post(page, {"verb": "write", "rows": "all"})
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED
    client.post(page, {"verb": "write", "rows": "good"})
    work_off(run)
    place = Place.objects.get()
    html = client.get(page).content.decode()
    edit = reverse("wagtailsnippets_evidence_place:edit", args=[place.pk])
    assert edit in html
    refused = client.get(reverse("evidence_admin:import_refused", args=[run.uuid]))
    text = b"".join(refused.streaming_content).decode("utf-8-sig")
    assert "'=1+1" in text and "Tip: “Saray deyil”" in text
    assert "attachment" in refused["Content-Disposition"]


def test_the_way_of_reading_can_be_changed(client, researcher) -> None:
    hand_in(client, "title;summary\nШуша;Şuşa\n".encode("utf-16"))
    run = ImportRun.objects.get()
    address = reverse("evidence_admin:import_columns", args=[run.uuid])
    client.post(address, {"read": "1", "encoding": "utf-16", "delimiter": ","})
    run.refresh_from_db()
    assert run.header == ["title;summary"]
    wrong = {"read": "1", "encoding": "utf-8-sig", "delimiter": ","}
    assert client.post(address, wrong).status_code == 200
    run.refresh_from_db()
    assert run.layout["encoding"] == "utf-16"
    page = reverse("evidence_admin:import", args=[run.uuid])
    client.post(page, {"verb": "discard"})
    assert client.post(address, columns(run, "title"))["Location"] == page
    run.refresh_from_db()
    assert run.state == ImportRun.State.DISCARDED


def test_a_file_that_is_no_table_is_refused_and_the_rest_kept(
    client, researcher
) -> None:
    response = hand_in(client, b"\x89PNG\r\n\x1a\n\0\0", duplicates="refuse")
    html = response.content.decode()
    assert response.status_code == 200 and not ImportRun.objects.exists()
    assert '<option value="refuse" selected>' in html
    assert response.context["form"].errors["file"]


def test_nobody_else_comes_in(client, accounts, researcher) -> None:
    hand_in(client, table(HEADER, *ROWS))
    run = ImportRun.objects.get()
    own = [
        reverse(f"evidence_admin:{name}", args=[run.uuid])
        for name in ("import", "import_columns", "import_refused")
    ]
    general = [reverse("evidence_admin:imports"), reverse("evidence_admin:table")]
    menu = reverse("wagtailadmin_home")
    assert general[0] in client.get(menu).content.decode()
    client.force_login(accounts["chief"])
    assert [client.get(path).status_code for path in own] == [404] * 3
    client.force_login(accounts["editor_az"])
    for path in (*own, *general):
        assert client.get(path).status_code in {302, 403}, path
    assert general[0] not in client.get(menu).content.decode()
    assert hand_in(client, table(HEADER, *ROWS)).status_code in {302, 403}
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_page_opens_in_every_language(client, researcher, language) -> None:
    profile = UserProfile.get_for_user(researcher)
    profile.preferred_language = language
    profile.save()
    hand_in(client, table(["title", "place_type"], ["A", "mosque"], ["B", ""]))
    run = ImportRun.objects.get()
    page = reverse("evidence_admin:import", args=[run.uuid])
    address = reverse("evidence_admin:import_columns", args=[run.uuid])
    paths = [address, reverse("evidence_admin:imports"), page]
    paths.append(reverse("evidence_admin:table"))
    assert [client.get(path, follow=True).status_code for path in paths] == [200] * 4
    client.post(address, columns(run, "title", "place_type"))
    work_off(run)
    assert client.get(page).status_code == 200


def test_the_records_table_is_fetched(client, researcher, make_record) -> None:
    make_record("place", publish=False, title="=1+1")
    response = client.post(reverse("evidence_admin:table"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert text.startswith("key,kind,language,title") and "'=1+1" in text
    assert "39.712345" not in text and "no-store" in response["Cache-Control"]
