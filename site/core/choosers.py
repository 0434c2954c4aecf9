"""Chooser blocks that take their objects from the targets at hand.

In migrations they are the blocks of Wagtail that they derive from.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from wagtail.blocks import PageChooserBlock as StockPageChooserBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock as StockDocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock as StockImageChooserBlock

from core.pointers import targets_at_hand

__all__ = ["DocumentChooserBlock", "ImageChooserBlock", "PageChooserBlock"]


class PointerBlock:
    """Goes before a chooser block of Wagtail.

    Of a model that no view reads beforehand a text needs the key alone, to find what
    the view prepared. Asked for more, such an object reads itself.
    """

    model_class: type[Model]

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Any]:
        targets = targets_at_hand()
        if targets is None:
            return super().bulk_to_python(values)  # type: ignore[misc]
        if self.model_class is get_document_model():
            return [targets.documents.get(key or 0) for key in values]
        name = self.model_class._meta.pk.attname
        return [key and self.model_class.from_db(None, [name], [key]) for key in values]


class DocumentChooserBlock(PointerBlock, StockDocumentChooserBlock):
    canonical_module_path = "wagtail.documents.blocks.DocumentChooserBlock"


class ImageChooserBlock(PointerBlock, StockImageChooserBlock):
    canonical_module_path = "wagtail.images.blocks.ImageChooserBlock"


class PageChooserBlock(PointerBlock, StockPageChooserBlock):
    canonical_module_path = "wagtail.blocks.PageChooserBlock"
