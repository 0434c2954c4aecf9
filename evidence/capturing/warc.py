"""Writing WARC 1.1 (ISO 28500:2017): requests and responses as they were.

Each record is a gzip member of its own, so that an index can point into the file.
Response blocks hold the bytes as received, transfer coding included; the payload digest
is taken without it, as the standard says.
"""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import IO

from evidence.capturing.exchange import Exchange, read_chunks

__all__ = ["REVISIT_PROFILE", "IndexEntry", "WARCWriter", "warc_date"]

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
HTTP = "application/http; msgtype="
FIELDS = "application/warc-fields"


@dataclass(frozen=True)
class IndexEntry:
    """Where a record of a captured resource lies, and what it is."""

    url: str
    date: datetime
    media_type: str
    status: int
    digest: str
    offset: int
    length: int
    record_digest: str


@dataclass(frozen=True)
class _Kept:
    """The record that holds a payload, for those that only repeat it."""

    record_id: str
    url: str
    date: str


class WARCWriter:
    """Writes records to a binary file and collects ``entries`` for the index."""

    def __init__(self, out: IO[bytes], info: Mapping[str, str]) -> None:
        self._out = out
        self._offset = 0
        self._payloads: dict[str, _Kept] = {}
        self._chains: set[tuple[str, ...]] = set()
        self.entries: list[IndexEntry] = []
        self._info_id = ""
        self._info = dict(info)

    def write_info(self, date: datetime, filename: str) -> None:
        """Write the record that describes the file; it comes first."""
        self._info_id, _place = self._write(
            "warcinfo",
            date,
            [("WARC-Filename", filename), ("Content-Type", FIELDS)],
            _fields(self._info.items()),
        )

    def write_exchange(self, exchange: Exchange) -> None:
        """Write response (or revisit), request and what else is known of them."""
        date = exchange.started
        digest = f"sha256:{exchange.payload_sha256}"
        common = [
            ("WARC-Target-URI", exchange.url),
            ("WARC-IP-Address", exchange.ip),
            *(("WARC-Protocol", name) for name in _protocols(exchange)),
        ]
        fields = [
            *common,
            ("Content-Type", f"{HTTP}response"),
            ("WARC-Payload-Digest", digest),
        ]
        kept = self._payloads.get(digest) if exchange.payload_length else None
        if kept:
            fields += [
                ("WARC-Profile", REVISIT_PROFILE),
                ("WARC-Refers-To", kept.record_id),
                ("WARC-Refers-To-Target-URI", kept.url),
                ("WARC-Refers-To-Date", kept.date),
                ("WARC-Truncated", "length"),
            ]
            record_id, place = self._write("revisit", date, fields, exchange.head)
        else:
            record_id, place = self._write(
                "response", date, fields, exchange.head, exchange.message
            )
            if exchange.payload_length:
                self._payloads[digest] = _Kept(record_id, exchange.url, warc_date(date))
        self.entries.append(
            IndexEntry(
                url=exchange.url,
                date=date,
                media_type="warc/revisit" if kept else exchange.media_type,
                status=exchange.status,
                digest=digest,
                offset=place[0],
                length=place[1],
                record_digest=place[2],
            )
        )
        concurrent = ("WARC-Concurrent-To", record_id)
        self._write(
            "request",
            date,
            [*common, concurrent, ("Content-Type", f"{HTTP}request")],
            exchange.sent,
        )
        self._write_circumstances(exchange, concurrent)

    def write_resource(
        self, url: str, date: datetime, media_type: str, data: bytes
    ) -> None:
        """Write something that was made of the page, such as its picture."""
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        _record_id, place = self._write(
            "resource",
            date,
            [
                ("WARC-Target-URI", url),
                ("Content-Type", media_type),
                ("WARC-Payload-Digest", digest),
            ],
            data,
        )
        self.entries.append(
            IndexEntry(
                url=url,
                date=date,
                media_type=media_type.split(";")[0],
                status=200,
                digest=digest,
                offset=place[0],
                length=place[1],
                record_digest=place[2],
            )
        )

    def _write_circumstances(
        self, exchange: Exchange, concurrent: tuple[str, str]
    ) -> None:
        about = [("WARC-Target-URI", exchange.url), concurrent]
        known = [("fetchTimeMs", str(round(exchange.seconds * 1000)))]
        if exchange.via:
            known.append(("via", exchange.via))
        if exchange.certificates:
            known += [
                ("tls-version", exchange.tls_version),
                ("tls-cipher", exchange.tls_cipher),
                *(
                    ("tls-certificate-sha256", certificate.fingerprint)
                    for certificate in exchange.certificates
                ),
            ]
        self._write(
            "metadata", exchange.started, [*about, ("Content-Type", FIELDS)],
            _fields(known),
        )  # fmt: skip
        shown = tuple(found.fingerprint for found in exchange.certificates)
        if shown and shown not in self._chains:
            self._chains.add(shown)
            pem = "".join(found.pem for found in exchange.certificates)
            self._write(
                "metadata",
                exchange.started,
                [*about, ("Content-Type", "application/pem-certificate-chain")],
                pem.encode("ascii"),
            )

    def _write(
        self,
        kind: str,
        date: datetime,
        fields: list[tuple[str, str]],
        beginning: bytes,
        rest: IO[bytes] | None = None,
    ) -> tuple[str, tuple[int, int, str]]:
        """Write a record; return its id, and where it lies: offset, length, digest."""

        def block() -> Iterator[bytes]:
            return chain([beginning], read_chunks(rest) if rest else [])

        digest, length = hashlib.sha256(), 0
        for piece in block():
            digest.update(piece)
            length += len(piece)
        record_id = f"<urn:uuid:{uuid.uuid4()}>"
        header = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", warc_date(date)),
            *fields,
            ("WARC-Block-Digest", f"sha256:{digest.hexdigest()}"),
            ("Content-Length", str(length)),
        ]
        if self._info_id:
            header.insert(3, ("WARC-Warcinfo-ID", self._info_id))
        opening = b"WARC/1.1\r\n" + _fields(header) + b"\r\n"
        written, count = hashlib.sha256(), 0
        for packed in _packed(chain([opening], block(), [b"\r\n\r\n"])):
            self._out.write(packed)
            written.update(packed)
            count += len(packed)
        offset, self._offset = self._offset, self._offset + count
        return record_id, (offset, count, f"sha256:{written.hexdigest()}")


def warc_date(date: datetime) -> str:
    """Return a moment as WARC 1.1 writes it: UTC, to the microsecond."""
    if date.tzinfo is None:
        raise ValueError("a moment without a time zone says nothing")
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces as one gzip member."""
    stream = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for piece in pieces:
        if packed := stream.compress(piece):
            yield packed
    yield stream.flush()


def _fields(pairs: Iterable[tuple[str, str]]) -> bytes:
    lines = []
    for name, value in pairs:
        if "\r" in value or "\n" in value:
            raise ValueError(f"{name} cannot be written in one line")
        lines.append(f"{name}: {value}\r\n")
    return "".join(lines).encode("utf-8")


def _protocols(exchange: Exchange) -> Iterator[str]:
    yield f"http/{exchange.version}"
    if exchange.tls_version.startswith("TLSv"):
        yield f"tls/{exchange.tls_version.removeprefix('TLSv')}"
