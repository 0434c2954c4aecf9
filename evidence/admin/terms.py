"""Choosing terms of a vocabulary: from those of one scheme, in a list that a key opens
and letters move through, narrower ones below their broader one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import ForeignKey, QuerySet
from wagtail.admin.forms.models import register_form_field_override
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from evidence.models import VocabularyTerm

__all__ = ["TermChooserViewSet", "TermField", "offer_terms"]


def _with_labels(terms: QuerySet[Any]) -> QuerySet[Any]:
    """Return terms that can be named without a query for each."""
    return terms.select_related("parent__parent__parent").prefetch_related("labels")


def _label(term: Any) -> str:
    depth, above = 0, term.parent
    while above is not None and depth < 3:
        depth, above = depth + 1, above.parent
    return f"{'– ' * depth}{term}"


def offer_terms(field: forms.ModelMultipleChoiceField) -> None:
    """Let a field for several terms name them as :class:`TermField` does."""
    terms: Any = field.queryset
    field.queryset = _with_labels(terms)
    field.label_from_instance = _label  # type: ignore[method-assign]


class TermField(forms.ModelChoiceField):
    """The model field's ``limit_choices_to`` names the scheme."""

    def __init__(self, queryset: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(_with_labels(queryset), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return _label(obj)


class TermChooserViewSet(SnippetChooserViewSet):
    """Wagtail's chooser offers the terms of every scheme, page by page: it is there,
    but no form uses it by itself."""

    register_widget = False


register_form_field_override(
    ForeignKey, to=VocabularyTerm, override={"form_class": TermField}
)
