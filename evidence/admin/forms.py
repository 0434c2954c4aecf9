"""The forms of records, sources and exhibits."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from evidence.actions.editing import note_change
from evidence.geometry import read_geometry
from evidence.models import VocabularyTerm

__all__ = ["OwnedForm", "RecordForm", "offer_terms"]


def offer_terms(field: forms.Field) -> None:
    """Let a field whose values are terms of one vocabulary be a list in their order,
    quicker to choose from than a window with all vocabularies."""
    if not isinstance(field, forms.ModelChoiceField):
        return
    terms: Any = field.queryset
    if terms is None or terms.model is not VocabularyTerm:
        return
    field.queryset = terms.select_related("parent__parent").prefetch_related("labels")
    field.label_from_instance = _indented  # type: ignore[method-assign,assignment]
    if not isinstance(field, forms.ModelMultipleChoiceField):
        field.widget = forms.Select(attrs=field.widget.attrs)
        field.widget.is_required = field.required
    field.widget.choices = field.choices


def _indented(term: Any) -> str:
    depth = bool(term.parent) + bool(term.parent and term.parent.parent)
    return "\u2003" * depth + str(term)


class OwnedForm(WagtailAdminModelForm):
    """Notes who made what is saved for the first time. What is new is begun in its
    first field."""

    class Media:
        js = ("js/first-field.js",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            offer_terms(field)
        if self.instance.pk is None and not self.is_bound:
            first = next(iter(self.fields.values()), None)
            if first is not None:
                first.widget.attrs["autofocus"] = True

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk is None:
            self.instance.created_by = self.for_user
        return super().save(commit=commit)


class GeometryField(forms.CharField):
    """A place as people write it: coordinates, or GeoJSON. What cannot be read stays
    as it was typed."""

    widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_geometry(text)
        except ValueError as fault:
            raise forms.ValidationError(str(fault), code="geometry") from None

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if value.get("type") == "Point":
            longitude, latitude = value["coordinates"][:2]
            return f"{latitude}, {longitude}"
        return json.dumps(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or None))
        except forms.ValidationError:
            return True


class RecordForm(OwnedForm):
    """Notes who changed a record, with all that a change entails."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "geometry" in self.fields:
            self.fields["geometry"] = GeometryField(
                label=self.fields["geometry"].label,
                required=False,
                help_text=_(
                    "Coordinates such as 39.75, 46.75 or 39°45′ N 46°45′ E, or GeoJSON."
                ),
            )
        if self.instance.pk is None and "language" in self.fields:
            own = Locale.objects.filter(language_code=get_language() or "").first()
            if not self.initial.get("language"):
                self.initial["language"] = own.pk if own else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        published = self.instance.pk and self.instance.versions.exists()
        if published and "language" in self.changed_data:
            self.add_error(
                "language",
                forms.ValidationError(
                    self.fields["language"].error_messages["invalid_choice"],
                    code="published",
                ),
            )
        return cleaned

    def save(self, commit: bool = True) -> Any:
        note_change(self.instance, self.for_user)
        return super().save(commit=commit)
