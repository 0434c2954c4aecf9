"""Sections: the tree that articles hang in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.models import BasePage

__all__ = ["SectionPage"]


class SectionPage(BasePage):
    description = models.TextField(_("description"), blank=True, max_length=400)
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Lower numbers come first in the menu.")
    )

    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("description"),
        FieldPanel("position"),
    ]
    search_excluded: ClassVar = "A section is a filter of the search, not a result."
    parent_page_types: ClassVar = ["front.FrontPage", "articles.SectionPage"]
    subpage_types: ClassVar = ["articles.SectionPage", "articles.ArticlePage"]
    translatable_fields: ClassVar = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        TranslatableField("description"),
        SynchronizedField("show_in_menus", overridable=False),
        SynchronizedField("position", overridable=False),
    ]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    @property
    def stream(self) -> str:
        """The key of this section's list: the same in every language."""
        return f"section:{self.translation_key.hex}"

    def serve(self, request: HttpRequest) -> HttpResponse:
        from articles.views import section  # noqa: PLC0415 - views read these models

        return section(request, self)
