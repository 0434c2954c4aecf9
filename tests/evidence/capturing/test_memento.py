"""Memento: copies by date, for addresses that the public knows of, and no others."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date

from evidence.actions.intake import take_in
from evidence.captures import public_captures, url_digest
from evidence.models import Access, Capture, Exhibit, Source
from evidence.views.memento import memento_path
from tests.evidence.records import Recorder

pytestmark = [pytest.mark.django_db, pytest.mark.database]

URL = "https://report.example/page?a=b&c=%C9%99"
DAYS = [datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC) + timedelta(days=300 * n)
        for n in range(3)]  # fmt: skip
Published = dict[str, Any]


def kept(source: Source, at: datetime, data: bytes = b"") -> Capture:
    """Return a finished capture of a source's address."""
    data = data or f"package of {at} {source.pk}".encode()
    archive = take_in(
        stream=io.BytesIO(data), original_name="a.wacz", size=len(data), facts={}
    )
    return Capture.objects.create(
        source=source,
        url=source.url,
        url_digest=url_digest(source.url),
        state=Capture.State.DONE,
        captured_at=at,
        archive=archive,
        facts={"title": "A page", "status": 200, "final_url": source.url},
    )


@pytest.fixture
def published(records: Recorder) -> Published:
    """A public record that cites an address with three copies."""
    source = records.source(url=URL)
    captures = [kept(source, day) for day in DAYS]
    record = records.make(claims=[{"sources": [{"source": source}]}])
    return {"source": source, "captures": captures, "record": record}


def gate(client: Client, url: str = URL, **headers: str) -> Any:
    return client.get(f"/memento/timegate/{url}", headers=headers)


def test_timegate_leads_to_the_newest_copy(
    client: Client, published: Published
) -> None:
    response = gate(client)
    assert response.status_code == 302
    assert response.headers["Location"] == (
        f"http://testserver{memento_path(URL, DAYS[2])}"
    )
    assert "Accept-Datetime" in response.headers["Vary"]
    links = response.headers["Link"]
    assert f'<{URL}>; rel="original"' in links
    base = "http://testserver/memento"
    assert f'<{base}/timemap/link/{URL}>; rel="timemap"' in links
    assert f'rel="first memento"; datetime="{http_date(DAYS[0].timestamp())}"' in links
    assert 'rel="last memento"' in links


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (DAYS[0] - timedelta(days=4000), 0),
        (DAYS[0] + timedelta(days=100), 0),
        (DAYS[1] - timedelta(days=100), 1),
        (DAYS[1], 1),
        (DAYS[2] + timedelta(days=4000), 2),
    ],
)
def test_timegate_leads_to_the_copy_nearest_in_time(
    client: Client, published: Published, wanted: datetime, expected: int
) -> None:
    response = gate(client, accept_datetime=http_date(wanted.timestamp()))
    assert response.headers["Location"].endswith(memento_path(URL, DAYS[expected]))


def test_date_that_is_none_is_refused(client: Client, published: Published) -> None:
    assert gate(client, accept_datetime="yesterday").status_code == 400


def test_timemap_lists_every_copy(client: Client, published: Published) -> None:
    response = client.get(f"/memento/timemap/link/{URL}")
    assert response.headers["Content-Type"] == "application/link-format"
    lines = response.content.decode().strip().split(",\n")
    assert lines[0] == f'<{URL}>; rel="original"'
    base = "http://testserver/memento"
    assert lines[1].startswith(f'<{base}/timemap/link/{URL}>; rel="self"')
    assert lines[2] == f'<{base}/timegate/{URL}>; rel="timegate"'
    assert [line.split('rel="')[1].split('"')[0] for line in lines[3:]] == [
        *("first memento", "memento", "last memento"),
    ]


def test_copy_has_a_page_with_its_date_and_hash(
    client: Client, published: Published
) -> None:
    capture = published["captures"][1]
    response = client.get(memento_path(URL, DAYS[1]))
    assert response.status_code == 200
    assert response.headers["Memento-Datetime"] == http_date(DAYS[1].timestamp())
    assert 'rel="timegate"' in response.headers["Link"]
    html = response.content.decode()
    assert capture.archive.sha256 in html
    assert "memento/package" not in html
    assert "no-cache" in response.headers["Cache-Control"]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_page_of_a_copy_speaks_the_readers_language(
    client: Client, published: Published, language: str
) -> None:
    response = client.get(
        memento_path(URL, DAYS[1]), headers={"accept-language": language}
    )
    assert f'<html lang="{language}"' in response.content.decode()


