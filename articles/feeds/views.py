"""The one view of all feeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.feeds import formats
from articles.feeds.lists import Channel
from delivery.conditional import unless_known

__all__ = ["feed"]


@require_safe
def feed(
    request: HttpRequest, *, find: Callable[..., Channel], form: str, **place: Any
) -> HttpResponse:
    """Answer with the list that ``find(**place)`` finds, in the format ``form``."""
    channel = find(**place)
    return unless_known(
        request,
        formats.write(
            channel, form=form, path=request.path, language=get_language() or ""
        ),
        content_type=formats.content_type(form),
    )
