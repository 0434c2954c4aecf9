"""The text of documents, page by page, and how far it has been read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.searchable import Findable, SearchDocument
from evidence.models.access import Access, open_today
from evidence.models.catalogue import CatalogueFacet
from evidence.models.exhibits import Derivative, Exhibit
from evidence.models.records import Record

__all__ = ["DocumentPage", "DocumentReading"]


class DocumentPage(Findable, models.Model):
    """The text of one page of a document, read from the file or by OCR."""

    exhibit = models.ForeignKey(
        Exhibit, on_delete=models.CASCADE, related_name="document_pages"
    )
    number = models.PositiveIntegerField(_("page"))
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=16, blank=True)
    is_ocr = models.BooleanField(_("read by OCR"), default=False)

    search_kinds: ClassVar = {"document": _("Document")}

    class Meta:
        verbose_name = _("page of a document")
        verbose_name_plural = _("pages of documents")
        ordering: ClassVar = ["exhibit", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("exhibit", "number"), name="document_page_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.exhibit_id}, {self.number}"

    @classmethod
    def search_public(cls) -> models.QuerySet[DocumentPage]:
        """Pages whose text anybody may read today: of a document whose copy in force a
        visible record shows, and of which nothing is redacted."""
        visible = Record.objects.visible().filter(pk=OuterRef("entry"))
        shown = CatalogueFacet.objects.filter(
            Exists(visible), facet="file", value=OuterRef("sha256")
        )
        copies = Derivative.objects.filter(exhibit=OuterRef("pk"), is_current=True)
        redacted = copies.filter(kind=Derivative.Kind.REDACTED)
        whole = Exhibit.objects.filter(
            open_today() & ~Q(access=Access.REDACTED),
            Exists(copies.filter(Exists(shown))),
            ~Exists(redacted),
            pk=OuterRef("exhibit"),
        )
        return cls.objects.filter(Exists(whole)).exclude(text="")

    @classmethod
    def search_documents(
        cls, objects: Sequence[DocumentPage]
    ) -> Iterator[SearchDocument]:
        from evidence.search import page_documents  # noqa: PLC0415 - reads this

        return page_documents(objects)


class DocumentReading(models.Model):
    """The reading of one document: its pages are taken from the file, then those that
    are only pictures are recognised.

    ``read`` pages are stored as :class:`DocumentPage`; of those without text, the ones
    up to ``recognised`` have been looked at. Where no text recognition is installed, a
    document with scans rests as SCANS and is taken up once there is one.

    Since ``search_due`` the search waits to hear which of the pages readers can find.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        SCANS = "scans", _("Scans wait for text recognition to be installed")
        FAILED = "failed", _("Failed")

    exhibit = models.OneToOneField(
        Exhibit, on_delete=models.CASCADE, related_name="reading"
    )
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.WAITING
    )
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    read = models.PositiveIntegerField(default=0)
    recognised = models.PositiveIntegerField(default=0)
    fault = models.CharField(_("fault"), max_length=400, blank=True)
    search_due = models.DateTimeField(null=True, default=timezone.now)

    class Meta:
        verbose_name = _("reading of a document")
        verbose_name_plural = _("readings of documents")
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="reading_waiting"),
            models.Index(
                fields=["search_due"],
                condition=Q(search_due__isnull=False),
                name="reading_untold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exhibit_id} {self.state}"
