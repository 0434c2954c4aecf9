"""Project rules of translation that a machine can check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Page, get_translatable_models
from wagtail_localize.fields import SynchronizedField, get_translatable_fields

from core.models import BasePage

__all__ = ["check_fields", "check_snippets"]


def _is_part_of_another(model: type[models.Model]) -> bool:
    return any(isinstance(field, ParentalKey) for field in model._meta.get_fields())


@register("translation")
def check_snippets(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Only pages are translated by wagtail-localize; terms keep words per language."""
    return [
        message
        for model in get_translatable_models(include_subclasses=True)
        if not issubclass(model, Page) and not _is_part_of_another(model)
        for message in snippet_messages(model)
    ]


def snippet_messages(model: type[models.Model]) -> Iterator[CheckMessage]:
    hint = "Keep one row for all languages, and words per language: LocalisedWords."
    if issubclass(model, DraftStateMixin):
        yield Error(
            "A translatable snippet with draft state is unpublished in all languages "
            "when it is submitted for translation.",
            hint=hint,
            obj=model,
            id="translation.E001",
        )
    else:
        yield Error(
            "A translatable snippet without draft state goes live with the source's "
            "words when it is submitted for translation.",
            hint=hint,
            obj=model,
            id="translation.E002",
        )


@register("translation")
def check_fields(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every field of a page reaches translators, or is a fact that follows."""
    return [
        message
        for model in get_translatable_models(include_subclasses=True)
        if issubclass(model, BasePage) and not model._meta.abstract
        for message in page_messages(model)
    ]


def page_messages(model: type[Page]) -> Iterator[CheckMessage]:
    for declared in get_translatable_fields(model):
        field = declared.get_field(model)
        if isinstance(field, models.ManyToManyField) and not hasattr(
            field, "get_translatable_segments"
        ):
            yield Error(
                f"{model.__name__}.{field.name}: a many-to-many field is never cleared "
                "in translations.",
                hint="Use a child relation (ParentalKey).",
                obj=model,
                id="translation.E003",
            )
        if isinstance(declared, SynchronizedField) and declared.overridable:
            yield Error(
                f"{model.__name__}.{field.name}: a translator could change this fact.",
                hint="Declare SynchronizedField(…, overridable=False).",
                obj=model,
                id="translation.E004",
            )
        if isinstance(field, StreamField):
            for path, block in _unreached(field.stream_block, field.name):
                yield Error(
                    f"{model.__name__}.{path}: {type(block).__name__} never reaches "
                    "translators.",
                    hint="Give the block get_translatable_segments().",
                    obj=model,
                    id="translation.E005",
                )


def _unreached(block: blocks.Block, path: str) -> Iterator[tuple[str, blocks.Block]]:
    if hasattr(block, "get_translatable_segments"):
        return
    if isinstance(block, blocks.ListBlock):
        yield from _unreached(block.child_block, f"{path}.item")
    elif isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock):
        for name, child in block.child_blocks.items():
            yield from _unreached(child, f"{path}.{name}")
    elif isinstance(block, TableBlock | blocks.RawHTMLBlock):
        yield path, block
