"""Packing a capture as WACZ 1.1.1: the WARC with its index, pages and digests in a ZIP.

Nothing inside is compressed again: a viewer can read single records, and the check sum
of the ZIP covers each byte as it lies there.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from evidence.capturing.cdxj import index_lines
from evidence.capturing.exchange import read_chunks
from evidence.capturing.warc import IndexEntry, warc_date

__all__ = ["WACZ_VERSION", "WARC_NAME", "Package", "write_wacz"]

WACZ_VERSION = "1.1.1"
WARC_NAME = "data.warc.gz"


@dataclass(frozen=True)
class Package:
    """What goes into a WACZ beside the WARC. ``facts`` become ``capture.json``."""

    url: str
    date: datetime
    title: str
    text: str
    size: int
    software: str
    entries: list[IndexEntry]
    facts: dict[str, Any]


def write_wacz(out: IO[bytes], warc: IO[bytes], package: Package) -> None:
    """Write the package around ``warc`` into the empty file ``out``."""
    resources: list[dict[str, Any]] = []
    moment = package.date.astimezone(UTC)
    with zipfile.ZipFile(out, "w", allowZip64=True) as archive:

        def add(path: str, content: bytes | IO[bytes]) -> str:
            entry = zipfile.ZipInfo(path, moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            digest, length = hashlib.sha256(), 0
            pieces = [content] if isinstance(content, bytes) else read_chunks(content)
            with archive.open(entry, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    digest.update(piece)
                    length += len(piece)
            found = f"sha256:{digest.hexdigest()}"
            resources.append(
                {
                    "name": Path(path).name,
                    "path": path,
                    "hash": found,
                    "bytes": length,
                }
            )
            return found

        add(f"archive/{WARC_NAME}", warc)
        add("indexes/index.cdx", index_lines(package.entries, WARC_NAME))
        add("pages/pages.jsonl", _pages(package))
        add("capture.json", _json(package.facts))
        manifest = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": package.title or package.url,
            "description": f"Capture of {package.url}",
            "created": warc_date(package.date),
            "software": package.software,
            "mainPageUrl": package.url,
            "mainPageDate": warc_date(package.date),
            "resources": list(resources),
        }
        digest = add("datapackage.json", _json(manifest))
        add(
            "datapackage-digest.json",
            _json({"path": "datapackage.json", "hash": digest}),
        )


def _pages(package: Package) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    page = {
        "id": hashlib.sha256(f"{package.url} {package.date}".encode()).hexdigest()[:20],
        "url": package.url,
        "ts": warc_date(package.date),
        "title": package.title or package.url,
        "size": package.size,
    }
    if package.text:
        page["text"] = package.text
    lines = [json.dumps(line, ensure_ascii=False) for line in (head, page)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"
