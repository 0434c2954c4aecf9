"""The sample content as its writers left it: TOML files, read and checked.

``taxonomy.toml`` holds sections, people, topics, places and images by key;
``articles/<number>.toml`` one story in all its languages, ``pages/<key>.toml`` one
standard page, ``records/<kind>.toml`` the records of the evidence archive, and
``records/sources.toml`` their sources.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from core.locales import language_codes

__all__ = ["CONTENT", "ContentError", "SampleContent", "SamplePage", "SampleStory"]

CONTENT = Path(__file__).resolve().parent / "content"

Table = dict[str, Any]
STATES = frozenset({"published", "embargo", "draft", "scheduled"})


class ContentError(ValueError):
    """A file of the sample content is not as it should be."""


@dataclass(frozen=True, kw_only=True)
class SampleStory:
    """One article. ``state`` is what is to become of it:

    ``published`` in all languages, ``stale-<language>`` (the original was changed
    after that translation), ``untranslated-<language>``, ``scheduled``, ``embargo``,
    ``draft``.
    """

    number: str
    kind: str
    section: str
    source: str
    authors: list[str]
    topics: list[str]
    places: list[str]
    lead_image: str
    days_ago: int
    words: dict[str, Table]
    tags: dict[str, list[str]]
    body: list[Table]
    state: str = "published"
    revised: Table = field(default_factory=dict)
    corrections: list[Table] = field(default_factory=list)

    def __post_init__(self) -> None:
        state, _dash, language = self.state.partition("-")
        if language:
            known = state in {"stale", "untranslated"} and language in self.words
            if not known or language == self.source:
                raise ContentError(
                    f"{self.number}: state {self.state!r} makes no sense"
                )
        elif state not in STATES:
            raise ContentError(f"{self.number}: unknown state {self.state!r}")

    @property
    def stale_in(self) -> str:
        """The language whose version is older than the original; "" for none."""
        return self.state.partition("-")[2] if self.state.startswith("stale-") else ""

    @cached_property
    def targets(self) -> list[str]:
        """The languages that the original is translated into."""
        missing = {self.source}
        if self.state.startswith("untranslated-"):
            missing.add(self.state.partition("-")[2])
        if self.state == "draft":
            return []
        return [code for code in self.words if code not in missing]

    @property
    def blocks(self) -> list[Table]:
        return [block for block in self.body if block["type"] != "live_entry"]

    @property
    def live_entries(self) -> list[Table]:
        return [block for block in self.body if block["type"] == "live_entry"]

    @property
    def revised_body(self) -> list[Table]:
        """The body after the change that leaves one translation behind."""
        changed = dict(self.body[self.revised["block"]])
        changed[self.source] = self.revised["text"]
        blocks = list(self.body)
        blocks[self.revised["block"]] = changed
        return [block for block in blocks if block["type"] != "live_entry"]


@dataclass(frozen=True, kw_only=True)
class SamplePage:
    key: str
    order: int
    words: dict[str, Table]
    body: list[Table]


class SampleContent:
    """All the sample content in ``folder``."""

    def __init__(self, folder: Path = CONTENT) -> None:
        self.folder = folder
        taxonomy = _read(folder / "taxonomy.toml")
        self.sections: dict[str, Table] = taxonomy["sections"]
        self.people: dict[str, Table] = taxonomy["people"]
        self.topics: dict[str, Table] = taxonomy["topics"]
        self.places: dict[str, Table] = taxonomy["places"]
        self.images: dict[str, Table] = taxonomy["images"]

    @property
    def sources(self) -> dict[str, Table]:
        sources: dict[str, Table] = self._evidence.get("sources", {})
        return sources

    @property
    def records(self) -> list[Table]:
        records: list[Table] = self._evidence.get("records", [])
        return records

    @cached_property
    def _evidence(self) -> Table:
        """All files of the folder as one. What others lie in or happened to comes
        first."""
        found: Table = {}
        for name in ("sources", "places", "objects", "incidents"):
            path = self.folder / "records" / f"{name}.toml"
            for key, rows in (_read(path) if path.is_file() else {}).items():
                found[key] = [*found.get(key, []), *rows] if key == "records" else rows
        return found

    @cached_property
    def stories(self) -> list[SampleStory]:
        paths = sorted((self.folder / "articles").glob("*.toml"))
        return [_story(path.stem, _read(path)) for path in paths]

    @cached_property
    def pages(self) -> list[SamplePage]:
        rows = [_read(path) for path in (self.folder / "pages").glob("*.toml")]
        pages = [
            SamplePage(
                key=row["key"], order=row["order"], words=_words(row), body=row["body"]
            )
            for row in rows
        ]
        return sorted(pages, key=lambda page: page.order)


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{path}: {error}") from error


def _words(row: Table) -> dict[str, Table]:
    return {code: row[code] for code in language_codes() if code in row}


def _story(number: str, row: Table) -> SampleStory:
    facts = (
        "kind", "section", "source", "authors", "topics", "places", "lead_image",
        "days_ago", "tags", "body",
    )  # fmt: skip
    try:
        return SampleStory(
            number=number,
            words=_words(row),
            state=row.get("state", "published"),
            revised=row.get("revised", {}),
            corrections=row.get("correction", []),
            **{name: row[name] for name in facts},
        )
    except KeyError as error:
        raise ContentError(f"{number}: {error} is missing") from error
