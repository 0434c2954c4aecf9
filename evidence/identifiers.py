"""Persistent identifiers in the ARK style, such as ``ark:/99999/b3kx09wz4f``.

An ARK is the label, the number of the authority that assigns names (NAAN) and an
opaque name. The syntax follows *The ARK Identifier Scheme* (draft-kunze-ark): hyphens
mean nothing, the slash after the label may be left out. The name's last character
checks all before it, NAAN included, by the NOID check digit algorithm
(https://metacpan.org/dist/Noid/view/noid#NOID-CHECK-DIGIT-ALGORITHM), which finds
every single wrong character and every swap of two that are not alike.

Because the NAAN is checked too, a name is valid under the NAAN it was minted with:
whoever keeps a name keeps its NAAN beside it.
"""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.utils.translation import gettext as _

__all__ = [
    "ALPHABET",
    "NAME_LENGTH",
    "ark",
    "check_character",
    "is_valid",
    "mint",
    "normalise",
    "parse_ark",
]

# Digits and consonants without l: no word arises, and 0 and O, 1 and l cannot be
# mistaken. There are 29, a prime, on which the power of the check rests.
ALPHABET = "0123456789bcdfghjkmnpqrstvwxz"
NAME_LENGTH = 10

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
# Hyphens, and what typesetting makes of them or breaks lines with.
_INERT = re.compile(r"[-\u00ad\u2010-\u2015\u200b\s]")
_LABEL = re.compile(r"(?:^|/)ark:/?(?P<naan>[0-9a-z]{5,9})/(?P<name>[^/?#.]+)$")


def mint() -> str:
    """Return a new random name. 29⁹ are possible; the caller's table refuses a double.

    The first character is a letter, so that no program takes a name for a number.
    """
    letters = ALPHABET[10:]
    first = secrets.choice(letters)
    rest = (secrets.choice(ALPHABET) for _each in range(NAME_LENGTH - 2))
    name = first + "".join(rest)
    return name + check_character(f"{settings.ARK_NAAN}/{name}")


def check_character(text: str) -> str:
    """Return the NOID check character of ``NAAN/name``.

    >>> check_character("13030/xf93gt2")
    'q'
    """
    total = sum(
        position * _VALUES.get(character, 0)
        for position, character in enumerate(text, start=1)
    )
    return ALPHABET[total % len(ALPHABET)]


def is_valid(name: str, naan: str | None = None) -> bool:
    """Return whether ``name`` could have been minted under ``naan`` (by default ours).

    The name is taken as it stands: see :func:`normalise`.
    """
    if len(name) != NAME_LENGTH or not set(name) <= _VALUES.keys():
        return False
    return check_character(f"{naan or settings.ARK_NAAN}/{name[:-1]}") == name[-1]


def ark(name: str, naan: str | None = None) -> str:
    """Return the whole identifier of ``name``."""
    return f"ark:/{naan or settings.ARK_NAAN}/{name}"


def normalise(text: str) -> str:
    """Return a name or a whole ARK without what carries no meaning.

    Hyphens and white space go, and capitals become small: we mint no others.
    """
    return _INERT.sub("", text).lower()


def parse_ark(text: str) -> tuple[str, str]:
    """Return NAAN and name of an ARK, which may stand at the end of a web address.

    Raises :class:`ValueError`, with a sentence for people, if there is none or its
    check character is wrong.
    """
    match = _LABEL.search(normalise(text[:500]).rstrip("/"))
    if match is None:
        raise ValueError(_("This is not an ARK, such as ark:/99999/b3kx09wz4f."))
    if not is_valid(match["name"], match["naan"]):
        raise ValueError(_("This ARK was mistyped: its last character does not fit."))
    return match["naan"], match["name"]
