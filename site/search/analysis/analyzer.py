"""Text in, tokens out: the one analysis that index, query and highlighting share."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from importlib.metadata import version
from typing import NamedTuple

import snowballstemmer

from search.analysis.azerbaijani import stem as azerbaijani_stem
from search.analysis.folding import fold
from search.analysis.tokens import words

__all__ = ["PREFIX_LENGTH", "VERSION", "Analysis", "Term", "analyse", "term"]

PREFIX_LENGTH = 5
# Raise the number when any rule or word list of this package changes: documents that
# an older analysis indexed are then indexed anew by `manage.py search_index build`.
_RULES = 1
VERSION = f"{_RULES}.{version('snowballstemmer')}.{unicodedata.unidata_version}"

_SNOWBALL = {"en": "english", "ru": "russian"}


class Term(NamedTuple):
    """One word in the forms that it is looked up by."""

    stem: str
    fold: str
    prefix5: str


class Analysis(NamedTuple):
    """A text's tokens per field: ``stems`` in order and repeated, ``folds`` and
    ``prefixes`` once each. A word that is no longer than a prefix is no fold."""

    stems: list[str]
    folds: list[str]
    prefixes: list[str]


def _stemmer(language: str) -> Callable[[str], str]:
    if language == "az":
        return azerbaijani_stem
    name = _SNOWBALL.get(language)
    if name is None:
        return str
    # The stemmer keeps its word in the object: one a call is safe in threads.
    stem_word: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return stem_word


def _term(word: str, language: str) -> Term:
    folded = fold(word, language)
    if not folded.isalnum():
        # Marks that no letter took up, and what a ligature's decomposition brought.
        folded = "".join(c for c in folded if c.isalnum() or c == "'").strip("'")
    stemmed = _stemmer(language)(folded).replace("'", "")
    # A soft sign by itself folds to nothing: it stays as it is.
    folded = folded.replace("'", "") or word.lower()
    return Term(stemmed or folded, folded, folded[:PREFIX_LENGTH])


class _Vocabulary(dict[str, Term]):
    """The words of a language met so far. A newsroom's words repeat: nearly every
    word of a text is found here, and a dictionary is asked much faster than a
    function is called."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> Term:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        found = self[word] = _term(word, self._language)
        return found


_WORDS_KEPT = 200_000
_vocabularies: dict[str, _Vocabulary] = {}


def _vocabulary(language: str) -> _Vocabulary:
    known = _vocabularies.get(language)
    if known is None:
        known = _vocabularies[language] = _Vocabulary(language)
    return known


def term(word: str, language: str) -> Term:
    """Return the forms of ``word``, one token of a text in ``language``."""
    return _vocabulary(language)[word]


def analyse(text: str, language: str) -> Analysis:
    """Return the tokens of ``text`` for the index."""
    vocabulary = _vocabulary(language)
    found = words(text, language)
    distinct = [vocabulary[word] for word in dict.fromkeys(found)]
    return Analysis(
        stems=[vocabulary[word][0] for word in found],
        folds=list(
            dict.fromkeys([f[1] for f in distinct if len(f[1]) > PREFIX_LENGTH])
        ),
        prefixes=list(dict.fromkeys([forms[2] for forms in distinct])),
    )
