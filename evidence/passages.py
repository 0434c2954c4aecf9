"""Passages of documents: where a quotation stands."""

from __future__ import annotations

import re

from evidence.models import ClaimSource, DocumentPage, Source

__all__ = ["anchor_quotation", "find_passages"]

# Words that are broken at the end of a line, invisible marks, kinds of quotation marks
# and dashes, and spaces: two people write them in two ways.
_BROKEN = re.compile(r"(\w)[-\u2010\u00ad]\s*\n\s*(?=\w)")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_QUOTES = re.compile(r"[\"'`´‘’‚“”„«»‹›]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_SPACE = re.compile(r"\s+")
SHORTEST = 4


def find_passages(source: Source, quotation: str) -> list[DocumentPage]:
    """Return the pages of a source's documents on which a quotation begins.

    Case, line ends, hyphens and kinds of quotation marks make no difference.
    """
    wanted = _plain(quotation)
    if len(wanted) < SHORTEST:
        return []
    found: list[DocumentPage] = []
    previous: DocumentPage | None = None
    pages = DocumentPage.objects.filter(exhibit__source=source).order_by(
        "exhibit", "number"
    )
    for page in pages.iterator(chunk_size=100):
        if wanted in _plain(page.text):
            found.append(page)
        if (
            previous is not None
            and previous.exhibit_id == page.exhibit_id
            and previous.number + 1 == page.number
            and previous not in found
            and page not in found
            and wanted in _plain(f"{previous.text}\n{page.text}")
        ):
            # It begins on one page and ends on the next.
            found.append(previous)
        previous = page
    return found


def anchor_quotation(link: ClaimSource) -> DocumentPage | None:
    """Tie a claim's quotation to the page of the document it is taken from.

    Only if there is exactly one such page: of several, people choose.
    """
    found = find_passages(link.source, link.quotation)
    page = found[0] if len(found) == 1 else None
    if page is not None and link.passage_id != page.pk:
        link.passage = page
        link.save(update_fields=["passage"])
    return page


def _plain(text: str) -> str:
    text = _BROKEN.sub(r"\1", text)
    text = _INVISIBLE.sub("", text)
    text = _DASHES.sub("-", _QUOTES.sub("", text))
    return _SPACE.sub(" ", text).strip().casefold()
