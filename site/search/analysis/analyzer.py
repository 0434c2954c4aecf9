"""Text in, tokens out: the one analysis that index, query and highlighting share."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
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
    ``prefixes`` once each."""

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


# A newsroom's vocabulary repeats: nearly every word of a text is found here.
@lru_cache(maxsize=200_000)
def term(word: str, language: str) -> Term:
    """Return the forms of ``word``, one token of a text in ``language``."""
    folded = fold(word, language)
    if not folded.isalnum():
        # Marks that no letter took up, and what a ligature's decomposition brought.
        folded = "".join(c for c in folded if c.isalnum() or c == "'").strip("'")
    stemmed = _stemmer(language)(folded).replace("'", "")
    # A soft sign by itself folds to nothing: it stays as it is.
    folded = folded.replace("'", "") or word.lower()
    return Term(stemmed or folded, folded, folded[:PREFIX_LENGTH])


def analyse(text: str, language: str) -> Analysis:
    """Return the tokens of ``text`` for the index."""
    terms = [term(word, language) for word in words(text, language)]
    distinct = dict.fromkeys(terms)
    return Analysis(
        stems=[found[0] for found in terms],
        folds=list(dict.fromkeys(found[1] for found in distinct)),
        prefixes=list(dict.fromkeys(found[2] for found in distinct)),
    )
