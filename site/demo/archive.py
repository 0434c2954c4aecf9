"""A large archive for benchmarks: many stories in three languages, in bulk.

Story ``n`` of seed ``s`` is always the same story. The pages are rows like those that
editors make, live, listed and found; what is left out is what only editing needs: a
revision a page (the first edit makes one), translation rows (versions share their
story's key), and the admin's own search and reference indexes
(``rebuild_modelsearch_index`` and ``rebuild_references_index`` make them).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, Page

from articles.models import (
    ArticleContributor,
    ArticlePage,
    ArticlePlace,
    ArticleTag,
    ArticleTopic,
    ArticleTranslator,
    ListingEntry,
    PersonWords,
    PlaceWords,
    SectionPage,
    Tag,
    TopicWords,
)
from core.locales import language_codes
from core.searchable import SearchDocument
from core.slugs import slugify
from demo.bulk import append_pages, insert_rows
from demo.content import SampleContent
from demo.ledger import key_of, made
from demo.models import SeededItem
from demo.plans import Plan, Planner
from demo.prose import Prose
from search.actions import index_many

__all__ = ["grow_archive"]

BATCH = 400


def grow_archive(
    size: int,
    *,
    seed: int = 1,
    content: SampleContent | None = None,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Make the archive of ``seed`` have ``size`` stories; return how many are new.

    Each batch is one transaction that also notes how far it has come: killed, it goes
    on where it stopped. It never shrinks. Needs the sample newsroom's taxonomy.
    ``report`` is told (stories there, stories wanted) at the start and at each batch.
    """
    mark, _created = SeededItem.objects.get_or_create(
        key=f"archive:{seed}", defaults={"object_id": 0}
    )
    done = before = mark.object_id or 0
    if done >= size:
        return 0
    builder = Builder.prepare(content or SampleContent(), seed, mark.made_at)
    report(done, size)
    while done < size:
        until = min(done + BATCH, size)
        with transaction.atomic():
            builder.build(range(done, until))
            SeededItem.objects.filter(pk=mark.pk).update(object_id=until)
        done = until
        report(done, size)
    return done - before


@dataclass(frozen=True)
class Filing:
    """What stories are filed under, by sample key, and its names per language."""

    sections: Mapping[tuple[str, str], SectionPage]
    streams: Mapping[str, Sequence[str]]
    people: Mapping[str, int]
    topics: Mapping[str, int]
    places: Mapping[str, int]
    images: Mapping[str, int]
    tags: Mapping[str, int]
    names: Mapping[tuple[str, int, int], str]

    @classmethod
    def read(cls, content: SampleContent, prose: Prose) -> Filing:
        sections = {
            (key, section.locale.language_code): section
            for key in content.sections
            for section in SectionPage.objects.filter(
                translation_key=key_of("section", key)
            ).select_related("locale")
        }
        streams: dict[str, list[str]] = {}
        for key, row in content.sections.items():
            above = [key] if "parent" not in row else [row["parent"], key]
            streams[key] = [f"section:{key_of('section', name).hex}" for name in above]
        names = {
            (kind, term, locale): name
            for kind, words in (
                ("people", PersonWords), ("topics", TopicWords), ("places", PlaceWords),
            )
            for term, locale, name in words.objects.values_list(
                "term_id", "locale_id", "name"
            )
        }  # fmt: skip
        return cls(
            sections=sections,
            streams=streams,
            people=made("people"),
            topics=made("topics"),
            places=made("places"),
            images=made("image"),
            tags=_tags({word for words in prose.tags for word in words.values()}),
            names=names,
        )


def _tags(words: set[str]) -> dict[str, int]:
    known = {tag.name.casefold(): tag.pk for tag in Tag.objects.all()}
    for word in sorted(words):
        if word.casefold() not in known:
            known[word.casefold()] = Tag.objects.create(name=word).pk
    return {word: known[word.casefold()] for word in words}


