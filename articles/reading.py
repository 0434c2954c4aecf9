"""Everything that an article's page shows, read in as few queries as there are
kinds of things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from articles.models import (
    ArticleContributor,
    ArticlePage,
    Correction,
    CorrectionText,
    PersonWords,
    PlaceWords,
    Tag,
    TopicWords,
)
from core.meta import absolute
from core.restrictions import is_restricted

__all__ = [
    "CorrectionNote",
    "Credit",
    "FiledUnder",
    "Original",
    "Standing",
    "TermLink",
    "corrections_of",
    "count_words",
    "filed_under",
    "filed_under_each",
    "footnotes",
    "reading_minutes",
    "register_standing",
    "related_articles",
    "share_links",
    "translation_standing",
    "versions_of",
]

WORDS_A_MINUTE = 200
# As they stand in "Translated from …".
LANGUAGE_NAMES = {"az": _("Azerbaijani"), "en": _("English"), "ru": _("Russian")}


@dataclass(frozen=True)
class TermLink:
    name: str
    url: str


@dataclass(frozen=True)
class Credit:
    """A person in a byline. ``url`` is "" where the person has no page in this
    language; the name is then the one that exists."""

    name: str
    url: str
    part: str = ""

    @property
    def part_label(self) -> str:
        parts = dict(ArticleContributor.Part.choices)
        return str(parts.get(self.part, ""))


@dataclass
class FiledUnder:
    topics: list[TermLink] = field(default_factory=list)
    places: list[TermLink] = field(default_factory=list)
    tags: list[TermLink] = field(default_factory=list)
    contributors: list[Credit] = field(default_factory=list)
    translators: list[Credit] = field(default_factory=list)


def filed_under(article: ArticlePage) -> FiledUnder:
    """Return the article's terms and people, with their words in its language, in
    one query."""
    return filed_under_each([article])[article.pk]


def filed_under_each(articles: Sequence[ArticlePage]) -> dict[int, FiledUnder]:
    """Return article id → its terms and people, for articles of one language, in one
    query however many they are."""
    if not articles:
        return {}
    language = articles[0].locale_id
    ids = [article.pk for article in articles]
    columns = ("what", "order", "key", "name", "slug", "own", "part", "filed")

    def words(
        model: type[Any], what: str, link: str, order: str, **conditions: Any
    ) -> QuerySet[Any, Any]:
        return (
            model.objects.filter(**{f"{link}__in": ids}, **conditions)
            .annotate(
                filed=F(link),
                what=Value(what),
                order=F(order),
                key=F("term_id"),
                own=F("locale_id"),
                part=F(order.replace("sort_order", "part"))
                if what == "contributor"
                else Value(""),
            )
            .values_list(*columns)
        )

    rows = words(
        TopicWords,
        "topic",
        "term__article_links__article",
        "term__article_links__sort_order",
        locale_id=language,
    ).union(
        words(
            PlaceWords,
            "place",
            "term__article_links__article",
            "term__article_links__sort_order",
            locale_id=language,
        ),
        words(
            PersonWords,
            "contributor",
            "term__contributions__article",
            "term__contributions__sort_order",
        ),
        words(
            PersonWords,
            "translator",
            "term__translations__article",
            "term__translations__sort_order",
        ),
        Tag.objects.filter(article_tags__content_object__in=ids)
        .annotate(
            filed=F("article_tags__content_object"),
            what=Value("tag"),
            order=F("article_tags__id"),
            key=F("id"),
            own=Value(language),
            part=Value(""),
        )
        .values_list(*columns),
        all=True,
    )
    of_each: dict[int, list[tuple[Any, ...]]] = {pk: [] for pk in ids}
    for *row, filed in sorted(rows, key=lambda row: (row[1] or 0, row[2])):
        of_each[filed].append(tuple(row))
    return {pk: _file(found, language) for pk, found in of_each.items()}


def _file(rows: list[tuple[Any, ...]], language: int) -> FiledUnder:
    filed = FiledUnder()
    terms = {"topic": filed.topics, "place": filed.places, "tag": filed.tags}
    people: dict[tuple[str, int, str], Credit] = {}
    for what, _order, key, name, slug, own, part in rows:
        if what in terms:
            terms[what].append(TermLink(name, reverse(what, args=[slug])))
        elif own == language:
            people[what, key, part] = Credit(name, reverse("person", args=[slug]), part)
        else:
            people.setdefault((what, key, part), Credit(name, "", part))
    for (what, _key, _part), credit in people.items():
        group = filed.contributors if what == "contributor" else filed.translators
        group.append(credit)
    return filed


def versions_of(page: Page) -> dict[str, str]:
    """Return language code → path of every public version of a page, in one query."""
    return dict(
        Page.objects.live()
        .filter(~is_restricted(), translation_key=page.translation_key)
        .order_by("locale_id")
        .values_list("locale__language_code", "url_path")
    )


@dataclass(frozen=True)
class CorrectionNote:
    """A correction as a page shows it. Without ``text`` its explanation is still
    being translated."""

    id: int
    at: datetime
    text: str

    @property
    def is_pending(self) -> bool:
        return not self.text


def corrections_of(story: Any, locale_id: int) -> list[CorrectionNote]:
    """Return a story's corrections, newest first, in the words of one language."""
    text = CorrectionText.objects.filter(fact=OuterRef("pk"), locale_id=locale_id)
    rows = Correction.objects.filter(story=story).annotate(
        words=Subquery(text.values("text")[:1])
    )
    return [CorrectionNote(row.pk, row.at, row.words or "") for row in rows]


