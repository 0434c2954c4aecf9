"""Which public articles stand in which list: one row a list and article.

Every list that a reader sees is read from here by a seek into one index, so its cost
does not grow with the archive, and an article that is not public is in no list.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.models import Locale

from articles.models.article import ArticlePage

__all__ = ["ListingEntry"]


class ListingEntry(models.Model):
    """``article`` stands in the list ``stream`` of ``locale`` at ``published_at``.

    Streams: ``all``, ``kind:<kind>``, ``section:<story key>`` (for a section and each
    of its ancestors), ``topic:<id>``, ``place:<id>``, ``tag:<id>``, ``person:<id>``.
    Written by :mod:`articles.listings` alone.
    """

    stream = models.CharField(max_length=48)
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(
        ArticlePage, on_delete=models.CASCADE, related_name="listing_entries"
    )
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("article", "stream"), name="listed_once_a_stream"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["stream", "locale", "-published_at", "-article"],
                name="listing_newest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream}: {self.article_id}"
