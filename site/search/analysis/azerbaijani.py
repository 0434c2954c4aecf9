"""A light stemmer for Azerbaijani nouns and verbal nouns.

It works on folded text, where vowel harmony (Azerbaijani grammar: *ahəng qanunu*) can
still be checked in part: a suffix with ``a`` follows a, i, o, u; one with ``e`` follows
e, i, o, u; one with ``i`` follows a, e, i; one with ``u`` follows o, u. That alone
tells *qan* from *qanun* without a word list.

First a word list is asked: the longest known lemma whose remainder is a chain of
suffixes wins. A word that it does not know loses its suffixes by ordered rules, case
before possessive before plural, up to three times. Where a letter may belong to the
stem or to the suffix (*insan-ın*, *ölkə-nin*) it goes in either case: a stem is a key
that the forms of one word share, not a word.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from search.analysis.folding import fold

__all__ = ["is_suffix", "stem", "stem_by_rules"]

LEMMAS = Path(__file__).with_name("azerbaijani_lemmas.txt")

_C = "[^aeiou]"
# A stem so far whose last vowel lets a suffix with a, e, i or u follow.
_A, _E = rf"[aiou]{_C}*", rf"[eiou]{_C}*"
_I, _U = rf"[aei]{_C}*", rf"[ou]{_C}*"


def _rule(*patterns: str) -> re.Pattern[str]:
    """Join alternatives; each has one group, the part of the word that remains."""
    return re.compile("|".join(rf"(?:{pattern})\Z" for pattern in patterns))


_CASES = (
    # The n that ends a word after a or e: insan-ın and ölkə-nin end alike.
    _rule(r"(.{2,}[ae])n"),
    # Copula (-dir) and "that which is in" (-dakı).
    _rule(
        rf"(.+{_I})dir(?:l[ae]r)?",
        rf"(.+{_U})dur(?:l[ae]r)?",
        rf"(.+{_A})n?daki",
        rf"(.+{_E})n?deki",
    ),
    # A case after a final high vowel, which may be a possessive: it stays for now.
    _rule(rf"(.*{_C}i)n(?:d[ae]n?|[aei]|in)", rf"(.*{_U}{_C}u)n(?:d[ae]n?|[aeu]|un)"),
    # Cases of stems in a vowel.
    _rule(r"(.+[aeiou])(?:y[ae]|yl[ae])", r"(.{2,}[ae])n(?:i|in)"),
    # Cases of stems in a consonant; locative and ablative of any.
    _rule(
        rf"(.+{_A}|[aiou]{_C}+)dan?",
        rf"(.+{_E}|[eiou]{_C}+)den?",
        rf"(.*{_I}{_C})in",
        rf"(.*{_U}{_C})un",
        rf"(.+{_A}{_C})la",
        rf"(.+{_E}{_C})le",
        rf"(.+{_A}{_C})a",
        rf"(.+{_E}{_C})e",
        rf"([eiou]{_C}{{1,2}})e",
    ),
)
_POSSESSIVES = (
    _rule(
        rf"(.*{_I}{_C})i[mn]iz",
        rf"(.*{_U}{_C})u[mn]uz",
        r"(.{2,}[ae])[mn]iz",
        rf"(.{{2,}}{_I}{_C})im",
        rf"(.{{2,}}{_U}{_C})um",
        r"(.{2,}[ae])si",
        r"(.{4,}i)si",
        r"(.{3,}u)su",
        rf"(.*{_I}{_C})i",
        rf"(.*{_U}{_C})u",
    ),
)
_ENDINGS = (
    # Plural.
    _rule(rf"(.*{_A})lar", rf"(.*{_E})ler"),
    # Infinitive -maq to verbal noun -ma, whose vowel goes as a dative's does.
    _rule(rf"(.+{_A}m)a[qg]", rf"(.+{_E}m)e[ky]"),
    # vətəndaş-ı and ölkə-si end alike once the vowel is gone.
    _rule(r"(.{2,}[ae])s"),
)
_FINAL_N = _rule(r"(.{2,}[ae])n")
_SOFT_K = _rule(r"(.{3,}[eiu])[ky]")
_VOWEL_THAT_DROPS = re.compile(rf"(.*[aeiou]{_C})[iu]([rlnmsz])\Z")


def _strip(word: str, rules: tuple[re.Pattern[str], ...]) -> str:
    for rule in rules:
        if found := rule.match(word):
            word = found.group(found.lastindex or 0)
    return word


def stem_by_rules(word: str) -> str:
    """Return the stem of the folded ``word`` without asking the word list."""
    for _step in range(3):
        before = word
        word = _strip(word, _CASES + _POSSESSIVES + _ENDINGS)
        word = _strip(word, (_SOFT_K,))
        if word == before:
            break
    word = _strip(word, (_FINAL_N,))
    if len(word) > 2 and word[-1] == "g" and word[-2] in "aiou":
        word = word[:-1] + "q"
    return _VOWEL_THAT_DROPS.sub(r"\1\2", word)


# What may follow a lemma: plural, possessive, case, copula, in this order.
_AFTER_CASE = r"(?:d[iu]r(?:l[ae]r)?|d[ae]k[iu](?:l[ae]r)?)?"
_CASE_AFTER_CONSONANT = r"(?:[iu]n|[ae]|[iu]|d[ae]n?|l[ae])?"
_CASE_AFTER_VOWEL = r"(?:n[iu]n|y[ae]|n[iu]|d[ae]n?|yl[ae])?"
_CASE_AFTER_THIRD = r"(?:n[iu]n|n[ae]|n[iu]|nd[ae]n?|yl[ae])?"
_MINE = r"(?:[iu][mn](?:[iu]z)?)"
_PLURAL = r"(?:l[ae]r)"
_CHAIN_AFTER_CONSONANT = re.compile(
    rf"{_PLURAL}?(?:[iu]{_CASE_AFTER_THIRD}|{_MINE}?{_CASE_AFTER_CONSONANT}){_AFTER_CASE}"
)
_CHAIN_AFTER_VOWEL = re.compile(
    rf"(?:{_PLURAL}(?:[iu]{_CASE_AFTER_THIRD}|{_MINE}?{_CASE_AFTER_CONSONANT})"
    rf"|s[iu]{_CASE_AFTER_THIRD}|[mn](?:[iu]z)?{_CASE_AFTER_CONSONANT}"
    rf"|{_CASE_AFTER_VOWEL}){_AFTER_CASE}"
)


@cache
def _lemmas() -> dict[str, str]:
    """Return folded lemma, or the form that it takes before a vowel → lemma."""
    known: dict[str, str] = {}
    for line in LEMMAS.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        lemma, _slash, shortened = fold(line).partition("/")
        known[lemma] = lemma
        if shortened:
            known[shortened] = lemma
        elif len(lemma) > 3 and lemma[-1] == "k":
            known.setdefault(lemma[:-1] + "y", lemma)
        elif len(lemma) > 3 and lemma[-1] == "q":
            known.setdefault(lemma[:-1] + "g", lemma)
    return known


def _known_lemma(word: str) -> str | None:
    lemmas = _lemmas()
    for length in range(len(word), 1, -1):
        lemma = lemmas.get(word[:length])
        if lemma is None:
            continue
        in_vowel = word[length - 1] in "aeiou"
        chain = _CHAIN_AFTER_VOWEL if in_vowel else _CHAIN_AFTER_CONSONANT
        if chain.fullmatch(word, length):
            return lemma
    return None


def is_suffix(text: str) -> bool:
    """Whether the folded ``text`` can follow a name's apostrophe or hyphen."""
    return bool(
        text
        and (
            _CHAIN_AFTER_CONSONANT.fullmatch(text)
            or _CHAIN_AFTER_VOWEL.fullmatch(text)
            or text in _NUMBER_SUFFIXES
        )
    )


# 2020-ci, 3-cü; 1990-larda is a chain.
_NUMBER_SUFFIXES = frozenset({"ci", "cu", "inci", "uncu", "nci", "ncu"})


def stem(word: str) -> str:
    """Return the key that all forms of the folded ``word`` share.

    Digits and words in other scripts come back unchanged.
    """
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    return _known_lemma(word) or stem_by_rules(word)
