"""What a file is, judged by its bytes, and what it says of itself."""

from __future__ import annotations

import warnings
import zipfile
from typing import IO, Any

import puremagic
from PIL import ExifTags, Image

__all__ = ["HEAD", "media_type_of", "read_metadata"]

HEAD = 8192
UNKNOWN = "application/octet-stream"
# What puremagic calls otherwise, or too broadly.
_NAMES = {
    "application/x-zip-compressed": "application/zip",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "video/x-m4v": "video/mp4",
}
_SURE = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"WARC/1.", "application/warc"),
)
_LONGEST_VALUE = 500
_MOST_VALUES = 200


def media_type_of(stream: IO[bytes]) -> str:
    """Return the media type of a file, judged by its bytes alone.

    Reads the beginning of ``stream`` (for a ZIP archive its directory too) and puts it
    back to its start. What nothing recognises is ``application/octet-stream``.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    for start, name in _SURE:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF" and head[8:12] in {b"WEBP", b"WAVE"}:
        return "image/webp" if head[8:12] == b"WEBP" else "audio/wav"
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(stream)
    if name := _by_puremagic(head):
        return name
    return "text/plain" if _is_text(head) else UNKNOWN


def _of_brand(brand: bytes) -> str:
    """ISO base media files (ISO/IEC 14496-12) tell their kind by a brand."""
    if brand.startswith(b"avi"):
        return "image/avif"
    if brand.startswith((b"hei", b"hev", b"mif")):
        return "image/heif"
    return "audio/mp4" if brand.startswith(b"M4A") else "video/mp4"


def _of_zip(stream: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist()[:2000])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "application/zip"
    finally:
        stream.seek(0)
    office = "application/vnd.openxmlformats-officedocument"
    for member, name in (
        ("datapackage.json", "application/wacz"),
        ("word/document.xml", f"{office}.wordprocessingml.document"),
        ("xl/workbook.xml", f"{office}.spreadsheetml.sheet"),
        ("ppt/presentation.xml", f"{office}.presentationml.presentation"),
        ("META-INF/container.xml", "application/epub+zip"),
    ):
        if member in names:
            return name
    return "application/zip"


def _by_puremagic(head: bytes) -> str:
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    sure = [m for m in matches if m.mime_type and m.confidence >= 0.5]
    if not sure:
        return ""
    name = str(max(sure, key=lambda m: m.confidence).mime_type)
    return _NAMES.get(name, name)


def _is_text(head: bytes) -> bool:
    if not head or b"\0" in head:
        return False
    # The last character may have been cut in two.
    for cut in range(4):
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False


def read_metadata(stream: IO[bytes], media_type: str) -> dict[str, Any]:
    """Return what a file says of itself: text values, private, never trusted.

    Only headers are read; a file that cannot be read says nothing.
    """
    try:
        if media_type.startswith("image/"):
            return _of_image(stream)
    except Exception:  # noqa: BLE001 - a hostile header may raise anything
        return {}
    finally:
        stream.seek(0)
    return {}


def _of_image(stream: IO[bytes]) -> dict[str, Any]:
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(stream) as image:
            found: dict[str, Any] = {
                "width": image.width,
                "height": image.height,
                "mode": image.mode,
            }
            exif = image.getexif()
            for block in (exif, exif.get_ifd(ExifTags.IFD.Exif)):
                for tag, value in list(block.items())[:_MOST_VALUES]:
                    name = ExifTags.TAGS.get(tag, f"tag {tag}")
                    found[f"exif {name}"] = _text(value)
            for tag, value in list(exif.get_ifd(ExifTags.IFD.GPSInfo).items()):
                found[f"gps {ExifTags.GPSTAGS.get(tag, tag)}"] = _text(value)
    return found


def _text(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.replace("\0", "")[:_LONGEST_VALUE]
