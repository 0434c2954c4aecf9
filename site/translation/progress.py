"""What is translated of a page into a language, and what is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from wagtail.fields import StreamField
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    TemplateSegment,
    Translation,
)
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.strings import StringValue

from translation.models import EarlierTranslation
from translation.segments import OPTIONAL_PATHS

__all__ = ["Progress", "Segment"]


@dataclass(frozen=True)
class Segment:
    """A string of the source, with its translation if there is a sound one."""

    row: StringSegment
    translation: StringTranslation | None
    earlier: EarlierTranslation | None

    @property
    def path(self) -> str:
        return self.row.context.path

    @property
    def source(self) -> str:
        return self.row.string.data

    @property
    def text(self) -> str | None:
        """The translation that may be published, or None."""
        if self.translation is None or self.translation.has_error:
            return None
        return self.translation.data or None

    @property
    def is_required(self) -> bool:
        return self.path not in OPTIONAL_PATHS

    def label(self, model: type[Any]) -> str:
        """Return what an editor calls this segment: its field and its first words."""
        names = self.row.context.field_path.split(".")
        field = model._meta.get_field(names[0])
        title = capfirst(str(getattr(field, "verbose_name", names[0])))
        if isinstance(field, StreamField) and len(names) > 1:
            title = capfirst(str(field.stream_block.child_blocks[names[1]].label))
        words = Truncator(strip_tags(self.source)).chars(60)
        return f"{title}: “{words}”"


class Progress:
    """The segments of one translation, read in four queries."""

    def __init__(self, translation: Translation) -> None:
        self.translation = translation
        source = translation.source
        rows = (
            StringSegment.objects.filter(source=source)
            .select_related("context", "string")
            .order_by("order")
        )
        translations = {
            (t.context_id, t.translation_of_id): t
            for t in StringTranslation.objects.filter(
                context__object_id=source.object_id,
                locale_id=translation.target_locale_id,
            ).select_related("last_translated_by")
        }
        earlier = {
            (e.context_id, e.string_id): e
            for e in EarlierTranslation.objects.filter(translation=translation)
        }
        self.segments = []
        for row in rows:
            place = (row.context_id, row.string_id)
            # The rows share what they refer to; nobody should ask for it again.
            if found := translations.get(place):
                found.translation_of, found.context = row.string, row.context
            self.segments.append(Segment(row, found, earlier.get(place)))

    @property
    def required(self) -> list[Segment]:
        return [segment for segment in self.segments if segment.is_required]

    @property
    def missing(self) -> list[Segment]:
        return [segment for segment in self.required if segment.text is None]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def translator_ids(self) -> set[int]:
        """The accounts whose words the version consists of."""
        return {
            s.translation.last_translated_by_id
            for s in self.segments
            if s.translation and s.translation.last_translated_by_id
        }

    def text_of(self, path: str) -> str | None:
        """Return the plain translated text at ``path``, or None."""
        for segment in self.segments:
            if segment.path == path and segment.text is not None:
                return StringValue(segment.text).render_text()
        return None

    def values(self) -> Iterator[Any]:
        """Yield the segments as wagtail-localize takes them to build a page.

        Where a translation is missing its earlier text stands in, or nothing: never
        the source's words.
        """
        for segment in self.segments:
            if not segment.is_required:
                continue
            text = segment.text
            if text is None:
                text = segment.earlier.text if segment.earlier else ""
            yield StringSegmentValue(
                segment.path,
                StringValue(text),
                attrs=json.loads(segment.row.attrs or "null"),
                order=segment.row.order,
            )
        for row in TemplateSegment.objects.filter(
            source=self.translation.source
        ).select_related("context", "template"):
            yield TemplateSegmentValue(
                row.context.path,
                row.template.template_format,
                row.template.template,
                row.template.string_count,
                order=row.order,
            )
