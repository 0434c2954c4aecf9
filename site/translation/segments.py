"""From a page to segments in a handful of queries, however long the page is.

wagtail-localize asks the database about every segment; this writes the same rows of
its public models in bulk. Values that are facts (images, documents, links, related
pages) are not offered for overriding: a language version shows the source's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    Template,
    TemplateSegment,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from translation import earlier

__all__ = ["OPTIONAL_PATHS", "digest", "refresh"]

# A version's slug is made of its translated title, unless a translator wants another.
OPTIONAL_PATHS = frozenset({"slug"})
_CHUNK = 400


def digest(source: TranslationSource) -> str:
    """Return what names the words of ``source`` and how they are put together.

    Besides what is translated this covers images beside synchronised fields: a new
    image needs a new alternative text, so it waits for the translator.
    """
    model = source.specific_content_type.model_class()
    content = json.loads(source.content_json)
    parts = {}
    for declared in get_translatable_fields(model):
        field = declared.get_field(model)
        is_image = isinstance(field, models.ForeignKey) and issubclass(
            field.related_model, get_image_model()
        )
        if field.name not in OPTIONAL_PATHS and (
            declared.is_translated(None) or is_image
        ):
            parts[field.name] = _words(field, content, source)
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _words(field: Any, content: dict[str, Any], source: TranslationSource) -> Any:
    if hasattr(field, "get_translatable_segments"):
        return sorted(
            StringSegment.objects.filter(
                source=source, context__path__startswith=f"{field.name}."
            ).values_list("string__data", flat=True)
        )
    return content.get(field.name)


@transaction.atomic
def refresh(source: TranslationSource) -> None:
    """Bring the segments of ``source`` in step with its content.

    Translations of unchanged strings stay; those of changed strings are kept as
    :class:`EarlierTranslation`; a string that moved takes its translation along.
    """
    page = source.as_instance()
    values = [
        value
        for value in extract_segments(page)
        if isinstance(value, StringSegmentValue | TemplateSegmentValue)
    ]
    contexts = _contexts(source, page, {value.path for value in values})
    strings = _strings(
        source.locale_id,
        {v.string.data for v in values if isinstance(v, StringSegmentValue)},
    )
    templates = _templates([v for v in values if isinstance(v, TemplateSegmentValue)])

    before = list(StringSegment.objects.filter(source=source).order_by("order"))
    after = [
        StringSegment(
            source=source,
            context=contexts[value.path],
            string=strings[value.string.data],
            order=value.order,
            attrs=json.dumps(value.attrs, cls=DjangoJSONEncoder),
        )
        for value in values
        if isinstance(value, StringSegmentValue)
    ]
    _replace(
        StringSegment, before, after, ("context_id", "string_id", "order", "attrs")
    )
    _replace(
        TemplateSegment,
        list(TemplateSegment.objects.filter(source=source)),
        [
            TemplateSegment(
                source=source,
                context=contexts[value.path],
                template=templates[_template_uuid(value)],
                order=value.order,
            )
            for value in values
            if isinstance(value, TemplateSegmentValue)
        ],
        ("context_id", "template_id", "order"),
    )
    RelatedObjectSegment.objects.filter(source=source).delete()
    OverridableSegment.objects.filter(source=source).delete()
    if before:
        earlier.record(source, before, after)


def _replace(
    model: type[Any], before: Sequence[Any], after: Sequence[Any], key: tuple[str, ...]
) -> None:
    def name(segment: Any) -> tuple[Any, ...]:
        return tuple(getattr(segment, field) for field in key)

    wanted = {name(segment) for segment in after}
    present = {name(segment) for segment in before}
    gone = [segment.pk for segment in before if name(segment) not in wanted]
    for some in _chunks(gone):
        model.objects.filter(pk__in=some).delete()
    model.objects.bulk_create(
        [segment for segment in after if name(segment) not in present],
        batch_size=_CHUNK,
    )


def _contexts(
    source: TranslationSource, page: Page, paths: set[str]
) -> dict[str, TranslationContext]:
    found = {
        context.path: context
        for context in TranslationContext.objects.filter(object_id=source.object_id)
    }
    missing = []
    for path in sorted(paths - found.keys()):
        context = TranslationContext(
            object_id=source.object_id,
            path=path,
            path_id=TranslationContext._get_path_id(path),
        )
        # It would save each context by itself; they are written together below.
        context.save = lambda **kwargs: None
        context.get_field_path(page)
        del context.save
        missing.append(context)
    TranslationContext.objects.bulk_create(missing, batch_size=_CHUNK)
    return found | {context.path: context for context in missing}


def _strings(locale_id: int, texts: set[str]) -> dict[str, String]:
    hashes = {String._get_data_hash(text): text for text in texts}
    found = _strings_by_hash(locale_id, hashes)
    missing = [
        String(locale_id=locale_id, data_hash=data_hash, data=text)
        for data_hash, text in hashes.items()
        if text not in found
    ]
    if missing:
        # Another submission may have written the same string a moment ago.
        String.objects.bulk_create(missing, batch_size=_CHUNK, ignore_conflicts=True)
        found |= _strings_by_hash(locale_id, [s.data_hash for s in missing])
    return found


def _strings_by_hash(locale_id: int, hashes: Iterable[UUID]) -> dict[str, String]:
    found: dict[str, String] = {}
    for some in _chunks(list(hashes)):
        strings = String.objects.filter(locale_id=locale_id, data_hash__in=some)
        found |= {string.data: string for string in strings}
    return found


def _template_uuid(value: TemplateSegmentValue) -> UUID:
    return uuid5(uuid5(Template.BASE_UUID_NAMESPACE, value.format), value.template)


def _templates(values: Sequence[TemplateSegmentValue]) -> dict[UUID, Template]:
    wanted = {_template_uuid(value): value for value in values}

    def present(uuids: Iterable[UUID]) -> dict[UUID, Template]:
        found: dict[UUID, Template] = {}
        for some in _chunks(list(uuids)):
            rows = Template.objects.filter(uuid__in=some)
            found |= {template.uuid: template for template in rows}
        return found

    found = present(wanted)
    missing = [
        Template(
            uuid=uuid,
            template=value.template,
            template_format=value.format,
            string_count=value.string_count,
        )
        for uuid, value in wanted.items()
        if uuid not in found
    ]
    if missing:
        Template.objects.bulk_create(missing, batch_size=_CHUNK, ignore_conflicts=True)
        found |= present(template.uuid for template in missing)
    return found


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
