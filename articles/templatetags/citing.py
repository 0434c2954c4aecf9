"""Blocks of a text with the marks of what it cites."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from articles.citing import Mark

__all__ = ["cited_block"]

register = template.Library()

# The end of the last paragraph or item of rendered rich text.
_END = re.compile(r"(?:</p>|</li>\s*</[ou]l>)\s*\Z")


@register.simple_tag(takes_context=True)
def cited_block(context: template.Context, block: Any) -> SafeString:
    """Render a block of a body; the marks that belong to it stand at its end.

    Takes marks from the context: id of a block → its marks.
    """
    flat: Any = context.flatten()
    html = conditional_escape(block.render_as_block(context=flat))
    marks: list[Mark] = (flat.get("marks") or {}).get(block.id, [])
    if not marks:
        return html
    signs = "".join(
        render_to_string("evidence/citation_mark.html", {"mark": mark}).strip()
        for mark in marks
    )
    end = _END.search(html)
    place = end.start() if end else len(html)
    return mark_safe(html[:place] + signs + html[place:])  # noqa: S308 - both escaped
