"""Which models readers can find. Each declares its own search fields."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.functional import Promise

from core.models import BasePage
from core.searchable import Findable

__all__ = ["concrete_pages", "content_type_id", "kind_labels", "searchable_models"]

Searchable = type[Findable]


def concrete_pages(base: type[BasePage] = BasePage) -> list[type[BasePage]]:
    """Return the page types of the site in the order of their declaration."""
    found = [] if base._meta.abstract else [base]
    return found + [
        page for sub in base.__subclasses__() for page in concrete_pages(sub)
    ]


@cache
def searchable_models() -> Sequence[Searchable]:
    """Return the models whose public objects the search holds."""
    return tuple(model for model in apps.get_models() if issubclass(model, Findable))


def content_type_id(model: Searchable) -> int:
    assert issubclass(model, Model)  # noqa: S101 - mixed into models alone
    return ContentType.objects.get_for_model(model).pk


@cache
def kind_labels() -> dict[str, str | Promise]:
    """Return kind → its name for readers, of all searchable models."""
    return {
        kind: label
        for model in searchable_models()
        for kind, label in model.search_kinds.items()
    }
