"""The files of exhibits that readers may get, and those that they may not."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from evidence.presentation.exhibits import file_address
from tests.evidence.records import picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def wide():
    return picture_bytes("navy", (1200, 800))


@pytest.fixture
def exhibit(records, wide):
    return records.exhibit(shown=wide, derivative={"width": 1200, "height": 800})


@pytest.fixture
def record(make_record, exhibit):
    return make_record(exhibits=[{"exhibit": exhibit}])


def where(exhibit, width=0):
    copy = exhibit.derivatives.get(is_current=True)
    return file_address(copy.sha256, exhibit.name, copy.media_type, width)


def body(response):
    return b"".join(response.streaming_content)


def test_the_copy_is_served_with_no_rights(client, record, exhibit, wide):
    response = client.get(where(exhibit))

    assert body(response) == wide
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Length"] == str(len(wide))
    etag = response.headers["ETag"]
    again = client.get(where(exhibit), headers={"If-None-Match": etag})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("0-9", 0, 9), ("100-", 100, None), ("-5", -5, None), ("0-99999999", 0, None)],
)
def test_a_part_is_served(client, record, exhibit, wide, asked, first, last):
    response = client.get(where(exhibit), headers={"Range": f"bytes={asked}"})

    assert response.status_code == 206
    wanted = wide[first:] if last is None else wide[first : last + 1]
    assert body(response) == wanted
    assert response.headers["Content-Length"] == str(len(wanted))
    start = len(wide) + first if first < 0 else first
    assert response.headers["Content-Range"] == (
        f"bytes {start}-{start + len(wanted) - 1}/{len(wide)}"
    )


def test_a_part_beyond_the_end_is_refused(client, record, exhibit, wide):
    response = client.get(where(exhibit), headers={"Range": "bytes=99999999-"})

    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(wide)}"


def test_a_part_of_another_file_is_not_mixed_in(client, record, exhibit, wide):
    headers = {"Range": "bytes=0-9", "If-Range": '"other"'}

    assert body(client.get(where(exhibit), headers=headers)) == wide


def test_a_narrower_copy_is_made_once_and_kept(client, record, exhibit, settings):
    first, second = (body(client.get(where(exhibit, 480))) for _each in range(2))

    assert first == second
    with Image.open(io.BytesIO(first)) as image:
        assert image.size == (480, 320)
    for width in (481, 960 * 2, 1600):
        assert client.get(where(exhibit, width)).status_code == 404


def test_nothing_is_served_before_publication(client, make_record, exhibit):
    make_record(exhibits=[{"exhibit": exhibit}], publish=False)

    assert client.get(where(exhibit)).status_code == 404


def test_nothing_is_served_of_what_was_closed(client, record, exhibit):
    type(exhibit).objects.filter(pk=exhibit.pk).update(access="restricted")

    assert client.get(where(exhibit)).status_code == 404
    assert client.get(where(exhibit, 480)).status_code == 404


@pytest.mark.parametrize("access", ["restricted", "researchers"])
def test_nothing_is_served_of_a_closed_record(client, record, exhibit, access):
    type(record).objects.filter(pk=record.pk).update(access=access)

    assert client.get(where(exhibit)).status_code == 404


def test_nothing_is_served_of_a_withdrawn_record(client, record, records, exhibit):
    records.withdraw(record, "A person asked for it.")

    assert client.get(where(exhibit)).status_code == 404


def test_a_redaction_takes_the_earlier_copy_away(client, record, records, exhibit):
    earlier = where(exhibit)
    exhibit.derivatives.update(is_current=False)
    records.add_derivative(exhibit, picture_bytes("black"), kind="redacted")

    assert client.get(earlier).status_code == 404
    assert client.get(where(exhibit)).status_code == 404

    records.publish(record, reason="A face is hidden.", is_correction=True)

    assert body(client.get(where(exhibit)))
    page = client.get(f"/en/evidence/{record.name}/v1/").content.decode()
    assert "no longer offered" in page
    assert earlier not in page


def test_a_file_of_an_earlier_version_stays(client, record, records, exhibit):
    record.exhibit_links.all().delete()
    records.publish(record, reason="It shows another place.")

    assert body(client.get(where(exhibit)))
    page = client.get(f"/en/evidence/{record.name}/v1/").content.decode()
    assert where(exhibit) in page


def test_an_original_has_no_address(client, record, exhibit):
    path = file_address(exhibit.sha256, exhibit.name, "image/jpeg")

    assert client.get(path).status_code == 404


def test_the_type_in_the_address_must_be_true(client, record, exhibit):
    path = where(exhibit).removesuffix("jpg") + "pdf"

    assert client.get(path).status_code == 404
