"""Many pages at once: rows of the tree and of a page type, without a save for each.

Django's ``bulk_create`` refuses a model that inherits a table. The rows of the parent
table need nothing but ``bulk_create``; those of the child's are compiled by the same
query class that ``Model.save`` uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.db import connections, models, router
from django.db.models import F
from django.db.models.sql import InsertQuery
from wagtail.models import Page

__all__ = ["append_pages", "insert_rows"]


def append_pages(parent: Page, pages: Sequence[Page]) -> None:
    """Insert ``pages``, unsaved rows of the tree, as the last children of ``parent``.

    Sets their place and address, and the parent's number of children. Call it in a
    transaction: it holds the parent's row, so that no one else appends meanwhile.
    """
    if not pages:
        return
    parent = Page.objects.select_for_update().get(pk=parent.pk)
    last = (
        parent.get_children().order_by("-path").values_list("path", flat=True).first()
    )
    step = Page._str2int(last[-Page.steplen :]) if last else 0
    for page in pages:
        step += 1
        page.depth, page.numchild = parent.depth + 1, 0
        page.path = Page._get_path(parent.path, page.depth, step)
        page.url_path = f"{parent.url_path}{page.slug}/"
    Page.objects.bulk_create(pages)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))


def insert_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert ``rows`` (column attribute → value) into the table of ``model`` alone.

    The parent rows must be there. What a row does not name has the field's default.
    """
    fields = model._meta.local_concrete_fields
    connection = connections[router.db_for_write(model)]
    objects = [_Row(fields, row) for row in rows]
    size = max(1, connection.ops.bulk_batch_size(fields, objects))
    for start in range(0, len(objects), size):
        query = InsertQuery(model)
        query.insert_values(fields, cast(Any, objects[start : start + size]), raw=True)
        query.get_compiler(connection=connection).execute_sql()


class _Row:
    """Stands in for a model's instance: the compiler asks for attributes only."""

    def __init__(
        self, fields: Iterable[models.Field[Any, Any]], values: Mapping[str, Any]
    ) -> None:
        for field in fields:
            name = field.attname
            value = values[name] if name in values else field.get_default()
            setattr(self, name, value)
