"""The form of a page in the admin."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from core.slugs import SLUG_LENGTH, slugify

__all__ = ["PublishableForm"]


class SlugField(forms.SlugField):
    """Takes words in any of our alphabets and writes them as a slug."""

    def clean(self, value: Any) -> Any:
        if value and not re.fullmatch(r"[-\w]+", value, re.ASCII):
            value = slugify(value, length=self.max_length or SLUG_LENGTH)
        return super().clean(value)


class PublishableForm(WagtailAdminPageForm):
    """Asks the page what keeps it from publication, but lets any draft be saved.

    The slug may be left empty: the page makes it from the title, follows the title
    while nobody has read the page, and keeps its address from then on.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"] = SlugField(
                required=False,
                label=self.fields["slug"].label,
                max_length=self.fields["slug"].max_length,
                help_text=_("Part of the address. Made from the name if left empty."),
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        slug = cleaned.get("slug", "")
        if self.instance.first_published_at:
            cleaned["slug"] = slug or self.initial["slug"]
        elif slug == self.initial.get("slug") and "title" in self.changed_data:
            made = slugify(self.initial.get("title") or "")
            if re.fullmatch(rf"{made}(-\d+)?", slug):
                cleaned["slug"] = ""
        return cleaned

    def _post_clean(self) -> None:
        # The instance carries the submitted values only after this step.
        super()._post_clean()
        if not self.is_deferred_validation:
            for field, fault in self.instance.publication_faults().items():
                self.add_error(field if field in self.fields else None, fault)
