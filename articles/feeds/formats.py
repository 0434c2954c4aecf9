"""Atom 1.0 (RFC 4287) and RSS 2.0 (https://www.rssboard.org/rss-specification).

Pictures are in Media RSS (https://www.rssboard.org/media-rss), several authors in
Dublin Core where RSS itself knows only e-mail addresses.
"""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator

from articles.feeds.entries import Entry
from articles.feeds.lists import Channel
from articles.reading import Credit
from core.meta import absolute
from core.xml import xml_text

__all__ = ["FORMATS", "content_type", "write"]

MEDIA = "http://search.yahoo.com/mrss/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
# Both formats want a date even of an empty list; "now" would change every second.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Item = dict[str, Any]


def _latest(feed: SyndicationFeed) -> datetime:
    return max((item["updateddate"] for item in feed.items), default=NEVER)


def _picture(handler: SimplerXMLGenerator, item: Item) -> None:
    if not item["picture"]:
        return
    kind = mimetypes.guess_type(item["picture"])[0]
    attributes = {"url": item["picture"], "medium": "image"}
    attributes |= {"type": kind} if kind else {}
    handler.startElement("media:content", AttributesImpl(attributes))
    if item["alt"]:
        handler.addQuickElement("media:description", item["alt"], {"type": "plain"})
    handler.endElement("media:content")


class Atom(Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": MEDIA}

    def latest_post_date(self) -> datetime:
        return _latest(self)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Item) -> None:
        super().add_item_elements(handler, item)
        for element in ("author", "contributor"):
            for person in item[f"{element}s"]:
                handler.startElement(element, AttributesImpl({}))
                handler.addQuickElement("name", xml_text(person.name))
                if person.url:
                    handler.addQuickElement("uri", absolute(person.url))
                handler.endElement(element)
        _picture(handler, item)


class Rss(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        own = {"xmlns:dc": DUBLIN_CORE, "xmlns:media": MEDIA}
        return {**super().rss_attributes(), **own}

    def latest_post_date(self) -> datetime:
        return _latest(self)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Item) -> None:
        super().add_item_elements(handler, item)
        for person in item["authors"]:
            handler.addQuickElement("dc:creator", xml_text(person.name))
        for person in item["contributors"]:
            handler.addQuickElement("dc:contributor", xml_text(person.name))
        if item["updateddate"] > item["pubdate"]:
            # RSS has no date of change; Atom's element is its usual extension.
            handler.addQuickElement("atom:updated", item["updateddate"].isoformat())
        _picture(handler, item)


FORMATS: dict[str, type[Atom] | type[Rss]] = {"atom": Atom, "rss": Rss}


def content_type(form: str) -> str:
    return FORMATS[form].content_type


def write(channel: Channel, *, form: str, path: str, language: str) -> str:
    """Return the feed of ``channel`` in ``form`` (a key of :data:`FORMATS`).

    ``path`` is the feed's own address.
    """
    address = absolute(path)
    feed = FORMATS[form](
        title=xml_text(channel.title),
        link=absolute(channel.page),
        description=xml_text(channel.description),
        subtitle=xml_text(channel.description),
        language=language,
        author_name=xml_text(channel.publisher),
        author_link=absolute(f"/{language}/"),
        feed_url=address,
        feed_guid=address,
    )
    for entry in channel.entries:
        feed.add_item(**_item(entry))
    text: str = feed.writeString("utf-8")
    return text


def _item(entry: Entry) -> Item:
    people: dict[str, list[Credit]] = {
        "authors": entry.authors,
        "contributors": entry.contributors,
    }
    return {
        "title": xml_text(entry.title),
        "link": absolute(entry.url),
        "description": xml_text(entry.summary_html),
        "pubdate": entry.published_at,
        "updateddate": entry.updated_at,
        "unique_id": entry.id,
        "unique_id_is_permalink": False,
        "categories": [xml_text(name) for name in entry.categories],
        "picture": absolute(entry.picture) if entry.picture else "",
        "alt": xml_text(entry.alt),
        **people,
    }
