"""Text that XML can hold."""

from __future__ import annotations

import re

__all__ = ["xml_text"]

# All but the characters of XML 1.0: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 has no way to write.

    It does not escape: that is for whoever writes the XML.
    """
    return _NOT_XML.sub("", text)
