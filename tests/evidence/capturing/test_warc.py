"""WARC records: what was sent and received, readable by others, repeated only once."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from evidence.capturing.exchange import Exchange
from evidence.capturing.fetching import Fetcher, Visit
from evidence.capturing.warc import WARCWriter, warc_date
from evidence.capturing.warc_reading import BadRecord, digest_equals, read_records
from tests.evidence.capturing.certificates import Authority
from tests.evidence.capturing.local_server import LocalServer, reply

Serve = Callable[..., LocalServer]
Reach = Callable[..., tuple[Fetcher, Visit]]

CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n"
    b"X-Odd:   spaced\r\n\r\n4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n"
)


def written(*exchanges: Exchange) -> tuple[bytes, WARCWriter]:
    out = io.BytesIO()
    writer = WARCWriter(out, {"software": "test"})
    writer.write_info(datetime.now(UTC), "data.warc.gz")
    for exchange in exchanges:
        writer.write_exchange(exchange)
    return out.getvalue(), writer


def read_by_warcio(data: bytes) -> list[dict[str, Any]]:
    found = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests=True):
        raw = record.raw_stream.read()
        found.append(
            {
                "type": record.rec_type,
                "headers": dict(record.rec_headers.headers),
                "http": record.http_headers,
                "raw": raw,
                "passed": record.digest_checker.passed,
            }
        )
    return found


def test_records_are_read_back_by_another_library(serve: Serve, reach: Reach) -> None:
    server = serve(lambda request: request.send(reply("söz", 200, X_Name="dəyər")))
    fetcher, visit = reach(server)
    data, _writer = written(fetcher.fetch(server.url("/a"), visit))
    info, response, request, about = read_by_warcio(data)
    assert [info["type"], response["type"]] == ["warcinfo", "response"]
    assert [request["type"], about["type"]] == ["request", "metadata"]
    assert response["headers"]["WARC-Target-URI"] == server.url("/a")
    assert response["headers"]["WARC-IP-Address"] == "127.0.0.1"
    assert response["passed"] is True
    assert response["raw"].decode() == "söz"
    assert response["http"].get_statuscode() == "200"
    assert (
        request["headers"]["WARC-Concurrent-To"]
        == (response["headers"]["WARC-Record-ID"])
    )
    assert b"fetchTimeMs" in about["raw"]


def test_block_is_as_received_and_payload_is_without_transfer_coding(
    serve: Serve, reach: Reach
) -> None:
    server = serve(lambda request: request.send(CHUNKED))
    fetcher, visit = reach(server)
    data, _writer = written(fetcher.fetch(server.url(), visit))
    response = next(
        record
        for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
        if record.rec_type == "response"
    )
    assert response.raw_stream.read() == CHUNKED
    digest = hashlib.sha256(b"Wikipedia").hexdigest()
    header = response.rec_headers.get_header("WARC-Payload-Digest")
    assert header == f"sha256:{digest}"


def test_same_content_is_kept_once(serve: Serve, reach: Reach) -> None:
    server = serve(lambda request: request.send(reply("the same")))
    fetcher, visit = reach(server)
    pair = [fetcher.fetch(server.url(path), visit) for path in ("/1", "/2")]
    data, writer = written(*pair)
    records = read_by_warcio(data)
    first = next(found for found in records if found["type"] == "response")
    second = next(found for found in records if found["type"] == "revisit")
    assert second["headers"]["WARC-Refers-To"] == first["headers"]["WARC-Record-ID"]
    assert second["headers"]["WARC-Refers-To-Target-URI"] == server.url("/1")
    assert (
        second["headers"]["WARC-Payload-Digest"]
        == (first["headers"]["WARC-Payload-Digest"])
    )
    assert second["http"].get_statuscode() == "200"
    assert second["raw"] == b""
    assert [entry.media_type for entry in writer.entries] == [
        "text/html",
        "warc/revisit",
    ]


def test_nothing_is_no_duplicate_of_nothing(serve: Serve, reach: Reach) -> None:
    server = serve(lambda request: request.send(reply("", 302, Location="/x")))
    fetcher, visit = reach(server)
    pair = [fetcher.fetch(server.url(path), visit) for path in ("/1", "/2")]
    data, _writer = written(*pair)
    assert [found["type"] for found in read_by_warcio(data)].count("response") == 2


def test_certificates_lie_beside_the_response(
    serve: Serve, reach: Reach, authority: Authority
) -> None:
    server = serve(
        lambda request: request.send(reply("safe")), authority.server("site.example")
    )
    fetcher, visit = reach(server, trust=authority.trust())
    pair = [fetcher.fetch(server.url(path), visit) for path in ("/1", "/2")]
    data, _writer = written(*pair)
    notes = [found for found in read_by_warcio(data) if found["type"] == "metadata"]
    fingerprint = pair[0].certificates[0].fingerprint
    assert sum(fingerprint.encode() in note["raw"] for note in notes) == 2
    chains = [note for note in notes if b"BEGIN CERTIFICATE" in note["raw"]]
    assert len(chains) == 1
    assert chains[0]["raw"].count(b"BEGIN CERTIFICATE") == 2


def test_index_leads_to_single_records(serve: Serve, reach: Reach) -> None:
    server = serve(lambda request: request.send(reply(f"page {request.path}")))
    fetcher, visit = reach(server)
    pages = [fetcher.fetch(server.url(f"/{number}"), visit) for number in range(5)]
    data, writer = written(*pages)
    for number, entry in enumerate(writer.entries):
        piece = data[entry.offset : entry.offset + entry.length]
        assert f"sha256:{hashlib.sha256(piece).hexdigest()}" == entry.record_digest
        (record,) = read_records(io.BytesIO(piece), packed=True)
        assert record.get("WARC-Target-URI") == server.url(f"/{number}")
        assert record.http_status == 200


def test_our_reader_agrees_with_the_other_library(serve: Serve, reach: Reach) -> None:
    server = serve(lambda request: request.send(reply("x" * 300_000)))
    fetcher, visit = reach(server)
    data, _writer = written(fetcher.fetch(server.url(), visit))
    ours = list(read_records(io.BytesIO(data), packed=True))
    theirs = read_by_warcio(data)
    assert [dict(record.fields) for record in ours] == [
        found["headers"] for found in theirs
    ]
    assert sum(record.length for record in ours) == len(data)
    assert ours[1].payload_length == 300_000


def test_reader_reads_files_that_are_not_packed(serve: Serve, reach: Reach) -> None:
    server = serve(lambda request: request.send(CHUNKED))
    fetcher, visit = reach(server)
    data, _writer = written(fetcher.fetch(server.url(), visit))
    out = io.BytesIO()
    offset = 0
    for record in read_records(io.BytesIO(data), packed=True):
        out.write(gzip.decompress(data[offset : offset + record.length]))
        offset += record.length
    plain = list(read_records(io.BytesIO(out.getvalue()), packed=False))
    packed = list(read_records(io.BytesIO(data), packed=True))
    assert [record.payload for record in plain] == [record.payload for record in packed]
    assert sum(record.length for record in plain) == len(out.getvalue())


@pytest.mark.parametrize("position", range(0, 1000, 97))
def test_flipped_bit_never_reads_as_a_good_record(
    serve: Serve, reach: Reach, position: int
) -> None:
    server = serve(lambda request: request.send(reply("y" * 2000)))
    fetcher, visit = reach(server)
    data, _writer = written(fetcher.fetch(server.url(), visit))
    damaged = bytearray(data)
    # The gzip header's time and system are no part of the record.
    position = position if position % len(data) > 9 else 10
    damaged[position % len(data)] ^= 0x40
    with pytest.raises(BadRecord):
        list(read_records(io.BytesIO(bytes(damaged)), packed=True))


def test_digests_are_compared_in_both_spellings() -> None:
    digest = hashlib.sha1(b"x", usedforsecurity=False)
    found = {"sha1": digest.hexdigest()}
    assert digest_equals(f"sha1:{base64.b32encode(digest.digest()).decode()}", found)
    assert digest_equals(f"sha1:{digest.hexdigest().upper()}", found)
    assert not digest_equals("sha1:AAAA", found)
    assert not digest_equals("sha256:" + "0" * 64, found)
    assert not digest_equals("", found)


def test_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        warc_date(datetime(2026, 1, 1))


def test_value_that_would_add_a_header_is_refused() -> None:
    writer = WARCWriter(io.BytesIO(), {"software": "a\r\nWARC-Type: response"})
    with pytest.raises(ValueError, match="one line"):
        writer.write_info(datetime.now(UTC), "data.warc.gz")
