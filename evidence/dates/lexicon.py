"""The words that people write dates with, in Azerbaijani, English and Russian."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from core.slugs import transliterate

__all__ = ["Meaning", "Word", "folded", "look_up", "number_suffix"]


class Meaning(Enum):
    MONTH = auto()
    SEASON = auto()
    FILLER = auto()
    """Says nothing: year, of, in."""
    YEARS = auto()
    """The plural that makes a decade of 1990 in Azerbaijani."""
    ABOUT = auto()
    DOUBT = auto()
    FROM = auto()
    TO = auto()
    UNTIL = auto()
    """Like TO between two dates; alone it would mean "before"."""
    BETWEEN = auto()
    AND = auto()
    OR = auto()
    BEFORE = auto()
    AFTER = auto()
    PRESENT = auto()


@dataclass(frozen=True)
class Word:
    """What a word says. ``role`` is FROM or TO where a suffix says so besides."""

    meaning: Meaning
    value: int = 0
    role: Meaning | None = None


def folded(word: str) -> str:
    """Return the word without what people leave out: diacritics of Latin letters, the
    dots of ё. Cyrillic stays, so that или (or) is not ili (the year)."""
    lowered = word.replace("İ", "i").lower()
    if re.search(r"[\u0400-\u04ff]", lowered):
        return lowered.replace("ё", "е")
    return transliterate(lowered).replace("'", "")


def _table(meaning: Meaning, words: str) -> dict[str, Word]:
    return {folded(word): Word(meaning) for word in words.split()}


def _numbered(meaning: Meaning, first: int, groups: str) -> dict[str, Word]:
    return {
        folded(word): Word(meaning, number)
        for number, group in enumerate(groups.split(";"), start=first)
        for word in group.split()
    }


_WORDS: dict[str, Word] = {
    **_numbered(
        Meaning.MONTH,
        1,
        "january jan yan;february feb fev;march mar;april apr;may;june jun iyn;"
        "july jul iyl;august aug avq;september sep sept sen;october oct okt;"
        "november nov noy;december dec dek",
    ),
    **_numbered(
        Meaning.MONTH,
        1,
        "январь января январе январем янв;февраль февраля феврале февралем фев февр;"
        "март марта марте мартом мар;апрель апреля апреле апрелем апр;"
        "май мая мае маем;июнь июня июне июнем;июль июля июле июлем;"
        "август августа августе августом авг;"
        "сентябрь сентября сентябре сентябрем сен сент;"
        "октябрь октября октябре октябрем окт;ноябрь ноября ноябре ноябрем ноя нояб;"
        "декабрь декабря декабре декабрем дек",
    ),
    **_numbered(
        Meaning.SEASON,
        21,
        "spring весна весны весне весну весной;summer лето лета лете летом;"
        "autumn fall осень осени осенью;winter зима зимы зиме зиму зимой",
    ),
    **_table(
        Meaning.FILLER,
        "the of in on at year years season il ili ilin ilində ildə ilinin "
        "ay ayı ayın ayında tarix tarixi tarixində "
        "г гг год года году годом годы годов годах годами в во месяц месяца время",
    ),
    **_table(Meaning.YEARS, "illər illəri illərin illərdə illərində"),
    "illerden": Word(Meaning.YEARS, role=Meaning.FROM),
    "illeredek": Word(Meaning.YEARS, role=Meaning.TO),
    "ilden": Word(Meaning.FILLER, role=Meaning.FROM),
    "iledek": Word(Meaning.FILLER, role=Meaning.TO),
    **_table(
        Meaning.ABOUT,
        "about around circa ca c approximately approx təxminən təqribən "
        "около примерно приблизительно",
    ),
    **_table(
        Meaning.DOUBT,
        "possibly probably perhaps uncertain ehtimal ehtimalən dəqiqləşdirilməyib "
        "возможно вероятно предположительно",
    ),
    **_table(Meaning.FROM, "from since bəri с со от"),
    **_table(Meaning.TO, "to till until through по"),
    "до": Word(Meaning.UNTIL),
    **_table(Meaning.BETWEEN, "between arasında между"),
    **_table(Meaning.AND, "and və ilə и"),
    **_table(Meaning.OR, "or ya или"),
    **_table(Meaning.BEFORE, "before əvvəl qədər"),
    **_table(Meaning.AFTER, "after sonra после"),
    **_table(Meaning.PRESENT, "present now today настоящее indiyədək"),
}

_AZERBAIJANI = {
    **_numbered(
        Meaning.MONTH,
        1,
        "yanvar;fevral;mart;aprel;may;iyun;iyul;avqust;sentyabr;oktyabr;noyabr;dekabr",
    ),
    **_numbered(Meaning.SEASON, 21, "yaz bahar;yay;payız;qış"),
}
# Possessive, genitive, locative, ablative, and the suffix that means "until".
_STEM = re.compile(
    rf"(?P<stem>{'|'.join(_AZERBAIJANI)})(?:[iu]n?)?"
    r"(?:(?P<from>d[ae]n)|d[ae]|(?P<to>[ae]dek))?"
)
_PLAIN_SUFFIXES = {
    *("st", "nd", "rd", "th"),
    *("ci", "cu", "i", "u", "si", "su", "inci", "uncu"),
    *("го", "е", "й", "я", "м", "г", "гг"),
}
_ROLES = {"den": Meaning.FROM, "dan": Meaning.FROM, "dek": Meaning.TO}


def look_up(word: str) -> Word | None:
    """Return what the word says, or None if it is not known."""
    key = folded(word)
    if key in _WORDS:
        return _WORDS[key]
    match = _STEM.fullmatch(key)
    if match is None:
        return None
    known = _AZERBAIJANI[match["stem"]]
    role = Meaning.FROM if match["from"] else Meaning.TO if match["to"] else None
    return Word(known.meaning, known.value, role)


def number_suffix(suffix: str) -> Word | None:
    """Return what the letters behind a number say, or None if they are not known."""
    key = folded(suffix)
    if key in _PLAIN_SUFFIXES:
        return Word(Meaning.FILLER)
    return Word(Meaning.FILLER, role=_ROLES[key]) if key in _ROLES else None
