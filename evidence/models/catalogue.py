"""The catalogue: what lists, maps, facets and exports of public records are read from.

Every row is derived from the newest published version of a record and can be made
again from it. Written by :mod:`evidence.catalogue` alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from evidence.models.records import Record
from evidence.models.versions import PublishedVersion

__all__ = ["CatalogueEntry", "CatalogueFacet", "CatalogueWords"]


class CatalogueEntry(models.Model):
    """A public record: what it is sorted and placed by. ``latitude`` and ``longitude``
    are those of the generalised geometry, in degrees."""

    record = models.OneToOneField(
        Record,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="catalogue_entry",
    )
    version = models.ForeignKey(
        PublishedVersion, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=8)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["-first_published_at", "-record"], name="catalogue_newest"
            ),
            models.Index(
                fields=["kind", "-first_published_at", "-record"],
                name="catalogue_kind_newest",
            ),
            models.Index(fields=["earliest", "record"], name="catalogue_by_date"),
            models.Index(fields=["latitude", "longitude"], name="catalogue_place"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}"


class CatalogueFacet(models.Model):
    """``entry`` has ``value`` in ``facet``: a vocabulary's slug with those of its
    broader terms, a place's identifier with those it lies in, a year, a state, the hash
    of a file that may be shown."""

    entry = models.ForeignKey(
        CatalogueEntry, on_delete=models.CASCADE, related_name="facets"
    )
    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("entry", "facet", "value"), name="catalogue_facet_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["facet", "value", "entry"], name="catalogue_facet")
        ]

    def __str__(self) -> str:
        return f"{self.facet}: {self.value}"


class CatalogueWords(models.Model):
    """The title and summary of an entry in one language that it is published in."""

    entry = models.ForeignKey(
        CatalogueEntry, on_delete=models.CASCADE, related_name="words"
    )
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=255)
    summary = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("entry", "language"), name="catalogue_words_once"
            )
        ]

    def __str__(self) -> str:
        return self.title
