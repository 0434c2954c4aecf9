"""Checking the lists of a WACZ, index and pages, against the records it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from evidence.capturing.cdxj import searchable_url, timestamp
from evidence.capturing.warc_checks import KeptRecord, read_date

__all__ = ["check_indexes", "check_pages"]

Lists = Iterable[tuple[str, bytes]]
Faults = Iterator[tuple[str, str]]


def check_indexes(indexes: Lists, records: list[KeptRecord]) -> Faults:
    """Yield what is wrong with the indexes, as pairs of file name and reason.

    Each record has exactly one line, and each line says exactly what the record is.
    """
    waiting = {(record.file, record.offset): record for record in records}
    any_index = False
    for name, content in indexes:
        if not name.endswith((".cdx", ".cdxj")):
            yield name, _("It is not an index that can be checked.")
            continue
        any_index = True
        lines = content.split(b"\n")
        if lines.pop() != b"":
            yield name, _("Its last line is not ended.")
        if lines != sorted(lines):
            yield name, _("Its lines are not sorted.")
        for number, line in enumerate(lines, 1):
            reason = _check_line(line, waiting)
            if reason:
                yield (
                    name,
                    _("Line %(number)d: %(reason)s.")
                    % {"number": number, "reason": reason},
                )
    if not any_index:
        yield "indexes/", _("There is no index.")
    for record in waiting.values():
        yield (
            f"archive/{record.file}",
            _("The record at byte %(offset)d is in no index.")
            % {"offset": record.offset},
        )


def _check_line(line: bytes, waiting: dict[tuple[str, int], KeptRecord]) -> str:
    try:
        key, stamp, said = line.decode("ascii").split(" ", 2)
        facts: Any = json.loads(said)
        record = waiting.pop((facts["filename"], facts["offset"]), None)
    except (ValueError, KeyError, TypeError):
        return _("it cannot be read")
    if record is None:
        return _("no record begins where it leads, or another line leads there")
    expected = {
        "url": record.url,
        "digest": record.digest,
        "mime": record.media_type,
        "filename": record.file,
        "offset": record.offset,
        "length": record.length,
        "recordDigest": record.record_digest,
        "status": record.status,
    }
    if key != searchable_url(record.url) or stamp != timestamp(record.date):
        return _("its address or time is not the record's")
    for name, value in expected.items():
        if facts.get(name) != value:
            return _("“%(name)s” is not the record's") % {"name": name}
    return ""


def check_pages(lists: Lists, records: list[KeptRecord], main_page: object) -> Faults:
    """Yield what is wrong with the page lists; each page must lead to a record."""
    captured = {
        (record.url, timestamp(record.date))
        for record in records
        if record.kind in {"response", "revisit"}
    }
    listed: set[str] = set()
    for name, content in lists:
        lines = content.splitlines()
        head = _object(lines[0]) if lines else None
        if head is None or head.get("format") != "json-pages-1.0":
            yield name, _("It does not begin as a list of pages does.")
        for number, line in enumerate(lines[1:], 2):
            page = _object(line)
            url, moment = (page or {}).get("url"), (page or {}).get("ts")
            date = read_date(moment) if isinstance(moment, str) else None
            if not isinstance(url, str) or date is None:
                reason = _("it has no address or no time")
            elif (url, timestamp(date)) not in captured:
                reason = _("no record holds this page of this time")
            else:
                listed.add(url)
                continue
            yield (
                name,
                _("Line %(number)d: %(reason)s.")
                % {"number": number, "reason": reason},
            )
    if main_page not in listed:
        yield "datapackage.json", _("Its main page is in no list of pages.")


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
