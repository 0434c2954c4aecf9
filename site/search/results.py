"""What a page of results shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from articles.navigation import Section
from search.analysis import Term
from search.models import Document
from search.registry import kind_labels
from search.snippets import highlight, snippet

__all__ = ["Result", "results"]


@dataclass(frozen=True)
class Result:
    """One result. ``title`` and ``snippet`` are HTML with the words found marked;
    ``snippet_language`` is "" where it is the page's."""

    url: str
    title: SafeString
    snippet: SafeString
    snippet_language: str
    kind: str
    kind_label: str | Promise
    section: Section | None
    published_at: datetime | None


def results(
    ids: Sequence[int],
    terms: Sequence[Term],
    sections: Iterable[Section],
    *,
    loosely: bool = False,
) -> list[Result]:
    """Return the results of the documents ``ids``, in order, with one query."""
    rows = Document.objects.select_related("words").in_bulk(list(ids))
    by_stream = {section.stream: section for section in sections}
    return [
        _result(rows[pk], terms, by_stream, loosely=loosely) for pk in ids if pk in rows
    ]


def _result(
    row: Document, terms: Sequence[Term], sections: dict[str, Section], *, loosely: bool
) -> Result:
    text = "\n".join(part for part in (row.words.summary, row.words.text) if part)
    return Result(
        url=row.url,
        title=highlight(row.words.title, terms, row.language, loosely=loosely),
        snippet=snippet(text, terms, row.language, loosely=loosely),
        snippet_language=row.text_language,
        kind=row.kind,
        kind_label=kind_labels().get(row.kind, row.kind),
        section=sections.get(row.section),
        published_at=row.published_at,
    )
