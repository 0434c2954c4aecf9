"""Readers' pages of articles and of the lists they stand in."""

from articles.views.archive import archive, day
from articles.views.article import article, live_entries
from articles.views.corrections import corrections
from articles.views.lists import kind, person, place, section, tag, topic

__all__ = [
    "archive",
    "article",
    "corrections",
    "day",
    "kind",
    "live_entries",
    "person",
    "place",
    "section",
    "tag",
    "topic",
]
