"""Words of a text, with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.analysis.azerbaijani import is_suffix
from search.analysis.folding import fold

__all__ = ["TOKEN_LENGTH", "Token", "tokenise", "words"]

# Longer "words" are addresses and noise; what they begin with is enough to find them.
TOKEN_LENGTH = 40
# Letters and digits, with the combining marks that Python's \w leaves out.
_WORD = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"
_APOSTROPHES = "'’‘ʼ`´"
_HYPHENS = "-‐‑–"
_PLAIN = re.compile(_WORD)
_TOKEN = re.compile(rf"{_WORD}(?:[{_APOSTROPHES}]{_WORD})?")
# In Azerbaijani a hyphen after a figure or capital letter may join a suffix.
_AZERBAIJANI_TOKEN = re.compile(
    rf"{_WORD}(?:(?:[{_APOSTROPHES}]|(?<=[0-9A-ZƏÖÜŞÇĞİ])[{_HYPHENS}]){_WORD})*"
)


class Token(NamedTuple):
    """A word as it is written, from ``start`` to ``end`` of its text."""

    text: str
    start: int
    end: int


def _parts(joined: str) -> Iterator[Token]:
    """Take an Azerbaijani token with hyphens and apostrophes apart.

    >>> [part.text for part in _parts("BMT-nin")], [p.text for p in _parts("mə'lum")]
    (['BMT'], ['məlum'])
    """
    text, start, end = "", 0, 0
    for found in _PLAIN.finditer(joined):
        part = found.group()
        mark = joined[found.start() - 1] if found.start() else ""
        if text and is_suffix(fold(part)):
            # The suffix is highlighted with its word, and is no word of its own.
            yield Token(text, start, found.end())
            text = ""
        elif text and mark in _APOSTROPHES:
            # Older spelling writes an apostrophe inside words: mə'lum, e'lan.
            text, end = text + part, found.end()
        else:
            if text:
                yield Token(text, start, end)
            text, (start, end) = part, found.span()
    if text:
        yield Token(text, start, end)


def tokenise(text: str, language: str) -> Iterator[Token]:
    """Yield the words of ``text`` in order.

    An Azerbaijani suffix that a hyphen or apostrophe joins to a name or number is no
    word of its own (BMT-nin, 2020-ci, NATO'nun), and an apostrophe inside a word of
    any language is no border.
    """
    pattern = _AZERBAIJANI_TOKEN if language == "az" else _TOKEN
    for found in pattern.finditer(text):
        word = found.group()
        if language == "az" and not word.isalnum():
            for part, start, end in _parts(word):
                at = found.start()
                yield Token(part[:TOKEN_LENGTH], at + start, at + end)
        else:
            yield Token(word[:TOKEN_LENGTH], *found.span())


def words(text: str, language: str) -> list[str]:
    """Return the words that :func:`tokenise` yields, faster, without their places."""
    if language != "az":
        return [word[:TOKEN_LENGTH] for word in _TOKEN.findall(text)]
    found: list[str] = []
    for word in _AZERBAIJANI_TOKEN.findall(text):
        if word.isalnum():
            found.append(word[:TOKEN_LENGTH])
        else:
            found.extend(part.text[:TOKEN_LENGTH] for part in _parts(word))
    return found