@dataclass(frozen=True)
class Builder:
    """Turns plans into rows."""

    planner: Planner
    filing: Filing
    locales: Mapping[str, Locale]
    content_type: ContentType

    @classmethod
    def prepare(cls, content: SampleContent, seed: int, until: datetime) -> Builder:
        codes = language_codes()
        prose = Prose(content, codes)
        found = {locale.language_code: locale for locale in Locale.objects.all()}
        return cls(
            planner=Planner(content, prose, seed, until),
            filing=Filing.read(content, prose),
            locales={code: found[code] for code in codes},
            content_type=ContentType.objects.get_for_model(ArticlePage),
        )

    def build(self, numbers: range) -> None:
        """Write the stories ``numbers`` in every language."""
        versions = [
            (plan, code)
            for plan in map(self.planner.plan, numbers)
            for code in self.locales
        ]
        pages = [self._page(plan, code) for plan, code in versions]
        places: dict[tuple[str, str], list[Page]] = {}
        for (plan, code), page in zip(versions, pages, strict=True):
            places.setdefault((plan.section, code), []).append(page)
        for place in sorted(places):
            append_pages(self.filing.sections[place], places[place])
        made_of = [
            (plan, code, page)
            for (plan, code), page in zip(versions, pages, strict=True)
        ]
        insert_rows(ArticlePage, (self._article(*row) for row in made_of))
        self._link(made_of)
        ListingEntry.objects.bulk_create(
            ListingEntry(
                stream=stream,
                locale_id=page.locale_id,
                article_id=page.pk,
                published_at=plan.published_at[code],
            )
            for plan, code, page in made_of
            for stream in self._streams(plan, code)
        )
        index_many(ArticlePage, (self._document(*row) for row in made_of))

    def _page(self, plan: Plan, code: str) -> Page:
        title, at = plan.title[code], plan.published_at[code]
        return Page(
            title=title,
            draft_title=title,
            slug=f"{slugify(title)}-{plan.number}",
            content_type=self.content_type,
            live=True,
            locale=self.locales[code],
            translation_key=plan.key,
            first_published_at=at,
            last_published_at=at,
            latest_revision_created_at=at,
        )

    def _article(self, plan: Plan, code: str, page: Page) -> dict[str, Any]:
        image = plan.image
        return {
            "page_ptr_id": page.pk,
            "kind": plan.kind,
            "kicker": plan.kicker[code],
            "standfirst": plan.standfirst[code],
            "lead_image_id": self.filing.images[image.key] if image else None,
            "lead_alt": image.alt[code] if image else "",
            "lead_caption": image.caption[code] if image else "",
            "lead_credit": image.credit[code] if image else "",
            "body": plan.body(code),
            "is_sample": True,
        }

    def _link(self, rows: Sequence[tuple[Plan, str, Page]]) -> None:
        filing = self.filing
        ArticleContributor.objects.bulk_create(
            ArticleContributor(
                article_id=page.pk, person_id=filing.people[key], sort_order=order
            )
            for plan, _code, page in rows
            for order, key in enumerate(plan.people)
        )
        ArticleTranslator.objects.bulk_create(
            ArticleTranslator(
                article_id=page.pk, person_id=filing.people[plan.translators[code]]
            )
            for plan, code, page in rows
            if code in plan.translators
        )
        ArticleTopic.objects.bulk_create(
            ArticleTopic(
                article_id=page.pk, topic_id=filing.topics[key], sort_order=order
            )
            for plan, _code, page in rows
            for order, key in enumerate(plan.topics)
        )
        ArticlePlace.objects.bulk_create(
            ArticlePlace(
                article_id=page.pk, place_id=filing.places[key], sort_order=order
            )
            for plan, _code, page in rows
            for order, key in enumerate(plan.places)
        )
        ArticleTag.objects.bulk_create(
            ArticleTag(content_object_id=page.pk, tag_id=filing.tags[word[code]])
            for plan, code, page in rows
            for word in plan.tags
        )

    def _streams(self, plan: Plan, code: str) -> list[str]:
        """Return what ``articles.listings.streams_of`` would, asking nobody."""
        filing = self.filing
        people = [
            *plan.people,
            *([plan.translators[code]] if code in plan.translators else []),
        ]
        return [
            "all",
            f"kind:{plan.kind}",
            *filing.streams[plan.section],
            *(f"topic:{filing.topics[key]}" for key in plan.topics),
            *(f"place:{filing.places[key]}" for key in plan.places),
            *(f"tag:{pk}" for pk in {filing.tags[word[code]] for word in plan.tags}),
            *(f"person:{filing.people[key]}" for key in people),
        ]

    def _document(self, plan: Plan, code: str, page: Page) -> SearchDocument:
        """Return what ``articles.search`` would read back from the rows."""
        filing, locale = self.filing, self.locales[code].pk
        filed = [
            *(("people", filing.people[key]) for key in plan.people),
            *(("topics", filing.topics[key]) for key in plan.topics),
            *(("places", filing.places[key]) for key in plan.places),
        ]
        names = [filing.names.get((kind, pk, locale), "") for kind, pk in filed]
        names += [word[code] for word in plan.tags]
        caption = plan.image.caption[code] if plan.image else ""
        return SearchDocument(
            object_id=page.pk,
            language=code,
            translation_key=plan.key,
            kind=plan.kind,
            title=plan.title[code],
            summary=plan.standfirst[code],
            text="\n".join(
                part for part in (plan.kicker[code], caption, plan.text(code)) if part
            ),
            keywords="\n".join(name for name in names if name),
            url=page.url_path,
            section=filing.streams[plan.section][-1],
            keys=tuple(sorted(self._streams(plan, code))),
            published_at=plan.published_at[code],
        )
