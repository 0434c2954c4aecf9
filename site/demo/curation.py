"""The front pages as the sample newsroom's editors arrange them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from articles.models import ArticlePage, SectionPage
from demo.content import SampleContent, SampleStory
from demo.dates import Calendar
from demo.ledger import key_of
from demo.taxonomy import Desk
from front.models import FrontPage, FrontSection, SecondStory

__all__ = ["arrange_front_page"]

SECONDS = 3


def arrange_front_page(
    code: str,
    content: SampleContent,
    fronts: Mapping[str, FrontPage],
    desk: Desk,
    calendar: Calendar,
) -> int:
    """Curate the front page of ``code``; return its primary key.

    The first language's editors choose everything and have breaking news; the others
    choose a lead and leave the rest to the automatic fill.
    """
    front = FrontPage.objects.get(pk=fronts[code].pk)
    shown = _shown(content.stories, code)
    if not shown:
        return front.pk
    editor = desk.chief
    if code == next(iter(fronts)):
        lead, *rest = shown
        front.lead_id = lead
        front.seconds = [
            SecondStory(article_id=pk, sort_order=order)
            for order, pk in enumerate(rest[:SECONDS])
        ]
        front.sections = [
            FrontSection(section_id=pk, size=size, sort_order=order)
            for order, (pk, size) in enumerate(_sections(content, code))
        ]
        _break_news(front, content, code, calendar)
    elif code == "en":
        front.lead_id = shown[min(2, len(shown) - 1)]
    front.save_revision(user=editor).publish(user=editor)
    return front.pk


def _shown(stories: Sequence[SampleStory], code: str) -> list[int]:
    """Return the live articles in ``code``, those with a word to say first."""
    keys = {key_of("article", story.number): story for story in stories}
    live = ArticlePage.objects.live().filter(
        locale__language_code=code, translation_key__in=keys
    )
    rows = list(live.values_list("pk", "translation_key"))
    weight = {"report": 0, "analysis": 1, "interview": 2, "testimony": 3}

    def order(row: tuple[int, Any]) -> tuple[bool, int, str]:
        story = keys[row[1]]
        return (story.days_ago > 3, weight.get(story.kind, 9), story.number)

    return [pk for pk, _key in sorted(rows, key=order)]


def _sections(content: SampleContent, code: str) -> list[tuple[int, int]]:
    top = [key for key, row in content.sections.items() if "parent" not in row]
    found = SectionPage.objects.filter(
        locale__language_code=code,
        translation_key__in=[key_of("section", key) for key in top],
    )
    pages = dict(found.values_list("translation_key", "pk"))
    chosen = [pages[key_of("section", key)] for key in top]
    return [(pk, 6 if order == 0 else 4) for order, pk in enumerate(chosen)]


def _break_news(
    front: FrontPage, content: SampleContent, code: str, calendar: Calendar
) -> None:
    report = next((s for s in content.stories if s.live_entries), None)
    if report is None or code not in report.words:
        return
    article = ArticlePage.objects.live().filter(
        locale__language_code=code, translation_key=key_of("article", report.number)
    )
    front.breaking_text = report.words[code]["headline"]
    front.breaking_article = article.first()
    front.breaking_until = calendar.soon(days=2, hour=20)
