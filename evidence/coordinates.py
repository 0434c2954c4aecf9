"""Coordinates as people write them: decimal, or in degrees, minutes and seconds."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

__all__ = ["read_coordinates"]

LONGEST_TEXT = 120
DECIMALS = 7

# Azerbaijani (şimal/cənub enliyi, şərq/qərb uzunluğu) and Russian (северная/южная
# широта, восточная/западная долгота) abbreviations of the hemispheres.
_HEMISPHERES = (
    (re.compile(r"(?<!\w)(?:с\.?\s*ш|ş\.?\s*e)\.?(?!\w)"), "n"),
    (re.compile(r"(?<!\w)(?:ю\.?\s*ш|c\.?\s*e)\.?(?!\w)"), "s"),
    (re.compile(r"(?<!\w)(?:в\.?\s*д|ş\.?\s*u)\.?(?!\w)"), "e"),
    (re.compile(r"(?<!\w)(?:з\.?\s*д|q\.?\s*u)\.?(?!\w)"), "w"),
)
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("′’ʹ‘`", "'"),
        **dict.fromkeys("″”“ʺ", '"'),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("−–", "-"),
    }
)
_NUMBER = r"\d{{1,{digits}}}(?:[.,]\d{{1,15}})?"
_ONE = (
    r"(?P<before{n}>[nsew])?\s*"
    rf"(?P<degrees{{n}}>[+-]?{_NUMBER.format(digits=3)})\s*°?\s*"
    rf"(?:(?P<minutes{{n}}>{_NUMBER.format(digits=2)})\s*'\s*"
    rf"(?:(?P<seconds{{n}}>{_NUMBER.format(digits=2)})\s*(?:\"|'')\s*)?)?"
    r"(?(before{n})|(?P<after{n}>[nsew])?)"
)


def _one(number: int) -> str:
    return re.sub(r"\{n\}", str(number), _ONE)


_PAIR = re.compile(rf"{_one(1)}(?:\s*[,;/]\s*|\s+|(?<=[nsew'\"°])){_one(2)}")


def read_coordinates(text: str) -> tuple[float, float]:
    """Return latitude and longitude, in this order.

    Latitude comes first in ``text`` unless letters say otherwise. Raises
    :class:`ValueError` with a sentence for people.
    """
    match = _PAIR.fullmatch(_plain(text)) if len(text) <= LONGEST_TEXT else None
    if match is None:
        raise ValueError(
            _(
                "These coordinates were not understood. Write latitude and longitude, "
                "for example 39.75, 46.75 or 39°45′ N 46°45′ E."
            )
        )
    parts = match.groupdict()
    if ("," in _numbers(parts, 1)) != ("," in _numbers(parts, 2)):
        raise ValueError(_("Write a point, not a comma, before the decimals."))
    first, second = _degrees(parts, 1), _degrees(parts, 2)
    letters = tuple(parts[f"before{n}"] or parts[f"after{n}"] or "" for n in (1, 2))
    if any(letters):
        axes = {"n": "ns", "s": "ns", "e": "ew", "w": "ew", "": ""}
        if {axes[letter] for letter in letters} != {"ns", "ew"}:
            raise ValueError(_("Name one of N and S, and one of E and W."))
        if first < 0 or second < 0:
            raise ValueError(_("Write either a minus sign or a letter, not both."))
        first *= -1 if letters[0] in "sw" else 1
        second *= -1 if letters[1] in "sw" else 1
        if letters[0] in "ew":
            first, second = second, first
    if abs(first) > 90 or abs(second) > 180:
        raise ValueError(
            _("Latitude goes from −90 to 90 and longitude from −180 to 180.")
        )
    return round(first, DECIMALS), round(second, DECIMALS)


def _plain(text: str) -> str:
    """Return the text in small letters and plain signs, hemispheres as n, s, e, w."""
    plain = " ".join(text.replace("İ", "i").lower().translate(_SIGNS).split())
    for pattern, letter in _HEMISPHERES:
        plain = pattern.sub(letter, plain)
    return plain.strip(" ()")


def _numbers(parts: dict[str, str | None], number: int) -> str:
    names = ("degrees", "minutes", "seconds")
    return " ".join(parts[f"{name}{number}"] or "" for name in names)


def _degrees(parts: dict[str, str | None], number: int) -> float:
    texts = [text.replace(",", ".") for text in _numbers(parts, number).split()]
    if any("." in text for text in texts[:-1]):
        raise ValueError(_("Only the last of degrees, minutes, seconds has decimals."))
    minutes_and_seconds = [float(text) for text in texts[1:]]
    if any(value >= 60 for value in minutes_and_seconds):
        raise ValueError(_("Minutes and seconds go from 0 to 59."))
    value = abs(float(texts[0]))
    for place, part in enumerate(minutes_and_seconds, start=1):
        value += part / 60**place
    return -value if texts[0].startswith("-") else value
