"""Which of the archive's languages a page is written in, told by its letters."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["guess_language"]

_WORD = re.compile(r"[^\W\d_]+")
# Letters of one language's alphabet and not of the others'.
_AZERBAIJANI = frozenset("əğıƏĞİ")
_AZERBAIJANI_CYRILLIC = frozenset("әғҝөүһҹјӘҒҜӨҮҺҸЈ")
_RUSSIAN = frozenset("ёщъыэюяцьйЁЩЪЫЭЮЯЦЬЙ")
_ENOUGH = 12


def guess_language(text: str) -> str:
    """Return ``az``, ``az-Cyrl``, ``ru``, ``en``, or nothing where letters do not tell.

    Turkish and other Latin alphabets are not told apart from English by this.
    """
    letters = Counter(letter for word in _WORD.findall(text) for letter in word)
    count = sum(letters.values())
    if count < _ENOUGH:
        return ""
    cyrillic = sum(n for letter, n in letters.items() if "Ѐ" <= letter <= "ӿ")
    if cyrillic * 2 > count:
        own = sum(letters[letter] for letter in _AZERBAIJANI_CYRILLIC)
        russian = sum(letters[letter] for letter in _RUSSIAN)
        # The older Cyrillic alphabet shares letters with Russian, hence the margin.
        return "az-Cyrl" if own * 50 > count and own > russian // 2 else "ru"
    latin = sum(
        n
        for letter, n in letters.items()
        if letter.isascii() or "À" <= letter <= "ɏ" or letter == "ə"
    )
    if latin * 2 < count:
        return ""
    own = sum(letters[letter] for letter in _AZERBAIJANI)
    return "az" if own * 40 > count else "en"
