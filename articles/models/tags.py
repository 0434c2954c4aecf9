"""Tags that translators translate: a tag is a word, not a fact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail_localize.segments import StringSegmentValue

__all__ = ["TranslatableTags"]


class TranslatableTags(ClusterTaggableManager):
    """A tag field whose tags reach wagtail-localize as text, one segment a tag.

    A language version gets the tags that are translated and no others, so no word of
    the source language can appear among them.
    """

    def get_translatable_segments(self, value: Iterable[Any]) -> list[Any]:
        return [StringSegmentValue(f"'{tag.slug}'", tag.name) for tag in value]

    def restore_translated_segments(
        self, value: Iterable[Any], segments: list[Any]
    ) -> list[str]:
        return list(dict.fromkeys(segment.render_text() for segment in segments))

    def __set__(self, instance: models.Model, value: Iterable[Any]) -> None:
        """Let ``article.tags = ["word", …]`` replace the tags."""
        self.__get__(instance, type(instance)).set(value)
