"""The public corrections."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.querysets import published_corrections
from articles.views.addresses import same_everywhere
from core.locales import active_locale_id
from core.meta import PageMeta, describe

__all__ = ["corrections"]


def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction of an article that is public in this language."""
    try:
        page = published_corrections(
            active_locale_id(), before=request.GET.get("before", "")
        )
    except ValidationError:
        return HttpResponseRedirect(reverse("corrections"))
    path = reverse("corrections")
    title = _("Corrections")
    meta = PageMeta(
        title=title,
        path=path,
        description=_("What we got wrong, when we corrected it, and why."),
        versions=same_everywhere(path),
        breadcrumbs=[(title, path)],
        feeds=[(title, reverse("corrections_atom"))],
    )
    describe(request, meta)
    context = {
        "heading": title,
        "corrections": page.corrections,
        "older_url": page.older,
        "feed_url": meta.feeds[0][1],
    }
    return render(request, "articles/corrections.html", context)