def test_address_is_found_in_all_spellings(
    client: Client, published: Published
) -> None:
    for spelling in (
        "https:/report.example/page?a=b&c=%C9%99",
        "HTTPS://Report.example:443/page?a=b&c=%C9%99",
    ):
        assert gate(client, spelling).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "timegate/https://unknown.example/",
        "timemap/link/https://unknown.example/",
        f"20000101000000/{URL}",
        f"2000/{URL}",
        "timegate/not an address",
        "timegate/file:///etc/passwd",
        "package/nothing.wacz",
    ],
)
def test_what_was_not_kept_is_not_there(
    client: Client, published: Published, path: str
) -> None:
    assert client.get(f"/memento/{path}").status_code == 404


def test_only_get_is_answered(client: Client, published: Published) -> None:
    assert client.post(f"/memento/timegate/{URL}").status_code == 405


def test_address_is_unknown_until_a_public_record_names_it(
    client: Client, records: Recorder
) -> None:
    source = records.source(url=URL)
    kept(source, DAYS[0])
    assert gate(client).status_code == 404
    record = records.make(claims=[{"sources": [{"source": source}]}], publish=False)
    assert gate(client).status_code == 404
    records.publish(record)
    assert gate(client).status_code == 302
    records.withdraw(record, "It was wrong.")
    assert gate(client).status_code == 404


def test_source_that_a_draft_adds_stays_unknown(
    client: Client, records: Recorder
) -> None:
    record = records.make()
    source = records.source(url=URL)
    kept(source, DAYS[0])
    records.add_claim(record, sources=[{"source": source}])
    assert gate(client).status_code == 404


def test_source_of_a_private_claim_stays_unknown(
    client: Client, records: Recorder
) -> None:
    source = records.source(url=URL)
    kept(source, DAYS[0])
    records.make(claims=[{"is_public": False, "sources": [{"source": source}]}, {}])
    assert gate(client).status_code == 404


@pytest.mark.parametrize("access", [Access.RESEARCHERS, Access.RESTRICTED])
def test_source_that_is_closed_is_unknown_at_once(
    client: Client, published: Published, access: str
) -> None:
    Source.objects.filter(pk=published["source"].pk).update(access=access)
    assert gate(client).status_code == 404
    assert client.get(memento_path(URL, DAYS[1])).status_code == 404


def test_address_that_was_changed_since_stays_what_was_public(
    client: Client, published: Published
) -> None:
    source = published["source"]
    source.url = "https://secret.example/"
    source.save()
    kept(source, DAYS[0], b"secret")
    assert gate(client, "https://secret.example/").status_code == 404


def test_package_is_sent_only_if_it_is_public_itself(
    client: Client, published: Published
) -> None:
    archive = published["captures"][1].archive
    address = f"/memento/package/{archive.name}.wacz"
    assert client.get(address).status_code == 404
    for access in (Access.REDACTED, Access.RESEARCHERS):
        Exhibit.objects.filter(pk=archive.pk).update(access=access)
        assert client.get(address).status_code == 404
    Exhibit.objects.filter(pk=archive.pk).update(access=Access.PUBLIC)
    response = client.get(address)
    assert response.status_code == 200
    data = b"".join(response.streaming_content)
    assert data == f"package of {DAYS[1]} {published['source'].pk}".encode()
    assert "attachment" in response.headers["Content-Disposition"]
    assert address in client.get(memento_path(URL, DAYS[1])).content.decode()
    Source.objects.filter(pk=published["source"].pk).update(access=Access.RESTRICTED)
    assert client.get(address).status_code == 404


def test_copies_that_share_a_package_count_once(
    records: Recorder, published: Published
) -> None:
    first = published["captures"][0]
    Capture.objects.create(
        source=published["source"],
        url=URL,
        url_digest=url_digest(URL),
        state=Capture.State.DONE,
        captured_at=first.captured_at,
        archive=first.archive,
    )
    assert len(public_captures(URL)) == 3


def test_cost_does_not_grow_with_the_copies(
    client: Client, published: Published, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        kept(published["source"], DAYS[2] + timedelta(days=number + 1))
    with django_assert_max_num_queries(8):
        client.get(f"/memento/timemap/link/{URL}")
