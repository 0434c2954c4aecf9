"""Which letters the bytes of a text file stand for."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext_lazy as _

from evidence.importing.faults import FileFault

__all__ = ["ENCODINGS", "detect_encoding"]

# Name for Python → what people call it.
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1251": _("Windows-1251 (Cyrillic)"),
    "cp1254": _("Windows-1254 (Turkish)"),
}
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_PAIR = re.compile(rb"(?<=[\x80-\xff])[\x80-\xff]")


def detect_encoding(sample: bytes, *, is_whole: bool) -> str:
    """Return the encoding of a file that begins with ``sample``, as well as it can be
    told: the two old code pages of a byte a letter only by how words look in them."""
    if sample.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FileFault("encoding", _("The file is in UTF-32. Save it as UTF-8."))
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in sample:
        raise FileFault(
            "binary", _("This is no table: save it as CSV in UTF-8, or as XLSX.")
        )
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=is_whole)
    except UnicodeDecodeError:
        # A Russian word is high bytes from end to end; in a Turkish or Azerbaijani one
        # they stand alone among Latin letters.
        pairs, high = len(_HIGH_PAIR.findall(sample)), len(_HIGH.findall(sample))
        return "cp1251" if pairs * 2 > high else "cp1254"
    return "utf-8-sig"
