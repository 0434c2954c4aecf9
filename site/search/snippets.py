"""Highlighted words: the passage of a text that answers a query best.

Built from the stored text with the analysis of the index, so that it is the same on
every engine and marks each inflected form that the query found. All else is escaped.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import Term, Token, term, tokenise

__all__ = ["highlight", "snippet"]

# Beyond this a text is not looked through: a page of results has its price.
LOOKED_THROUGH = 20_000
LENGTH = 240
_ELLIPSIS = "…"
# A passage may run over the end of a paragraph or a heading: a line of the text.
_NEXT_LINE = " · "


class _Matcher:
    """Tells which words of a text the terms of a query found."""

    def __init__(self, terms: Collection[Term], language: str, *, loosely: bool):
        self.language = language
        self._stems = {t.stem for t in terms}
        self._folds = {t.fold for t in terms}
        self._prefixes = {t.prefix5 for t in terms} if loosely else set()

    def stem_of(self, token: Token) -> str | None:
        """Return what the word was found by, or None."""
        forms = term(token.text, self.language)
        if forms.stem in self._stems or forms.fold in self._folds:
            return forms.stem
        return forms.prefix5 if forms.prefix5 in self._prefixes else None

    def matches(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, what it was found by) of each word found."""
        return [
            (token.start, token.end, stem)
            for token in tokenise(text, self.language)
            if (stem := self.stem_of(token)) is not None
        ]


def _marked(
    text: str, found: list[tuple[int, int, str]], start: int, end: int
) -> SafeString:
    parts, at = [], start
    for first, last, _stem in found:
        if first < at or last > end:
            continue
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    parts.append(escape(text[at:end]))
    return mark_safe("".join(parts))  # noqa: S308 - every part of the text is escaped


def highlight(
    text: str, terms: Collection[Term], language: str, *, loosely: bool = False
) -> SafeString:
    """Return the whole of ``text`` as HTML with the words found in ``<mark>``.

    ``loosely`` marks words that share no more than their first letters, too.
    """
    text = text[:LOOKED_THROUGH]
    found = _Matcher(terms, language, loosely=loosely).matches(text)
    return _marked(text, found, 0, len(text))


def snippet(
    text: str,
    terms: Collection[Term],
    language: str,
    *,
    loosely: bool = False,
    length: int = LENGTH,
) -> SafeString:
    """Return the passage of about ``length`` characters with the most different terms,
    as HTML; the beginning of ``text`` where no term stands in it."""
    text = text[:LOOKED_THROUGH]
    found = _Matcher(terms, language, loosely=loosely).matches(text)
    start, end = _passage(text, found, length)
    html = _marked(text, found, start, end).strip().replace("\n", _NEXT_LINE)
    before = f"{_ELLIPSIS} " if start else ""
    after = f" {_ELLIPSIS}" if end < len(text) else ""
    return mark_safe(f"{before}{html}{after}")  # noqa: S308 - escaped above


def _passage(
    text: str, found: list[tuple[int, int, str]], length: int
) -> tuple[int, int]:
    """Return the borders of the best passage, at word borders."""
    if not found:
        return 0, _word_end(text, length)
    best, best_score = 0, (0, 0)
    for index, (start, _end, _stem) in enumerate(found):
        inside = []
        for first, last, stem in found[index : index + 32]:
            if last > start + length * 3 // 4:
                break
            inside.append((first, stem))
        score = (len({stem for _first, stem in inside}), len(inside))
        if score > best_score:
            best, best_score = start, score
    start = max(0, best - length // 4)
    if start:
        # Begin with a sentence or line where one begins near, else with a word.
        border = max(text.rfind(mark, start, best) for mark in (". ", "\n", "? ", "! "))
        if border < 0:
            border = text.find(" ", start, best)
        start = border + 1 if border >= 0 else start
        while start < best and text[start].isspace():
            start += 1
    return start, _word_end(text, start + length)


def _word_end(text: str, at: int) -> int:
    """Return the end of the last whole word before ``at``."""
    if at >= len(text):
        return len(text)
    border = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at))
    return border if border > at - 60 else at
