"""Texts in files that a spreadsheet may open: never taken for a formula.

A text that a spreadsheet would run gets an apostrophe in front. Texts that begin with
an apostrophe and such a sign get one more, so :func:`disarmed` and :func:`plain` undo
each other.
"""

from __future__ import annotations

import re

__all__ = ["disarmed", "plain"]

# The last four are full-width twins, which some spreadsheets take for the same.
_ARMED = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"-\d{1,30}(\.\d{1,30})?", re.ASCII)


def disarmed(text: str) -> str:
    """Return the text as it may stand in a file. Negative numbers stay numbers."""
    if _ARMED.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def plain(text: str) -> str:
    """Return the text without the apostrophe of :func:`disarmed`."""
    if text.startswith("'") and _ARMED.match(text):
        return text[1:]
    return text
