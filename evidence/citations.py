"""How to cite one version of a record: plain text, BibTeX, RIS and CSL-JSON.

Each is made of the same facts and names the exact bytes by their SHA-256.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from evidence.dates import display

__all__ = ["PUBLISHER", "Citable", "bibtex", "csl_json", "plain_text", "ris"]

PUBLISHER = "Voice of Karabakh"


@dataclass(frozen=True)
class Citable:
    """What a citation says. ``language`` is the code of the version's language, which
    the plain text is written in; ``ark`` the whole identifier."""

    title: str
    version: int
    date: date
    ark: str
    url: str
    sha256: str
    language: str
    publisher: str = PUBLISHER


# Names of languages as biblatex knows them.
_BABEL = {"az": "azerbaijani", "en": "english", "ru": "russian"}
_BIBTEX_ESCAPES = {
    # BibTeX counts braces even behind a backslash, so they must go by name.
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
_URL_ESCAPES = {sign: f"%{ord(sign):02X}" for sign in '{}\\"<>^`| '}


def plain_text(facts: Citable) -> str:
    """Return the citation as a sentence in the language of the version."""
    with translation.override(facts.language):
        return _(
            "“%(title)s”. %(publisher)s, version %(version)s, %(date)s. %(ark)s. "
            "%(url)s (SHA-256: %(sha256)s)"
        ) % {
            "title": _line(facts.title),
            "publisher": _line(facts.publisher),
            "version": facts.version,
            "date": display(facts.date.isoformat(), language=facts.language),
            "ark": _line(facts.ark),
            "url": _address(facts.url),
            "sha256": _line(facts.sha256),
        }


def bibtex(facts: Citable) -> str:
    """Return a BibTeX entry in UTF-8; ``online``, as biblatex has it."""
    fields = {
        # The second pair of braces keeps capitals as they are.
        "title": f"{{{_escaped(facts.title)}}}",
        "organization": _escaped(facts.publisher),
        "version": str(facts.version),
        "date": facts.date.isoformat(),
        "year": f"{facts.date.year:04}",
        "month": str(facts.date.month),
        "url": _address(facts.url),
        "eprint": _escaped(facts.ark),
        "eprinttype": "ark",
        "note": _escaped(f"SHA-256: {facts.sha256}"),
        "langid": _BABEL.get(facts.language, _escaped(facts.language)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return f"@online{{{_key(facts)},\n" + ",\n".join(lines) + "\n}\n"


def ris(facts: Citable) -> str:
    """Return a RIS record: one tag a line, ended as the format wants."""
    tags = (
        ("TY", "ELEC"),
        ("TI", facts.title),
        ("PB", facts.publisher),
        ("PY", f"{facts.date.year:04}"),
        ("DA", f"{facts.date:%Y/%m/%d}"),
        ("ET", str(facts.version)),
        ("AN", facts.ark),
        ("UR", _address(facts.url)),
        ("N1", f"SHA-256: {facts.sha256}"),
        ("LA", facts.language),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in tags)


def csl_json(facts: Citable) -> dict[str, Any]:
    """Return the item that CSL processors and reference managers read."""
    day = facts.date
    return {
        "id": facts.ark,
        "type": "webpage",
        "title": _line(facts.title),
        "publisher": _line(facts.publisher),
        "container-title": _line(facts.publisher),
        "version": str(facts.version),
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "archive_location": facts.ark,
        "URL": _address(facts.url),
        "note": f"SHA-256: {facts.sha256}",
        "language": facts.language,
    }


def _line(text: str) -> str:
    """Return the text on one line: a break in it could begin another tag."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())


def _escaped(text: str) -> str:
    return "".join(_BIBTEX_ESCAPES.get(sign, sign) for sign in _line(text))


def _address(url: str) -> str:
    """Return the address without what would end a field or a line."""
    return "".join(_URL_ESCAPES.get(sign, sign) for sign in _line(url))


def _key(facts: Citable) -> str:
    name = re.sub(r"[^0-9a-z]", "", facts.ark.rpartition("/")[2].lower())
    return f"voice-{name or 'record'}-v{facts.version}-{facts.language[:2]}"
