"""The pages of the archive: one library a language, one page a record and language.

A record's page carries its words: in the record's own language they are composed from
the record, and translators make the other languages in wagtail-localize's editor. It
holds no fact, so nobody can change one there. What a reader sees is the frozen version.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.models import BasePage, Faults
from core.searchable import SearchablePage, SearchDocument
from evidence.models.records import Record

__all__ = ["ARCHIVE_SLUG", "ArchivePage", "RecordPage"]

ARCHIVE_SLUG = "evidence"


class ArchivePage(BasePage):
    """The library of a language: every public record, with facets."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=600)

    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
    ]
    search_excluded: ClassVar = "The library is a list of records; they are found."
    parent_page_types: ClassVar = ["front.FrontPage"]
    subpage_types: ClassVar = ["evidence.RecordPage"]
    max_count_per_parent = 1
    translatable_fields: ClassVar = [
        TranslatableField("title"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        TranslatableField("introduction"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("show_in_menus", overridable=False),
    ]

    class Meta:
        verbose_name = _("evidence archive")
        verbose_name_plural = _("evidence archives")

    def publication_faults(self) -> Faults:
        faults = super().publication_faults()
        if self.slug != ARCHIVE_SLUG:
            faults["slug"] = _(
                "The archive's slug is “%(slug)s” in every language, so that "
                "identifiers lead to it."
            ) % {"slug": ARCHIVE_SLUG}
        return faults

    def serve(self, request: HttpRequest) -> HttpResponse:
        from evidence.views import library  # noqa: PLC0415 - views read these models

        return library(request, self)


class KeyBlock(blocks.FieldBlock):
    """Names the part of the record that an entry's text belongs to. Not a text, so
    wagtail-localize never offers it to a translator."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(max_length=80, widget=forms.HiddenInput)
        super().__init__(**kwargs)


class EntryBlock(blocks.StructBlock):
    key = KeyBlock()
    text = blocks.TextBlock(label=_("Text"))

    class Meta:
        label = _("Entry")


class RecordPage(SearchablePage, BasePage):
    """The words of a record in one language. Keys: see ``evidence.words``."""

    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="pages", editable=False
    )
    summary = models.TextField(_("summary"), blank=True, max_length=600)
    words = StreamField([("entry", EntryBlock())], blank=True, verbose_name=_("words"))

    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("words"),
    ]
    is_creatable = False
    search_kinds: ClassVar = {
        "place": _("Place"),
        "object": _("Movable object"),
        "incident": _("Incident"),
    }
    parent_page_types: ClassVar = ["evidence.ArchivePage"]
    subpage_types: ClassVar[list[str]] = []
    translatable_fields: ClassVar = [
        TranslatableField("title"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        TranslatableField("summary"),
        TranslatableField("words"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("record", overridable=False),
    ]

    class Meta:
        verbose_name = _("record page")
        verbose_name_plural = _("record pages")

    @property
    def entries(self) -> dict[str, str]:
        """Return key → text of every entry that has a text."""
        return {
            block.value["key"]: block.value["text"]
            for block in self.words
            if block.value["text"]
        }

    @classmethod
    def search_public(cls) -> models.QuerySet[RecordPage]:
        visible = Record.objects.visible()
        return super().search_public().filter(record__in=visible)

    def search_document(self) -> SearchDocument | None:
        from evidence.search import search_document  # noqa: PLC0415 - reads this

        return search_document(self)

    def serve(self, request: HttpRequest) -> HttpResponse:
        from evidence.views import record  # noqa: PLC0415 - views read these models

        return record(request, self)
