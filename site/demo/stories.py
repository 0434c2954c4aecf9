"""The sample articles, written, translated, published and corrected as they would be
in the newsroom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from wagtail.models import Page

from articles.actions import post_live_entry, publish_correction
from articles.models import (
    ArticleContributor,
    ArticlePage,
    ArticlePlace,
    ArticleTopic,
    SectionPage,
)
from core.locales import language_codes
from core.plain_text import strip_html
from demo.bodies import Shelf, blocks_of
from demo.citing import reference_of
from demo.content import SampleStory, Table
from demo.dates import Calendar
from demo.ledger import key_of, made
from demo.taxonomy import Desk, file_of
from demo.translating import publish_in

__all__ = ["Writer"]

# Every so many stories go through both steps of the workflow.
WORKFLOW_EVERY = 10


@dataclass
class Writer:
    """Writes stories. Make one after sections, terms and pictures are there, and finish
    a story after the records that it cites."""

    desk: Desk
    calendar: Calendar

    def __post_init__(self) -> None:
        self.sections = made("section")
        self.people = made("people")
        self.topics = made("topics")
        self.places = made("places")
        self.images = made("image")

    def draft(self, story: SampleStory) -> int:
        """Open the story as an empty draft, so that others can refer to it."""
        page = ArticlePage(
            title=story.words[story.source]["headline"],
            locale=self.desk.locales[story.source],
            translation_key=key_of("article", story.number),
            is_sample=True,
            live=False,
            owner=self.desk.editor(story.source),
        )
        section = SectionPage.objects.get(
            translation_key=key_of("section", story.section), locale=page.locale
        )
        section.add_child(instance=page)
        return page.pk

    def finish(self, story: SampleStory, number: int) -> int:
        """Bring the story to its state: see :class:`SampleStory`."""
        original = ArticlePage.objects.get(pk=made("draft")[story.number])
        editor, chief = self.desk.editor(story.source), self.desk.chief
        self._write(original, story, story.source, story.blocks)
        if story.state == "embargo":
            original.embargo_until = self.calendar.soon(days=2, hour=9)
        elif story.state == "scheduled":
            original.go_live_at = self.calendar.soon(days=1, hour=8)
        revision = original.save_revision(user=editor, changed=True)
        if story.state == "draft":
            if story.source == language_codes()[0]:
                # This one waits for the editors' approval.
                original.get_workflow().start(original, editor)
            return original.pk
        if story.state == "published" and number % WORKFLOW_EVERY == 0:
            self._approve(original, editor)
        else:
            revision.publish(user=chief)
        original = ArticlePage.objects.get(pk=original.pk)
        self._translate(original, story, story.targets, story.blocks)
        if story.stale_in:
            self._revise(original, story)
        for entry in story.live_entries:
            post_live_entry(
                article=original,
                at=self.calendar.now - timedelta(minutes=entry["minutes_ago"]),
                texts=_texts(story, entry),
                user=editor,
            )
        for correction in story.corrections:
            publish_correction(
                article=original,
                at=self.calendar.at(correction["days_ago"], f"c{story.number}"),
                texts=_texts(story, correction),
                user=chief,
            )
        self.calendar.set_dates(story, number)
        return original.pk

    def _approve(self, original: ArticlePage, editor: Any) -> None:
        """Publish by the workflow: handed in, edited, approved."""
        state = original.get_workflow().start(original, editor)
        while state.status == state.STATUS_IN_PROGRESS:
            state.current_task_state.approve(user=self.desk.chief)
            state.refresh_from_db()

    def _revise(self, original: ArticlePage, story: SampleStory) -> None:
        """Publish a changed original and all its versions but one."""
        editor, blocks = self.desk.editor(story.source), story.revised_body
        self._write(original, story, story.source, blocks)
        original.save_revision(user=editor).publish(user=self.desk.chief)
        others = [code for code in story.targets if code != story.stale_in]
        self._translate(ArticlePage.objects.get(pk=original.pk), story, others, blocks)

    def _translate(
        self,
        original: ArticlePage,
        story: SampleStory,
        codes: Iterable[str],
        blocks: list[Table],
    ) -> None:
        versions: dict[str, Page] = {}
        for code in codes:
            version = ArticlePage(locale=self.desk.locales[code])
            self._write(version, story, code, blocks)
            versions[code] = version
        publish_in(
            original=original,
            versions=versions,
            translators=self.desk.translators,
            publisher=self.desk.chief,
        )

    def _write(
        self, page: ArticlePage, story: SampleStory, code: str, blocks: list[Table]
    ) -> None:
        """Give ``page`` the story's facts, and its words in the language ``code``."""
        words = story.words[code]
        shelf = Shelf(
            images=self.images,
            stories=made("draft"),
            file_of=file_of,
            reference_of=reference_of,
        )
        page.title = words["headline"]
        page.kicker = words.get("kicker", "")
        page.standfirst = words["standfirst"]
        page.kind = story.kind
        page.lead_image_id = self.images[story.lead_image]
        page.lead_alt = words["lead_alt"]
        page.lead_caption = words.get("lead_caption", "")
        page.lead_credit = words.get("lead_credit", "")
        page.body = blocks_of(story.number, blocks, code, shelf)
        page.is_live_report = bool(story.live_entries)
        page.is_sample = True
        page.tags = story.tags.get(code, [])
        page.contributors = [
            ArticleContributor(person_id=self.people[key], sort_order=order)
            for order, key in enumerate(story.authors)
        ]
        page.topic_links = [
            ArticleTopic(topic_id=self.topics[key], sort_order=order)
            for order, key in enumerate(story.topics)
        ]
        page.place_links = [
            ArticlePlace(place_id=self.places[key], sort_order=order)
            for order, key in enumerate(story.places)
        ]


def _texts(story: SampleStory, words: Table) -> dict[str, str]:
    """Return the words in the languages that the story is in, as plain text."""
    codes = [story.source, *story.targets]
    return {code: strip_html(words[code]) for code in codes if code in words}
