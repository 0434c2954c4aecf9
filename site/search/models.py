"""What the search knows of each published object, beside what its engine holds."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models

from search.querysets import DocumentQuerySet

__all__ = ["Document", "DocumentText"]


class Document(models.Model):
    """One published object in one language.

    The row is narrow, because a query joins many: words stand in
    :class:`DocumentText`, tokens in the engine, under this row's primary key. A key is
    never given twice, so an engine that lags cannot show one object as another.
    """

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    object_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=12)
    translation_key = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=32)
    section = models.CharField(max_length=48, blank=True)
    published_at = models.DateTimeField(null=True)
    analyzer_version = models.CharField(max_length=32)
    digest = models.CharField(max_length=32)
    """Of everything that the index holds: what is unchanged is not indexed again."""
    is_stale = models.BooleanField(default=False)
    """Set where many documents change at once; a sweep indexes them again."""
    url = models.CharField(max_length=2000)
    text_language = models.CharField(max_length=16, blank=True)
    """Of the text, where it is not the language in which the object is found."""

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("content_type", "object_id", "language"),
                name="document_once_a_language",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=models.Q(is_stale=True),
                name="document_stale",
            )
        ]

    def __str__(self) -> str:
        return self.url


class DocumentText(models.Model):
    """The words that results show, stored once."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    title = models.TextField()
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title
