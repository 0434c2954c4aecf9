"""Words of one language of a frozen document, and small phrases around facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info

from evidence import dates
from evidence.words import OBJECT_FIELDS, words_digest

__all__ = ["Passage", "Wording", "language_name", "when"]

Document = dict[str, Any]


@dataclass(frozen=True)
class Passage:
    """A piece of text. One that is only in the original is not shown here: it
    ``is_missing``, and the page says so."""

    text: str = ""
    is_missing: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.is_missing)


class Wording:
    """What a document says in ``language``. Raises KeyError if it is not in it."""

    def __init__(self, document: Document, language: str) -> None:
        words = document["words"]
        self.language = language
        self.original_language: str = document["original_language"]
        self.title: str = words[language]["title"]
        self.summary: str = words[language]["summary"]
        self._own: dict[str, str] = words[language]["entries"]
        self._original: dict[str, str] = words[self.original_language]["entries"]
        self.is_original = language == self.original_language
        self.is_behind = words[language].get("translates") != words_digest(
            words[self.original_language]
        )

    def passage(self, key: str) -> Passage:
        if text := self._own.get(key):
            return Passage(text)
        return Passage(is_missing=key in self._original)

    def passages(self, stem: str) -> list[Passage]:
        """Return the numbered paragraphs below ``stem``."""
        keys = sorted(
            {
                key
                for entries in (self._own, self._original)
                for key in entries
                if key.startswith(f"{stem}.") and key.rpartition(".")[2].isdigit()
            },
            key=lambda key: int(key.rpartition(".")[2]),
        )
        return [self.passage(key) for key in keys]

    def of_object(self) -> dict[str, Passage]:
        found = {field: self.passage(f"object.{field}") for field in OBJECT_FIELDS}
        return {field: passage for field, passage in found.items() if passage}

    @property
    def missing_count(self) -> int:
        return len(self._original.keys() - self._own.keys())


def when(text: str, qualifier: str = "on", language: str | None = None) -> str:
    """Return a frozen date in words; as it was written, should it not be readable."""
    if not text:
        return ""
    try:
        return dates.display(text, qualifier, language, is_label=True)
    except ValueError:
        return text


def language_name(code: str) -> str:
    """Return a language's name in the active language, or its code."""
    try:
        return str(get_language_info(code.split("-")[0])["name_translated"])
    except KeyError:
        return code
