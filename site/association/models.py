"""Pages of the association that are not news."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.blocks import page_body_blocks
from core.locales import locale_ids
from core.models import BasePage
from core.plain_text import plain_text
from core.searchable import SearchablePage, SearchDocument

__all__ = ["StandardPage"]


class StandardPage(SearchablePage, BasePage):
    """A page such as *About us* or *Corrections policy*."""

    summary = models.TextField(_("summary"), blank=True, max_length=400)
    body = StreamField(
        blocks.StreamBlock(page_body_blocks(), required=False),
        blank=True,
        verbose_name=_("body"),
    )

    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    search_kinds: ClassVar = {"page": _("Page")}
    parent_page_types: ClassVar = ["front.FrontPage", "association.StandardPage"]
    subpage_types: ClassVar = ["association.StandardPage"]
    translatable_fields: ClassVar = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        TranslatableField("summary"),
        TranslatableField("body"),
        SynchronizedField("show_in_menus", overridable=False),
    ]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    def search_document(self) -> SearchDocument | None:
        languages = {pk: code for code, pk in locale_ids().items()}
        return SearchDocument(
            object_id=self.pk,
            language=languages[self.locale_id],
            translation_key=self.translation_key,
            kind="page",
            title=self.title,
            summary=self.summary,
            text=plain_text(self.body),
            url=self.url_path,
            keys=("kind:page",),
            published_at=self.first_published_at,
        )

    def serve(self, request: HttpRequest) -> HttpResponse:
        from association.views import standard_page  # noqa: PLC0415 - reads this

        return standard_page(request, self)
