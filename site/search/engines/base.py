"""What an engine does: it keeps tokens and matches them.

All analysis is done before (:mod:`search.analysis`), so every engine finds the same
documents. Engines know document keys and tokens, nothing of pages or of what is
public: whoever asks joins the answer with what readers may see.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from search.analysis import Term

__all__ = ["FIELD_WEIGHTS", "Engine", "Entry", "Lookup"]

# How much a match in each field counts. Stems of the title, stems of the text, words
# as they are typed, and the first letters of words, in which a form that the stemmer
# does not know still agrees with the others. Tuned on headlines against articles.
FIELD_WEIGHTS = {"title": 3.0, "body": 1.0, "fold": 0.3, "prefix5": 0.5}


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the engine holds it: tokens per field, and what filters it.

    Tokens hold no white space. ``keys`` filter: ``language:az``, ``kind:news`` …
    """

    pk: int
    title: Sequence[str]
    body: Sequence[str]
    fold: Sequence[str]
    prefix5: Sequence[str]
    keys: Sequence[str]
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question to an engine.

    With ``match_all`` every term's stem stands in the document; otherwise any form of
    any term does. ``keys`` must all hold. ``since`` is inclusive, ``until`` exclusive.
    """

    terms: Sequence[Term]
    keys: Sequence[str] = ()
    match_all: bool = True
    since: datetime | None = None
    until: datetime | None = None
    newest_first: bool = False
    limit: int = 300


class Engine(ABC):
    """An index of documents. Writes join the transaction that they are called in,
    where the engine lives in the database."""

    @abstractmethod
    def index(self, entries: Iterable[Entry]) -> None:
        """Add ``entries``; an entry whose key is known replaces the former one."""

    @abstractmethod
    def remove(self, pks: Iterable[int]) -> None:
        """Forget documents; unknown keys are passed over."""

    @abstractmethod
    def search(self, lookup: Lookup) -> list[int]:
        """Return keys of matching documents: best first, or newest first.

        At most ``lookup.limit``. Of equals the greater key comes first. No terms match
        nothing.
        """

    @abstractmethod
    def frequencies(self, stems: Iterable[str]) -> dict[str, int]:
        """Return stem → number of documents that hold it in title or body.

        What ranking weighs terms by, and a suggestion of other spellings asks.
        """

    @abstractmethod
    def known(self) -> Iterator[int]:
        """Yield the keys of all documents held, ascending."""

    @abstractmethod
    def clear(self) -> None:
        """Forget everything."""

    def optimise(self) -> None:  # noqa: B027 - not every engine has something to do
        """Make the index compact after a great many writes."""
