"""What each story of the archive is, decided by chance from a seed."""

from __future__ import annotations

import html
import uuid
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from articles.models import Kind
from demo.content import SampleContent
from demo.ledger import key_of
from demo.prose import Image, Prose, Words

__all__ = ["Plan", "Planner", "Zipf"]

YEARS = 10
LENGTH = (150, 500)
# One paragraph in so many has a heading after it, one article in so many no image.
HEADING_EVERY, NO_IMAGE_EVERY = 4, 6
# Share of each kind, in percent: a newsroom writes mostly news.
KINDS = {
    Kind.NEWS: 66, Kind.ANALYSIS: 12, Kind.OPINION: 9, Kind.INTERVIEW: 6,
    Kind.REPORT: 4, Kind.TESTIMONY: 3,
}  # fmt: skip
TRANSLATORS = {"en": "translator1", "ru": "translator2"}


class Zipf:
    """Chooses among ``names`` as words are used: the n-th 1/n times as often as the
    first (Zipf 1949)."""

    def __init__(self, names: Sequence[Any]) -> None:
        self.names = list(names)
        self.steps = list(accumulate(1 / n for n in range(1, len(self.names) + 1)))

    def choose(self, random: Random) -> Any:
        return self.names[bisect(self.steps, random.random() * self.steps[-1])]

    def choose_some(self, random: Random, most: int, least: int = 1) -> list[Any]:
        """Return from ``least`` to ``most`` different names, the first chosen first."""
        count = random.randint(least, most)
        chosen: list[Any] = []
        for _attempt in range(count):
            name = self.choose(random)
            if name not in chosen:
                chosen.append(name)
        return chosen


@dataclass(frozen=True, slots=True)
class Plan:
    """One story in all languages. ``blocks`` are (type, identifier, words)."""

    number: int
    key: uuid.UUID
    kind: str
    section: str
    people: list[str]
    translators: dict[str, str]
    topics: list[str]
    places: list[str]
    tags: list[Words]
    image: Image | None
    title: Words
    kicker: Words
    standfirst: Words
    blocks: list[tuple[str, str, Words]]
    published_at: dict[str, datetime]

    def body(self, code: str) -> list[dict[str, str]]:
        """Return the body as a StreamField stores it."""
        return [
            {
                "type": kind,
                "value": f"<p>{html.escape(words[code], quote=False)}</p>"
                if kind == "paragraph"
                else words[code],
                "id": name,
            }
            for kind, name, words in self.blocks
        ]

    def text(self, code: str) -> str:
        """Return the body as plain text: a line a block."""
        return "\n".join(words[code] for _kind, _name, words in self.blocks)


class Planner:
    """Plans the stories of ``seed``, published in the ten years before ``until``."""

    def __init__(
        self, content: SampleContent, prose: Prose, seed: int, until: datetime
    ) -> None:
        self.prose, self.seed, self.until = prose, seed, until
        self.sections = Zipf(list(content.sections))
        self.people = Zipf([key for key in content.people if "author" in key])
        self.topics = Zipf(list(content.topics))
        self.places = Zipf(list(content.places))
        self.tags = Zipf(prose.tags)
        self.kinds = list(KINDS)
        self.kind_steps = list(accumulate(KINDS.values()))

    def plan(self, number: int) -> Plan:
        """Return story ``number``; the same at every call."""
        random = Random(f"{self.seed}:{number}")  # noqa: S311 - sample content
        prose = self.prose
        kind = self.kinds[bisect(self.kind_steps, random.random() * 100)]
        image = None
        if prose.images and random.randrange(NO_IMAGE_EVERY):
            image = prose.images[random.randrange(len(prose.images))]
        first = self.until - timedelta(
            seconds=random.randrange(7200, YEARS * 365 * 24 * 3600)
        )
        return Plan(
            number=number,
            key=key_of("archive", self.seed, number),
            kind=kind.value,
            section="opinion"
            if kind is Kind.OPINION and "opinion" in self.sections.names
            else self.sections.choose(random),
            people=self.people.choose_some(random, 2),
            translators={c: p for c, p in TRANSLATORS.items() if c in prose.codes},
            topics=self.topics.choose_some(random, 3),
            places=self.places.choose_some(random, 2, least=0),
            tags=self.tags.choose_some(random, 4) if prose.tags else [],
            image=image,
            title=prose.title(random),
            kicker=prose.kickers[random.randrange(len(prose.kickers))],
            standfirst=_cut(prose.sentences(random, 2)),
            blocks=self._blocks(random),
            published_at={
                code: first + timedelta(minutes=40 * place)
                for place, code in enumerate(prose.codes)
            },
        )

    def _blocks(self, random: Random) -> list[tuple[str, str, Words]]:
        prose, source = self.prose, self.prose.codes[0]
        wanted, length = random.randint(*LENGTH), 0
        blocks: list[tuple[str, str, Words]] = []
        while length < wanted:
            words = prose.sentences(random, random.randint(2, 5))
            length += words[source].count(" ") + 1
            blocks.append(("paragraph", _name(random), words))
            if length < wanted and not random.randrange(HEADING_EVERY):
                heading = prose.headings[random.randrange(len(prose.headings))]
                blocks.append(("heading", _name(random), heading))
        return blocks


def _name(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def _cut(words: Words, limit: int = 500) -> Words:
    return {code: text[:limit] for code, text in words.items()}
