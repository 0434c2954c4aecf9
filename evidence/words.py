"""The words of a record: from its tables to entries of a page, and back as text.

An entry's key names what its text belongs to:

=============================  ================================================
``account.<n>``                paragraph n of the account, from 1
``not_known.<n>``              paragraph n of what is not known
``claim.<uuid>``               a claim
``quotation.<uuid>``           the translation of a quotation
``actor.<uuid>``               the name of an alleged actor
``basis.<uuid>``               the ground of that allegation
``caption.<uuid>``             the caption of an exhibit
``alt.<uuid>``                 its alternative text
``transcript.<uuid>``          its transcript
``object.<field>``             a field of Object ID
=============================  ================================================

The id of an entry's block is made of the key, so that a translation stays with its
part whatever moves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from evidence import canonical
from evidence.models import MovableObject, PublishedVersion, Record, RecordPage

__all__ = [
    "OBJECT_FIELDS",
    "blocks_of",
    "entries_of",
    "frozen_words",
    "paragraphs",
    "words_digest",
    "words_on",
]

Document = dict[str, Any]

OBJECT_FIELDS = ("materials", "inscriptions", "features", "subject", "maker")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text whose paragraphs a blank line parts."""
    found = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [paragraph.strip() for paragraph in found if paragraph.strip()]


def entries_of(record: Record) -> Iterator[tuple[str, str]]:
    """Yield (key, text) of every word of ``record`` that may become public, in the
    order in which its page shows them. Title and summary are fields of the page.

    Its claims, links and exhibits should be prefetched.
    """
    for number, text in enumerate(paragraphs(record.account), start=1):
        yield f"account.{number}", text
    for number, text in enumerate(paragraphs(record.not_known), start=1):
        yield f"not_known.{number}", text
    if isinstance(record, MovableObject):
        for field in OBJECT_FIELDS:
            if text := getattr(record, field).strip():
                yield f"object.{field}", text
    for claim in record.claims.all():
        if not claim.is_public:
            continue
        yield f"claim.{claim.uuid}", claim.text.strip()
        for link in claim.sources.all():
            if link.translation.strip() and link.source.is_open:
                yield f"quotation.{link.uuid}", link.translation.strip()
    if hasattr(record, "alleged_actors"):
        for alleged in record.alleged_actors.all():
            if alleged.is_public:
                yield f"actor.{alleged.uuid}", alleged.actor.strip()
                yield f"basis.{alleged.uuid}", alleged.basis.strip()
    for use in record.exhibit_links.all():
        if not use.exhibit.is_open:
            continue
        if use.caption.strip():
            yield f"caption.{use.uuid}", use.caption.strip()
        if use.alt_text.strip():
            yield f"alt.{use.uuid}", use.alt_text.strip()
        if use.exhibit.transcript.strip():
            yield f"transcript.{use.uuid}", use.exhibit.transcript.strip()


def blocks_of(record: Record) -> list[dict[str, object]]:
    """Return the entries as raw data of ``RecordPage.words``."""
    return [
        {
            "type": "entry",
            "id": str(uuid5(NAMESPACE_URL, f"{record.name}/{key}")),
            "value": {"key": key, "text": text},
        }
        for key, text in entries_of(record)
    ]


def words_digest(words: Document) -> str:
    """Return what names the words of one language: title, summary and entries."""
    return canonical.digest({k: words[k] for k in ("title", "summary", "entries")})


def words_on(page: RecordPage, keys: Collection[str]) -> Document:
    """Return the words on a page. A translation may still hold entries that the
    original no longer tells the public; only those called ``keys`` count."""
    entries = {key: text for key, text in page.entries.items() if key in keys}
    return {"title": page.title, "summary": page.summary, "entries": entries}


def frozen_words(
    pages: dict[str, RecordPage], original: str, previous: PublishedVersion | None
) -> Document:
    """Return language code → its words, and which words of the original they
    translate."""
    before: Document = previous.document["words"] if previous else {}
    keys = pages[original].entries.keys()
    words: Document = {code: words_on(page, keys) for code, page in pages.items()}
    source = words_digest(words[original])
    for code, own in words.items():
        known = before.get(code)
        own["translates"] = source
        if code != original and known and words_digest(known) == words_digest(own):
            own["translates"] = known["translates"]
    return words
