"""From what a reader typed to documents: any text whatever is a valid query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from search.analysis import Term, stopwords, term, tokenise
from search.engines import Engine, Lookup, get_engine
from search.models import Document

__all__ = [
    "FEW",
    "QUERY_LENGTH",
    "TERMS",
    "WINDOW",
    "Found",
    "Question",
    "ask",
    "clean",
    "parse",
]

# Of a longer text the rest is left out, and the page says so.
QUERY_LENGTH = 300
TERMS = 16
# Under this many hits for all the words, any of the words will do.
FEW = 5
# No reader goes further; narrowing the search does better.
WINDOW = 300

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True)
class Question:
    """What is asked: words in a language, and filters. ``keys`` must all hold."""

    terms: Sequence[Term]
    language: str
    keys: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    newest_first: bool = False


@dataclass(frozen=True)
class Found:
    """Keys of the public documents found, in order.

    ``is_cut``: there may be more. ``any_word``: not all of the words stand in each.
    """

    ids: Sequence[int]
    is_cut: bool = False
    any_word: bool = False


def clean(text: str) -> str:
    """Return ``text`` as it can be stored, shown and sent, at most
    :data:`QUERY_LENGTH` characters."""
    return _UNPRINTABLE.sub(" ", text[:QUERY_LENGTH]).strip()


def parse(text: str, language: str) -> list[Term]:
    """Return the terms of what a reader typed: at most :data:`TERMS`, each once.

    Words that stand in nearly every text are left out, unless there are no others.
    """
    found = [term(token.text, language) for token in tokenise(clean(text), language)]
    distinct = list({word.stem: word for word in reversed(found)}.values())[::-1]
    telling = [word for word in distinct if word.fold not in stopwords(language)]
    return (telling or distinct)[:TERMS]


def ask(question: Question, engine: Engine | None = None) -> Found:
    """Return what readers may see of the answer: all words first, then any.

    The engine's answer is joined with what is public now: an index that lags can show
    nothing that is not. Nothing but the joined answer is counted.
    """
    engine = engine or get_engine()
    if not question.terms:
        return Found(ids=())
    strict = ids = engine.search(_lookup(question, match_all=True))
    if len(strict) < FEW:
        loose = engine.search(_lookup(question, match_all=False))
        # Best first, documents with all of the words stay in front.
        ids = loose if question.newest_first else list(dict.fromkeys((*ids, *loose)))
    ids = ids[:WINDOW]
    public = Document.objects.ranked(ids)
    return Found(
        ids=public,
        is_cut=len(ids) == WINDOW,
        any_word=not set(public) <= set(strict),
    )


def _lookup(question: Question, *, match_all: bool) -> Lookup:
    return Lookup(
        terms=question.terms,
        keys=[f"language:{question.language}", *question.keys],
        match_all=match_all,
        since=question.since,
        until=question.until,
        newest_first=question.newest_first,
        limit=WINDOW,
    )
