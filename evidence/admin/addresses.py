"""Where things are in the admin."""

from __future__ import annotations

from django.urls import reverse

from evidence.models import Record

__all__ = ["edit_address", "list_address", "model_name"]

_MODELS = {"place": "place", "object": "movableobject", "incident": "incident"}


def model_name(record: Record) -> str:
    """Return the name of the model that a record of this kind is edited as."""
    return _MODELS[record.kind]


def edit_address(record: Record) -> str:
    """Return where a record is edited."""
    name = f"wagtailsnippets_evidence_{model_name(record)}:edit"
    return reverse(name, args=[record.pk])


def list_address(model: str) -> str:
    """Return where the records of a model are listed."""
    return reverse(f"wagtailsnippets_evidence_{model}:list")
