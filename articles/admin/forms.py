"""Forms of corrections and live entries: nothing but words per language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.admin.desk import language_name

__all__ = ["TextForm", "TextsForm"]


def text_field(code: str, *, required: bool, label: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "lang": code})
    return forms.CharField(
        label=label, required=required, max_length=2000, widget=widget
    )


class TextsForm(forms.Form):
    """One text a language. ``required`` is the language that must have one."""

    def __init__(
        self, *args: Any, codes: Iterable[str], required: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for code in sorted(codes, key=lambda code: code != required):
            self.fields[code] = text_field(
                code, required=code == required, label=language_name(code)
            )

    def refuse(self, refusal: ValidationError) -> None:
        """Show why an action refused what was written."""
        if hasattr(refusal, "error_dict"):
            for field, faults in refusal.message_dict.items():
                self.add_error(field if field in self.fields else None, faults)
        else:
            self.add_error(None, refusal)


class TextForm(forms.Form):
    """The text of one language; the form's prefix is the language's code."""

    def __init__(self, *args: Any, code: str, label: Any = "", **kwargs: Any) -> None:
        kwargs["prefix"] = code
        super().__init__(*args, **kwargs)
        title = str(label or _("Text"))
        self.fields["text"] = text_field(code, required=True, label=title)

    def refuse(self, refusal: ValidationError) -> None:
        """Show why an action refused what was written."""
        self.add_error("text", refusal.messages)
