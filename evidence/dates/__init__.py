"""Dates of the archive: EDTF in the database, words in three languages for readers.

The notation is EDTF (ISO 8601-2:2019, levels 0 to 2); what people type is read into
it by :func:`read`.
"""

from __future__ import annotations

from django.utils.translation import get_language

from evidence.dates.azerbaijani import Azerbaijani
from evidence.dates.english import English
from evidence.dates.grammar import Grammar
from evidence.dates.limits import DateQualifier, bounds, check_qualifier, sort_key
from evidence.dates.reading import read
from evidence.dates.russian import Russian
from evidence.dates.structure import LONGEST, Edtf, parse

__all__ = [
    "LONGEST",
    "DateQualifier",
    "Edtf",
    "bounds",
    "check_qualifier",
    "display",
    "parse",
    "read",
    "sort_key",
]

_GRAMMARS: dict[str, Grammar] = {
    "az": Azerbaijani(),
    "en": English(),
    "ru": Russian(),
}


def display(
    text: str,
    qualifier: str = DateQualifier.ON,
    language: str | None = None,
    *,
    is_label: bool = False,
) -> str:
    """Return an EDTF date in words of ``language``, by default the active one.

    The words answer "when", in small letters: "before 1993", "летом 1994 года". As a
    label, a single date is named instead: "лето 1994 года". Raises :class:`ValueError`
    if ``text`` is no EDTF.
    """
    code = (language or get_language() or "en").split("-")[0]
    grammar = _GRAMMARS.get(code, _GRAMMARS["en"])
    return grammar.phrase(parse(text), qualifier, is_label=is_label)
