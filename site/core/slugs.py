"""Addresses made of words: transliteration of Azerbaijani and Russian titles.

Azerbaijani letters follow what Azerbaijanis type without diacritics (ə→e, ı→i,
ğ→g …). Cyrillic follows ICAO Doc 9303 part 3 (the Russian passport table), except
that Azerbaijani Cyrillic letters, which Russian has not, follow the 1991 alphabet.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["SLUG_LENGTH", "slugify", "transliterate"]

SLUG_LENGTH = 80

_AZERBAIJANI = {
    "ə": "e", "ı": "i", "ö": "o", "ü": "u", "ş": "s", "ç": "c", "ğ": "g", "ǝ": "e",
}  # fmt: skip
_RUSSIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e",
    "ю": "iu", "я": "ia",
}  # fmt: skip
_AZERBAIJANI_CYRILLIC = {
    "ә": "e", "ғ": "g", "ҝ": "g", "ө": "o", "ү": "u", "һ": "h", "ҹ": "c", "ј": "y",
}  # fmt: skip
_LETTERS = str.maketrans(_AZERBAIJANI | _RUSSIAN | _AZERBAIJANI_CYRILLIC)


def transliterate(text: str) -> str:
    """Return ``text`` in lower-case ASCII letters as far as tables and Unicode
    decomposition reach; what neither knows is dropped."""
    # İ and I are two letters; lower() would turn the first into i + a combining dot.
    lowered = text.replace("İ", "i").replace("I", "i").lower().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return decomposed.encode("ascii", "ignore").decode("ascii")


def slugify(text: str, *, length: int = SLUG_LENGTH) -> str:
    """Return a slug of whole words, at most ``length`` characters; may be empty.

    >>> slugify("İşğaldan azad edilmiş ərazilər")
    'isgaldan-azad-edilmis-eraziler'
    """
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’ʼ]", "", transliterate(text)))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:length]
        if len(longer) > length:
            break
        slug = longer
    return slug
