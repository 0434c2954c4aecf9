"""Captures, quotations and exports at a researcher's desk."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from evidence.actions import bagging
from evidence.actions.bagging import sweep_exports, write_export
from evidence.models import (
    Capture,
    ClaimSource,
    CustodyEvent,
    DocumentPage,
    Export,
)
from tests.evidence.archive import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store")]

NEW = "evidence_admin:new_export"


@pytest.fixture
def bytes_of_exports(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_page_is_captured_at_once_when_asked(
    client, accounts, records, on_commit
) -> None:
    source = records.source(url="https://example.org/report", is_sample=False)
    address = reverse("evidence_admin:captures", args=[source.pk])
    client.force_login(accounts["editor_az"])
    assert client.post(address).status_code in {302, 403}
    assert not Capture.objects.exists()
    client.force_login(accounts["researcher"])
    edit = reverse("wagtailsnippets_evidence_source:edit", args=[source.pk])
    assert address in client.get(edit).content.decode()
    with on_commit():
        assert client.post(address).status_code == 302
    capture = Capture.objects.get()
    assert capture.asked_by == accounts["researcher"]
    assert capture.attempts == 1
    html = client.get(address).content.decode()
    assert "https://example.org/report" in html
    assert capture.get_state_display() in html


def test_a_quotation_is_tied_to_its_page_or_people_choose(
    client, accounts, records, make_record
) -> None:
    source = records.source(title="Survey")
    said = {"quotation": "The roof was\nburnt", "quotation_language": "en"}
    record = make_record(
        publish=False, claims=[{"sources": [{"source": source, **said}]}]
    )
    link = ClaimSource.objects.get(claim__record=record.pk)
    document = take(b"%PDF-1.4 one", "survey.pdf")
    document.source = source
    document.save()
    texts = ["Nothing here.", "In May the roof was burnt and fell."]
    pages = [
        DocumentPage.objects.create(exhibit=document, number=number, text=text)
        for number, text in enumerate(texts, start=1)
    ]
    address = reverse("evidence_admin:quotations", args=[record.pk])
    client.force_login(accounts["researcher"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"link": link.uuid}).status_code == 302
    link.refresh_from_db()
    assert link.passage == pages[1]

    ClaimSource.objects.update(passage=None)
    again = DocumentPage.objects.create(exhibit=document, number=3, text=texts[1])
    asked = client.post(address, {"link": link.uuid})
    choices = asked.context["choices"]
    assert choices == [pages[1], again]
    elsewhere = {"link": link.uuid, "page": pages[0].pk}
    assert client.post(address, elsewhere).status_code == 200
    client.post(address, {"link": link.uuid, "page": again.pk})
    link.refresh_from_db()
    assert link.passage == again
    logged = ModelLogEntry.objects.filter(action="evidence.anchor_quotation")
    assert logged.count() == 2
    client.force_login(accounts["translator"])
    assert client.post(address, {"link": link.uuid}).status_code in {302, 403}


@pytest.mark.usefixtures("bytes_of_exports")
def test_a_public_export_is_written_and_fetched_by_who_asked(
    client, accounts, make_record, on_commit
) -> None:
    shown, draft = make_record(), make_record(publish=False, title="A draft")
    client.force_login(accounts["researcher"])
    nothing = client.post(f"{reverse(NEW)}?record={draft.pk}", {})
    assert nothing.status_code == 200
    address = f"{reverse(NEW)}?record={shown.pk}&record={draft.pk}"
    form = client.get(address).context["form"]
    assert not form.fields
    with on_commit():
        # What a form without these fields sends has no effect.
        done = client.post(address, {"private": "on", "reason": "I wish."})
    export = Export.objects.get()
    assert not export.is_private
    assert done.headers["Location"] == reverse(
        "evidence_admin:export", args=[export.uuid]
    )
    page = client.get(done.headers["Location"])
    assert "Refresh" not in page.headers
    response = client.get(reverse("evidence_admin:fetch_export", args=[export.uuid]))
    assert "no-store" in response["Cache-Control"]
    data = b"".join(response.streaming_content)
    assert len(data) == export.size
    names = zipfile.ZipFile(BytesIO(data)).namelist()
    assert any(name.endswith("verify.py") for name in names)
    assert any(shown.name in name for name in names)
    assert not any(draft.name in name or "originals" in name for name in names)
    event = CustodyEvent.objects.filter(kind=CustodyEvent.Kind.EXPORT).get()
    assert event.actor == accounts["researcher"]
    assert event.detail["private"] is False


@pytest.mark.usefixtures("bytes_of_exports")
def test_private_material_needs_a_right_of_its_own_and_a_reason(
    client, accounts, make_record, on_commit
) -> None:
    record = make_record(publish=False, title="A draft")
    chief, researcher = accounts["chief"], accounts["researcher"]
    address = f"{reverse(NEW)}?record={record.pk}"
    client.force_login(chief)
    refused = client.post(address, {"private": "on", "reason": "  "})
    assert refused.status_code == 200
    assert refused.context["form"]["private"].value()
    assert not Export.objects.exists()
    everything = f"{reverse(NEW)}?everything"
    assert client.post(everything, {"reason": ""}).status_code == 200
    with on_commit():
        client.post(address, {"private": "on", "reason": "A court in Sample."})
    export = Export.objects.get()
    assert (export.state, export.is_private) == ("done", True)
    event = CustodyEvent.objects.filter(kind=CustodyEvent.Kind.EXPORT).get()
    assert event.detail["reason"] == "A court in Sample."
    fetch = reverse("evidence_admin:fetch_export", args=[export.uuid])
    client.force_login(researcher)
    assert client.get(fetch).status_code == 404
    page = reverse("evidence_admin:export", args=[export.uuid])
    assert client.get(page).status_code == 404
    assert client.post(everything, {"reason": "Mine."}).status_code == 200
    assert Export.objects.count() == 1
    client.force_login(chief)
    sent = client.get(fetch)
    assert sent.status_code == 200
    assert b"".join(sent.streaming_content).startswith(b"PK")
    assert ModelLogEntry.objects.filter(action="evidence.fetch_export").count() == 1
    # Whoever loses the right loses the file.
    chief.groups.clear()
    chief.user_permissions.clear()
    assert client.get(fetch).status_code in {302, 403}


@pytest.mark.usefixtures("bytes_of_exports")
def test_a_killed_writer_is_followed_by_another_and_files_expire(
    client, accounts, make_record, on_commit, monkeypatch
) -> None:
    record = make_record()
    ask = {"records": [record], "by": accounts["chief"]}
    export = bagging.ask_for_export(**ask, private=True, reason="A court.")

    def die(**options: Any) -> None:
        options["target"].open("half.txt")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bagging, "export_evidence", die)
        with pytest.raises(KeyboardInterrupt):
            write_export(export_id=export.pk, attempt=0)
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("working", 1)
    client.force_login(accounts["chief"])
    page = client.get(reverse("evidence_admin:export", args=[export.uuid]))
    assert page.headers["Refresh"] == "3"
    assert write_export(export_id=export.pk, attempt=0) is None
    Export.objects.update(touched_at=timezone.now() - timedelta(hours=1))
    with on_commit():
        assert sweep_exports() == 1
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("done", 2)
    left = list((Path(settings.DATA_DIR) / "exports").iterdir())
    assert left == []
    assert default_storage.exists(export.file)
    Export.objects.update(expires_at=timezone.now())
    file = export.file
    sweep_exports()
    assert not default_storage.exists(file)
    fetch = reverse("evidence_admin:fetch_export", args=[export.uuid])
    assert client.get(fetch).status_code in {302, 403}
    Export.objects.update(
        state="working", attempts=3, touched_at=timezone.now() - timedelta(hours=1)
    )
    sweep_exports()
    assert Export.objects.get().state == "failed"


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_desk_opens_in_every_language(
    client, accounts, records, make_record, language
) -> None:
    chief = accounts["chief"]
    UserProfile.objects.create(user=chief, preferred_language=language)
    client.force_login(chief)
    record = make_record()
    names = {
        "captures": [records.source().pk],
        "quotations": [record.pk],
        "exports": [],
        "new_export": [],
    }
    for name, key in names.items():
        address = reverse(f"evidence_admin:{name}", args=key)
        assert client.get(address).status_code == 200, name
