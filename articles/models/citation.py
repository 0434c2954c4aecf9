"""Which articles cite which records of the evidence archive."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from articles.models.article import ArticlePage
from evidence.models import Record

__all__ = ["EvidenceCitation"]


class EvidenceCitation(models.Model):
    """The published text of ``article`` cites ``record``, in whatever version or part.

    Written by :mod:`articles.citing` alone. Whether readers may see the article now is
    asked when it is read.
    """

    article = models.ForeignKey(
        ArticlePage, on_delete=models.CASCADE, related_name="evidence_citations"
    )
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("record", "article"), name="record_cited_once_an_article"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.record_id}"
