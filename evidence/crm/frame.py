"""What every part of a description needs to know."""

from __future__ import annotations

from evidence.closing import Closed
from evidence.crm.nodes import Document, Node, said

__all__ = ["Frame"]


class Frame:
    """A frozen document, what of it is closed by now, and how its parts are called."""

    def __init__(self, document: Document, closed: Closed, home: str) -> None:
        self.document = document
        self.closed = closed
        self.ark: str = document["ark"]
        self.home = home
        self.version = f"{home}{self.ark}#v{document['version']}"
        self.subject = self.subject_of(document["name"])

    def subject_of(self, name: str) -> str:
        """Return what the record called ``name`` is about."""
        return self._below(name, "subject")

    def place_of(self, name: str) -> str:
        """Return where what the record called ``name`` is about lies."""
        return self._below(name, "place")

    def _below(self, name: str, what: str) -> str:
        naan = self.ark.rpartition("/")[0]
        return f"{self.home}{naan}/{name}#{what}"

    def part(self, kind: str, key: object) -> str:
        return f"{self.home}{self.ark}#{kind}-{key}"

    def words(self, name: str) -> list[Node]:
        """Return title or summary, in each language that has it."""
        words = self.document["words"]
        return [
            said(own[name], code) for code, own in sorted(words.items()) if own[name]
        ]

    def entries(self, key: str) -> list[Node]:
        """Return what an entry says, in each language that has it."""
        words = self.document["words"]
        return [
            said(own["entries"][key], code)
            for code, own in sorted(words.items())
            if key in own["entries"]
        ]
