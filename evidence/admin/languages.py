"""Saying in which language something is written."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language, get_language_info
from wagtail.models import Locale

__all__ = ["language_choices", "language_field"]


def language_choices() -> list[tuple[str, str]]:
    """Return the site's languages, each by its own name."""
    codes = Locale.objects.order_by("pk").values_list("language_code", flat=True)
    return [(code, str(get_language_info(code)["name_local"])) for code in codes]


def language_field(label: str) -> forms.ChoiceField:
    """Return a choice of the site's languages that begins with the one in use."""
    return forms.ChoiceField(
        label=label,
        choices=language_choices,
        initial=get_language(),
        required=False,
    )
