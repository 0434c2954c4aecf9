"""Narrower renditions of images that readers may see, made once and kept."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

__all__ = ["RENDITION_WIDTHS", "keep_rendition", "rendition_name"]

RENDITION_WIDTHS = (480, 960, 1600)


def rendition_name(sha256: str, width: int) -> str:
    """Return where the rendition of a derivative is kept."""
    return f"evidence/renditions/{sha256[:2]}/{sha256}-{width}.webp"


def keep_rendition(image: Image.Image, sha256: str, width: int) -> None:
    """Keep a rendition of ``image`` that is ``width`` wide, unless there is one."""
    name = rendition_name(sha256, width)
    if default_storage.exists(name):
        return
    height = max(1, round(image.height * width / image.width))
    narrow = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    narrow.save(out, "WEBP", quality=80, method=4)
    default_storage.save(name, ContentFile(out.getvalue()))
