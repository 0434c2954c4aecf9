"""Body blocks that every page shares."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.choosers import DocumentChooserBlock, ImageChooserBlock
from core.tables import TranslatableTableBlock

__all__ = [
    "RICH_TEXT_FEATURES",
    "AudioBlock",
    "DocumentBlock",
    "FactBoxBlock",
    "FootnoteBlock",
    "PictureBlock",
    "QuoteBlock",
    "VideoBlock",
    "page_body_blocks",
]

RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class PictureBlock(blocks.StructBlock):
    """An image with the words that belong to this use of it."""

    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        label=_("Alternative text"),
        max_length=300,
        help_text=_("What the image shows, for readers who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=400, required=False)
    credit = blocks.CharBlock(label=_("Credit"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "core/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"))
    attribution = blocks.CharBlock(label=_("Attribution"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "core/blocks/quote.html"


class FactBoxBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Fact box")
        template = "core/blocks/fact_box.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), max_length=300)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "core/blocks/document.html"


class RecordingBlock(blocks.StructBlock):
    """A recording from our own document library: no third party plays it."""

    extensions: frozenset[str] = frozenset()

    recording = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"), max_length=300)
    transcript = blocks.TextBlock(
        label=_("Transcript"),
        help_text=_("The words spoken and the sounds that matter."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        document = cleaned.get("recording")
        if document and document.file_extension.lower() not in self.extensions:
            message = _("Choose a file of one of these kinds: %(kinds)s.") % {
                "kinds": ", ".join(sorted(self.extensions))
            }
            raise blocks.StructBlockValidationError(
                block_errors={"recording": ValidationError(message)}
            )
        return cleaned


class VideoBlock(RecordingBlock):
    extensions = frozenset({"mp4", "webm"})

    class Meta:
        icon = "media"
        label = _("Video")
        template = "core/blocks/video.html"


class AudioBlock(RecordingBlock):
    extensions = frozenset({"mp3", "ogg", "opus", "m4a", "wav"})

    class Meta:
        icon = "media"
        label = _("Audio")
        template = "core/blocks/audio.html"


class FootnoteBlock(blocks.StructBlock):
    """A note that a paragraph points to with its label in double brackets: [[1]]."""

    label = blocks.RegexBlock(
        label=_("Number"),
        regex=r"^[0-9]{1,3}$",
        error_messages={"invalid": _("Enter a number of up to three digits.")},
        help_text=_("Write [[1]] in the text where note 1 belongs."),
    )
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link"])

    class Meta:
        icon = "edit"
        label = _("Footnote")
        template = "core/blocks/footnote.html"


def page_body_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of any page's body, as ``StreamField`` takes them."""
    return [
        (
            "paragraph",
            blocks.RichTextBlock(
                label=_("Text"),
                icon="pilcrow",
                features=RICH_TEXT_FEATURES,
                template="core/blocks/paragraph.html",
            ),
        ),
        (
            "heading",
            blocks.CharBlock(
                label=_("Heading"),
                icon="title",
                max_length=200,
                template="core/blocks/heading.html",
            ),
        ),
        ("image", PictureBlock()),
        (
            "gallery",
            blocks.ListBlock(
                PictureBlock(),
                label=_("Gallery"),
                icon="image",
                min_num=2,
                template="core/blocks/gallery.html",
            ),
        ),
        ("quote", QuoteBlock()),
        (
            "table",
            TranslatableTableBlock(
                label=_("Table"),
                icon="table",
                template="core/blocks/table.html",
                table_options={"contextMenu": True, "startRows": 3, "startCols": 3},
            ),
        ),
        ("document", DocumentBlock()),
        ("video", VideoBlock()),
        ("audio", AudioBlock()),
        ("fact_box", FactBoxBlock()),
        ("footnote", FootnoteBlock()),
    ]
