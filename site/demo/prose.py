"""Words for the archive: the sentences of the sample stories, dealt out anew.

What is drawn depends on the random generator alone, so a seed names an archive. The
versions of a story are made of sentences that stand at the same place in each
language: they are about the same things, as translations are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from core.plain_text import strip_html
from demo.content import SampleContent, SampleStory

__all__ = ["Image", "Prose", "sentences_of"]

Words = dict[str, str]

# After a stop, question or exclamation mark and the quote that it may close in; before
# a capital or an opening quote.
_BREAK = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”»\"]))\s+(?=[“«\"A-ZА-ЯЁƏÖÜĞÇŞİ])")
_TITLE_WORDS = range(4, 13)
# Whatever an embargo or a schedule still covers must not be found in the archive.
_PUBLIC = ("published", "stale", "untranslated")


@dataclass(frozen=True)
class Image:
    key: str
    alt: Words
    caption: Words
    credit: Words


class Prose:
    """The material of the archive, per language code."""

    def __init__(self, content: SampleContent, codes: Sequence[str]) -> None:
        public = [s for s in content.stories if s.state.startswith(_PUBLIC)]
        self.codes = codes
        self.paragraphs = [
            {code: sentences_of(block[code]) for code in codes}
            for story in public
            for block in story.body
            if block["type"] == "paragraph"
        ]
        self.headings = [
            {code: block[code] for code in codes}
            for story in public
            for block in story.body
            if block["type"] == "heading"
        ] or [dict.fromkeys(codes, "—")]
        self.titles = [
            fitting
            for paragraph in self.paragraphs
            if (fitting := {c: _titles(paragraph[c]) for c in codes})
            and all(fitting.values())
        ] or [{c: [s.words[c]["headline"] for s in public] for c in codes}]
        self.kickers = [
            {c: s.words[c].get("kicker", "") for c in codes} for s in public
        ]
        self.images = list(_images(public, codes))
        self.tags = list(
            {
                words[0]: dict(zip(codes, words, strict=True))
                for story in public
                for words in zip(*(story.tags.get(c, []) for c in codes), strict=False)
            }.values()
        )

    def title(self, random: Random) -> Words:
        return self._pick(self.titles[random.randrange(len(self.titles))], random, 1)

    def sentences(self, random: Random, count: int) -> Words:
        """Return ``count`` sentences, fewer where a paragraph has fewer."""
        paragraph = self.paragraphs[random.randrange(len(self.paragraphs))]
        return self._pick(paragraph, random, count)

    def _pick(self, lists: dict[str, list[str]], random: Random, count: int) -> Words:
        at = random.random()
        words = {}
        for code in self.codes:
            found = lists[code]
            start = int(at * max(1, len(found) - count + 1))
            words[code] = " ".join(found[start : start + count])
        return words


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a paragraph of rich text, as plain text."""
    return [part.strip() for part in _BREAK.split(strip_html(text)) if part.strip()]


def _titles(sentences: Iterable[str]) -> list[str]:
    return [
        sentence.rstrip(".…")
        for sentence in sentences
        if len(sentence.split()) in _TITLE_WORDS and sentence[-1] in ".?!…"
    ]


def _images(stories: Iterable[SampleStory], codes: Sequence[str]) -> Iterable[Image]:
    seen = set()
    for story in stories:
        if story.lead_image not in seen:
            seen.add(story.lead_image)
            alt, caption, credit = (
                {code: story.words[code].get(f"lead_{name}", "") for code in codes}
                for name in ("alt", "caption", "credit")
            )
            yield Image(story.lead_image, alt, caption, credit)
