"""The index of a web archive: one line of CDXJ a record, sorted by its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from evidence.capturing.warc import IndexEntry

__all__ = ["index_lines", "searchable_url", "timestamp"]


def searchable_url(url: str) -> str:
    """Return the URL in the form that an index is sorted by: host reversed, no scheme.

    ``https://www.example.org/a`` becomes ``org,example,www)/a``.
    """
    lowered = url.lower()
    if not lowered.startswith(("http://", "https://")):
        return lowered
    parts = urlsplit(lowered)
    host, colon, port = parts.netloc.rpartition("@")[2].partition(":")
    if parts.netloc.startswith("["):
        host, colon, port = parts.netloc, "", ""
    else:
        host = ",".join(reversed(host.split(".")))
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{colon}{port}){parts.path or '/'}{query}"


def timestamp(date: datetime) -> str:
    """Return a moment as seventeen digits: UTC, to the millisecond."""
    date = date.astimezone(UTC)
    return f"{date:%Y%m%d%H%M%S}{date.microsecond // 1000:03}"


def index_lines(entries: Iterable[IndexEntry], filename: str) -> bytes:
    """Return the index of the records that lie in the WARC file ``filename``."""
    lines = []
    for entry in entries:
        facts = {
            "url": entry.url,
            "digest": entry.digest,
            "mime": entry.media_type,
            "filename": filename,
            "offset": entry.offset,
            "length": entry.length,
            "recordDigest": entry.record_digest,
            "status": entry.status,
        }
        said = json.dumps(facts, ensure_ascii=True, separators=(",", ":"))
        lines.append(
            f"{searchable_url(entry.url)} {timestamp(entry.date)} {said}\n".encode()
        )
    return b"".join(sorted(lines))
