"""One page of each type in the sample newsroom, in each language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.conftest import LiveNewsroom

__all__ = ["LANGUAGES", "PAGE_TYPES", "find_pages"]

LANGUAGES = ["az", "en", "ru"]
PAGE_TYPES = [
    "front page",
    "section",
    "article",
    "live report with every block",
    "corrected article",
    "opinion",
    "author",
    "topic",
    "tag",
    "place",
    "kind",
    "day",
    "corrections",
    "standard page",
    "search",
    "search with results",
    "search without results",
    "not found",
    "not translated",
    "library",
    "library map",
    "library timeline",
    "library statistics",
    "record of an incident",
    "record of a place with exhibits",
    "record of an object",
    "version of a record",
    "corrections of records",
]
# Prints language → page type → path. Articles are those with all three versions.
_FIND = """
import json
from urllib.parse import quote
from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override
from articles.blocks import article_body_blocks
from articles.models import ArticlePage, Correction
from association.models import StandardPage
from evidence.models import CatalogueEntry, PublishedVersion

live = ArticlePage.objects.live().order_by("-first_published_at", "-pk")
whole = live.values("translation_key").order_by().annotate(n=Count("pk")).filter(n=3)
stories = {}
for article in live.filter(translation_key__in=whole.values("translation_key")):
    stories.setdefault(article.translation_key, {})[
        article.locale.language_code] = article
def blocks(key):
    return {block.block_type for block in stories[key]["az"].body}
corrected = set(Correction.objects.values_list("story", flat=True))
def first(holds):
    return next(key for key in stories if holds(key, stories[key]["az"]))
chosen = {
    "article": first(lambda key, a: True),
    "live report with every block": max(
        (key for key in stories if stories[key]["az"].is_live_report),
        key=lambda key: len(blocks(key))),
    "corrected article": first(lambda key, a: key in corrected),
    "opinion": first(lambda key, a: a.kind == "opinion"),
}
filed = first(lambda key, a: a.topic_links.exists() and a.place_links.exists()
    and a.contributors.exists() and a.tags.exists())
def alone(code):
    # An article that is in one language alone.
    section = stories[filed][code].get_parent()
    article = ArticlePage(
        title=f"Only in {code}", standfirst=".", locale=section.locale)
    section.add_child(instance=article)
    article.save_revision().publish()
    return article.url_path
entries = CatalogueEntry.objects.select_related("record", "version")
def record(holds):
    return next(e.record.name for e in entries if holds(e.version.document))
records = {
    "record of an incident": record(lambda d: d["occasion"] == "correction"),
    "record of a place with exhibits": record(
        lambda d: d["kind"] == "place" and d["exhibits"]),
    "record of an object": record(lambda d: d["kind"] == "object"),
}
corrected_record = records["record of an incident"]
# The first version that has words in all three languages.
whole_version = next(
    version.number
    for version in PublishedVersion.objects.filter(
        record__name=corrected_record).order_by("number")
    if len(version.document["words"]) == 3)
found = {}
for code in ("az", "en", "ru"):
    pages = {name: stories[key][code].url_path for name, key in chosen.items()}
    article = stories[filed][code]
    def slug(link, name):
        return [getattr(link.first(), name).words.get(locale=article.locale).slug]
    with override(code):
        day = localdate(article.first_published_at)
        pages |= {
            name: reverse("evidence_record", args=[key])
            for name, key in records.items()
        }
        library = f"/{code}/evidence/"
        pages |= {
            "library": library,
            "library map": library + "?view=map",
            "library timeline": library + "?view=timeline",
            "library statistics": library + "?view=statistics",
            "version of a record": reverse(
                "evidence_version", args=[corrected_record, whole_version]),
            "corrections of records": reverse("evidence_corrections"),
            "author": reverse("person", args=slug(article.contributors, "person")),
            "topic": reverse("topic", args=slug(article.topic_links, "topic")),
            "place": reverse("place", args=slug(article.place_links, "place")),
            "tag": reverse("tag", args=[article.tags.first().slug]),
            "kind": reverse("kind", args=["news"]),
            "day": reverse("day", args=[day.year, day.month, day.day]),
            "corrections": reverse("corrections"),
            "search": reverse("search"),
        }
    pages["section"] = article.get_parent().url_path
    pages["front page"] = f"/{code}/"
    pages["search with results"] = pages["search"] + "?q=" + quote(
        max(article.title.split(), key=len))
    pages["search without results"] = pages["search"] + "?q=qwrtpsdfg"
    pages["not found"] = f"/{code}/no-such-page/"
    standard = StandardPage.objects.live().filter(locale=article.locale)
    pages["standard page"] = standard.first().url_path
    other = "en" if code == "az" else "az"
    pages["not translated"] = alone(other).replace(other, code, 1)
    found[code] = pages
print("PAGES", json.dumps(found))
fullest = blocks(chosen["live report with every block"])
known = {name for name, _block in article_body_blocks()}
print("BLOCKS", json.dumps(sorted(known - fullest)))
"""


def find_pages(newsroom: LiveNewsroom) -> dict[tuple[str, str], str]:
    """Return (language, page type) → path, for every one of both.

    It makes articles that are in one language alone, for the pages that say so.
    """
    told = dict(
        line.split(" ", 1)
        for line in newsroom.python(_FIND).splitlines()
        if line.startswith(("PAGES ", "BLOCKS "))
    )
    assert told["BLOCKS"] == "[]", f"The sample newsroom lacks blocks: {told['BLOCKS']}"
    found = json.loads(told["PAGES"])
    return {
        (code, page_type): found[code][page_type]
        for code in LANGUAGES
        for page_type in PAGE_TYPES
    }