def footnotes(body: Any) -> list[dict[str, Any]]:
    """Return the footnotes of a body, in order: label and rich text."""
    return [
        {"label": block.value["label"], "text": block.value["text"]}
        for block in body
        if block.block_type == "footnote"
    ]


def related_articles(article: ArticlePage) -> dict[str, list[ArticlePage]]:
    """Return block id → the articles that each *related* block names, in this
    article's language as far as they are published in it. One query, or none."""
    chosen: dict[str, list[int]] = {}
    for block in article.body.raw_data:
        if block.get("type") == "related":
            items = block["value"].get("articles") or []
            ids = [i["value"] if isinstance(i, dict) else i for i in items]
            chosen[block["id"]] = [pk for pk in ids if pk]
    if not chosen:
        return {}
    wanted = {pk for ids in chosen.values() for pk in ids}
    source = Page.objects.filter(translation_key=OuterRef("translation_key"))
    rows = (
        ArticlePage.objects.published()
        .filter(
            locale_id=article.locale_id,
            translation_key__in=Page.objects.filter(pk__in=wanted).values(
                "translation_key"
            ),
        )
        .annotate(chosen=Subquery(source.filter(pk__in=wanted).values("pk")[:1]))
        .defer("body")
    )
    by_choice = {row.chosen: row for row in rows}
    return {
        block: [by_choice[pk] for pk in ids if pk in by_choice]
        for block, ids in chosen.items()
    }


@dataclass(frozen=True)
class Original:
    language_name: str
    url: str


@dataclass(frozen=True)
class Standing:
    """How a version stands to its original. For an original both fields are empty.

    ``stale_since`` is when the original changed after this version was translated.
    """

    source_code: str = ""
    stale_since: datetime | None = None

    def original(self, versions: dict[str, str]) -> Original | None:
        """Return the public original among ``versions`` (code → path), if any."""
        if not self.source_code or self.source_code not in versions:
            return None
        name = LANGUAGE_NAMES[self.source_code]
        return Original(str(name), versions[self.source_code])


Standings = Callable[[ArticlePage], Standing]
_standing_of: list[Standings] = []


def register_standing(read: Standings) -> None:
    """Let the room that knows translations tell how a version stands. One query."""
    _standing_of[:] = [read]


def translation_standing(article: ArticlePage) -> Standing:
    return _standing_of[0](article) if _standing_of else Standing()


def reading_minutes(words: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE))


def count_words(article: ArticlePage) -> int:
    """Return how many words the body has, from its stored text."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield re.sub(r"<[^>]+>", " ", value)
        elif isinstance(value, dict):
            for key, child in value.items():
                if key not in {"id", "type"}:
                    yield from texts(child)
        elif isinstance(value, list):
            for child in value:
                yield from texts(child)

    return sum(len(text.split()) for text in texts(list(article.body.raw_data)))


def share_links(headline: str, path: str) -> list[TermLink]:
    """Return addresses that share the article, as plain links without scripts."""
    url, text = quote(absolute(path), safe=""), quote(headline, safe="")
    return [
        TermLink("Telegram", f"https://t.me/share/url?url={url}&text={text}"),
        TermLink("WhatsApp", f"https://wa.me/?text={text}%20{url}"),
        TermLink("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}"),
        TermLink("X", f"https://twitter.com/intent/tweet?url={url}&text={text}"),
        TermLink("E-mail", f"mailto:?subject={text}&body={url}"),
    ]
