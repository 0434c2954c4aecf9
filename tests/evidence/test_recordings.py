"""Sound and film: asked for, made in the background, shown with what is said."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.users.models import UserProfile

from evidence.actions import recording
from evidence.actions.intake import take_in
from evidence.actions.recording import (
    hand_out_recordings,
    make_recording,
    order_recording,
)
from evidence.models import CustodyEvent, Exhibit, RecordingOrder
from evidence.publishability import publication_faults
from evidence.recordings import MemoryTranscoder, RecordingFault
from evidence.store import DERIVATIVES
from evidence.transcripts import TranscriptError, as_webvtt, is_timed, read_cues

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_store", "english")]

FILM = b"\0\0\0\x20ftypisom" + bytes(200)
TIMED = """WEBVTT

NOTE made by ear

1
00:01.000 --> 00:02.500
<v A witness>The <i>roof</i> was &lt;gone&gt;.

01:00:05.000 --> 01:00:06.000 align:start
Nobody came.
"""


@pytest.fixture
def transcoder(monkeypatch):
    """What this machine transcodes with, in this test."""
    chosen = MemoryTranscoder(b"the bytes of a copy")
    monkeypatch.setattr(recording, "get_transcoder", lambda: chosen)
    monkeypatch.setattr("evidence.admin.exhibits.get_transcoder", lambda: chosen)
    return chosen


def take(data=FILM, **facts):
    return take_in(
        stream=io.BytesIO(data),
        original_name="film.mp4",
        size=len(data),
        facts={"title": "A film", "access": "public", **facts},
    )


@pytest.fixture
def film(transcoder, django_capture_on_commit_callbacks):
    film = take(transcript=TIMED)
    with django_capture_on_commit_callbacks(execute=True):
        order_recording(exhibit=film)
    return film


def test_a_copy_is_made_in_the_background_with_its_lineage(film, transcoder):
    copy = film.derivatives.get()

    assert transcoder.asked == ["video/mp4"]
    assert RecordingOrder.objects.get().state == "done"
    assert (copy.kind, copy.media_type, copy.width) == ("transcoded", "video/mp4", 640)
    assert copy.parent_sha256 == film.sha256
    assert (copy.tool, copy.recipe) == ("memory 1", {"format": "MP4"})
    with DERIVATIVES.open(copy.sha256) as file:
        assert file.read() == b"the bytes of a copy"
    event = film.custody_events.last()
    assert event.kind == CustodyEvent.Kind.DERIVATION
    assert event.detail["parent_sha256"] == film.sha256


def test_a_killed_worker_is_made_up_for_and_nothing_is_made_twice(transcoder):
    order = order_recording(exhibit=take())
    assert hand_out_recordings() == 0

    # It was taken once, and whoever took it is dead.
    stale = RecordingOrder.objects.get()
    RecordingOrder.objects.update(attempts=1, due_at=timezone.now())
    assert make_recording(order=stale) is None
    assert hand_out_recordings() == 1
    order.refresh_from_db()
    assert order.state == "done"
    assert make_recording(order=order) is None
    assert transcoder.asked == ["video/mp4"]

    RecordingOrder.objects.update(
        state="waiting", attempts=3, due_at=timezone.now() - timedelta(hours=1)
    )
    assert hand_out_recordings() == 0
    order.refresh_from_db()
    assert (order.state, order.fault) == ("failed", "time")


@pytest.mark.parametrize("fault", [RecordingFault.UNREADABLE, RecordingFault.METADATA])
def test_a_failure_leaves_no_copy_and_says_why(transcoder, fault):
    transcoder.fault = fault
    film = take()

    assert make_recording(order=order_recording(exhibit=film)) is None

    order = RecordingOrder.objects.get()
    assert (order.state, order.fault_label) == ("failed", str(fault.label))
    assert not film.derivatives.exists()


def test_without_ffmpeg_nothing_is_ordered_and_the_admin_says_why(
    client, transcoder, django_user_model
):
    film = take()
    user = django_user_model.objects.create_user("maker", "maker@example.org", "x")
    rights = ("access_admin", "view_private", "change_exhibit")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    page = f"/admin/evidence/exhibits/{film.pk}/copies/"
    missing = "need ffmpeg, which is not installed"

    assert missing not in client.get(page).content.decode()
    transcoder.fault = RecordingFault.NO_PROGRAM
    with pytest.raises(ValidationError, match="ffmpeg"):
        order_recording(exhibit=film)
    assert missing in client.get(page).content.decode()
    assert missing in client.post(page, {"verb": "copy"}).content.decode()
    assert not RecordingOrder.objects.exists()

    transcoder.fault = None
    told = client.post(page, {"verb": "copy"}, follow=True).content.decode()
    assert "The copy is being made" in told
    order = RecordingOrder.objects.get()
    assert (order.made_by, order.state) == (user, "waiting")
    RecordingOrder.objects.update(state="failed", fault="unreadable")
    told = client.get(page).content.decode()
    assert "No copy could be made." in told
    assert "no sound or film that can be read" in told


def test_readers_see_it_with_its_words(client, make_record, records, film):
    use = {"exhibit": film, "caption": "What was filmed.", "alt_text": ""}
    record = make_record(exhibits=[use])
    link = record.exhibit_links.get()
    page = client.get(f"/en/evidence/{record.name}/").content.decode()
    copy = film.derivatives.get()
    path = f"/evidence/files/{copy.sha256}/{film.name}.mp4"
    captions = f"/en/evidence/{record.name}/v1/captions/{link.uuid}.vtt"

    assert f'<video controls preload="none" src="{path}"' in page
    assert f'<track kind="captions" src="{captions}" srclang="en"' in page
    assert "<dt>0:01</dt><dd>A witness: The roof was &lt;gone&gt;.</dd>" in page
    assert "<dt>1:00:05</dt><dd>Nobody came.</dd>" in page
    part = client.get(path, headers={"Range": "bytes=4-8"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"bytes")

    response = client.get(captions)
    assert response.headers["Content-Type"] == "text/vtt; charset=utf-8"
    told = response.content.decode()
    assert (
        "00:00:01.000 --> 00:00:02.500\nA witness: The roof was &lt;gone&gt;." in told
    )
    assert read_cues(told) == read_cues(TIMED)
    assert client.get(captions.replace("/en/", "/ru/")).status_code == 404
    assert client.get(captions.replace("/v1/", "/v2/")).status_code == 404

    Exhibit.objects.filter(pk=film.pk).update(access="restricted")
    assert client.get(captions).status_code == 404
    assert client.get(path).status_code == 404
    assert "Nobody came" not in client.get(f"/en/evidence/{record.name}/v1/").text


def test_a_warning_keeps_a_film_out_of_sight(client, make_record, film, records):
    term = records._named("sensitivity", "graphic_violence")
    Exhibit.objects.filter(pk=film.pk).update(content_warning=term)
    record = make_record(exhibits=[{"exhibit": film, "alt_text": ""}])
    page = client.get(f"/en/evidence/{record.name}/").content.decode()

    veil = page.partition('<details class="veil"')[2].partition("</details>")[0]
    assert "<video" in veil
    assert page.count("<video") == 1


def test_nothing_is_published_without_its_words(make_record, film):
    Exhibit.objects.filter(pk=film.pk).update(transcript=" ")
    record = make_record(
        exhibits=[{"exhibit": Exhibit.objects.get(pk=film.pk)}], publish=False
    )

    assert "“A film” needs a transcript." in publication_faults(record)


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT",
        "WEBVTT\n\n00:01 --> 00:02\nNo thousandths",
        "WEBVTT\n\n00:02.000 --> 00:01.000\nBackwards",
        "WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb",
        "WEBVTT\n\nno times here",
    ],
)
def test_a_transcript_with_bad_times_is_refused(film, text):
    with pytest.raises(TranscriptError):
        read_cues(text)
    film.transcript = text
    with pytest.raises(ValidationError) as fault:
        film.full_clean()
    assert "transcript" in fault.value.message_dict


def test_a_transcript_without_times_is_plain_text():
    assert not is_timed("WEBVTTX")
    assert not is_timed("He said: 00:01.000 --> 00:02.000")
    assert is_timed("\ufeffWEBVTT - captions\r\n\r\n")
    cues = read_cues(TIMED.replace("\n", "\r\n"))
    assert [cue.text for cue in cues] == [
        "A witness: The roof was <gone>.",
        "Nobody came.",
    ]
    assert read_cues(as_webvtt(cues)) == cues
