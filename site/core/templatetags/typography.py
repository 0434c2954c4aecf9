"""Where a line of text must not break."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

__all__ = ["typeset"]

register = template.Library()

NO_BREAK = "\u00a0"
# A dash begins no line; a number keeps its thousands together; a Russian word of one
# letter goes with the word that follows.
_BINDING_SPACE = re.compile(
    r" (?=[—–] )|(?<=\d) (?=\d{3}(?!\d))|(?:(?<=^[А-Яа-яЁё])|(?<=[\s>(«][А-Яа-яЁё])) "
)


@register.filter
def typeset(text: str) -> SafeString:
    """Bind with no-break spaces what a line break would tear apart.

    Takes plain text or safe HTML: inside a tag, spaces stand in attributes only, where
    the two are alike.
    """
    return mark_safe(  # noqa: S308 - escaped unless safe; only spaces change
        _BINDING_SPACE.sub(NO_BREAK, conditional_escape(text))
    )
