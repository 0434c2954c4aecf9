"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.navigation import section_tree
from core.locales import active_locale_id, language_codes
from core.meta import PageMeta, describe
from search.forms import PAGE_SIZE, SearchForm
from search.query import Found, ask
from search.results import results

__all__ = ["search"]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer ``/<language>/search/``.

    The template ``search/search.html`` gets ``form``, ``chosen`` (field name → valid
    value), ``query``, ``has_words``, ``results``, ``first_number``,
    ``total``, ``is_cut`` (there may be more than ``total``), ``any_word``,
    ``faults``, ``previous_page`` and ``next_page`` (query strings, or "").
    """
    language = get_language() or ""
    form = SearchForm(
        request.GET, language=language, sections=section_tree(active_locale_id())
    )
    question = form.question()
    found = ask(question) if question.terms else Found(ids=())
    first = (form.number - 1) * PAGE_SIZE
    has_more = len(found.ids) > first + PAGE_SIZE
    shown = found.ids[first : first + PAGE_SIZE]
    describe(
        request,
        PageMeta(
            title=_("Search") + (f": {form.query}" if form.query else ""),
            path=reverse("search"),
            description=_("Search the site"),
            versions=_versions(form.query),
            robots="noindex, follow",
        ),
    )
    context = {
        "form": form,
        "chosen": form.chosen,
        "query": form.query,
        "has_words": bool(question.terms),
        "results": results(
            shown, question.terms, form.sections.values(), loosely=found.any_word
        ),
        "total": len(found.ids),
        "first_number": first + 1,
        "is_cut": found.is_cut,
        "any_word": found.any_word,
        "faults": form.faults,
        "previous_page": _page(form, form.number - 1),
        "next_page": _page(form, form.number + 1 if has_more else 0),
    }
    return render(request, "search/search.html", context)


def _versions(query: str) -> dict[str, str]:
    """Return language → the same words asked there, for the language switch."""
    words = f"?{urlencode({'q': query})}" if query else ""
    return {code: f"/{code}/search/{words}" for code in language_codes()}


def _page(form: SearchForm, number: int) -> str:
    """Return the query string of another page of the same search."""
    return form.address(page=number) if number else ""
