"""Which pictures a body shows, read from its stored data without a query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["picture_ids"]


def picture_ids(body: Any) -> set[int]:
    """Return the primary keys of the pictures in a StreamField value's image and
    gallery blocks."""
    found: set[int] = set()
    for block in body.raw_data:
        value = block["value"]
        if block["type"] == "image":
            found |= _chosen([value])
        elif block["type"] == "gallery":
            found |= _chosen(item["value"] for item in value)
    return found


def _chosen(values: Iterable[dict[str, Any]]) -> set[int]:
    return {value["image"] for value in values if value.get("image")}
