"""Marks in a text that lead to its notes."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

__all__ = ["footnote_marks"]

register = template.Library()

# A tag is matched whole, so that a mark inside an attribute stays what it is.
_TAG_OR_MARK = re.compile(
    r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>|\[\[(?P<label>[0-9]{1,3})\]\]"""
)


@register.filter
def footnote_marks(html: str) -> SafeString:
    """Turn each ``[[1]]`` of rendered rich text into a raised link to note 1.

    The first mark of a note carries the id that the note's link leads back to.
    """
    marked: set[str] = set()

    def link(match: re.Match[str]) -> str:
        label = match["label"]
        if label is None:
            return match[0]
        target = "" if label in marked else f' id="note-ref-{label}"'
        marked.add(label)
        return (
            f'<sup class="note-ref"><a href="#note-{label}"{target}>{label}</a></sup>'
        )

    return mark_safe(  # noqa: S308 - escaped unless safe; marks add only digits
        _TAG_OR_MARK.sub(link, conditional_escape(html))
    )
