"""Reads of what the search knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from search.registry import content_type_id, searchable_models

__all__ = ["DocumentQuerySet"]


class DocumentQuerySet(QuerySet[Any]):
    def public(self) -> DocumentQuerySet:
        """Documents whose object any reader may see *now*, whatever the index says.

        Each model is asked about each document, in one query however many models:
        asked for all that it has, it would read the archive from end to end.
        """
        condition = Q(pk__in=[])
        for model in searchable_models():
            itself = model.search_public().order_by().filter(pk=OuterRef("object_id"))
            condition |= Q(Exists(itself), content_type_id=content_type_id(model))
        return self.filter(condition)

    def ranked(self, ids: Sequence[int]) -> list[int]:
        """Return those of ``ids`` that are public, in the order given."""
        public = set(self.public().filter(pk__in=ids).values_list("pk", flat=True))
        return [pk for pk in ids if pk in public]
