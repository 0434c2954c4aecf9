"""Finding the renditions that a view prepared for the images of a text."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from core.pictures import Figure, View

__all__ = ["figure", "view"]

register = template.Library()


@register.filter
def figure(figures: Mapping[int, object] | str | None, image_id: object) -> object:
    """Return the figure of an image, or None where the view prepared none.

    A template's undefined variable comes as an empty string.
    """
    if not figures or isinstance(figures, str) or not isinstance(image_id, int):
        return None
    return figures.get(image_id)


@register.filter
def view(figure: Figure, shape: str) -> View:
    """Return the shape of a figure that a place on the page shows."""
    return figure.card if shape in {"card", "square"} else figure.full
