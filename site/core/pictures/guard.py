"""Keeping files out that would harm the server, or that nobody could show."""

from __future__ import annotations

import warnings
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.pictures.actions import UNREADABLE

__all__ = ["PictureFileField", "PictureForm", "limit_pixels"]


def limit_pixels() -> None:
    """Let Pillow open nothing that is larger than an upload may be.

    Pillow would only warn up to twice its limit, and Wagtail decodes a file before it
    counts the pixels.
    """
    Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


class PictureFileField(WagtailImageField):
    """Wagtail's field, for files that break off or lie as well.

    Wagtail checks size, extension and number of pixels, but lets what Pillow raises on
    the way become a server error, and some formats pass unread.
    """

    def to_python(self, data: Any) -> Any:
        """Return the file once it could be decoded to its end."""
        try:
            file = super().to_python(data)
            if file is not None:
                file.seek(0)
                with Image.open(file) as image:
                    # The least detail will do to see whether the data is whole.
                    image.draft(None, (1, 1))
                    image.load()
        except UNREADABLE as fault:
            raise ValidationError(
                _(
                    "This image is damaged or incomplete and cannot be read. Save it "
                    "again in an image program, or take another copy, and upload that."
                ),
                code="unreadable_image",
            ) from fault
        if file is not None:
            file.seek(0)
        return file


class PictureForm(BaseImageForm):
    """The form of an image in the admin, with the stricter field for its file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            theirs = self.fields["file"]
            self.fields["file"] = PictureFileField(
                label=theirs.label, required=theirs.required, widget=theirs.widget
            )

    def save(self, commit: bool = True) -> Any:
        # In one transaction: the maker of renditions must not wake before Wagtail has
        # thrown away those of the former file.
        with transaction.atomic():
            return super().save(commit=commit)
