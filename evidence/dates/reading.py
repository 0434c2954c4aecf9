"""Reading what a researcher types, in any of the three languages, into EDTF."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from evidence.dates.lexicon import Meaning, Word, look_up, number_suffix
from evidence.dates.structure import LONGEST, parse

__all__ = ["read"]

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"\u2026": ".."})
_NOTATION = re.compile(r"[0-9XYESTZ?~%/.,:+\-\[\]{}]+")
_TOKEN = re.compile(
    r"""
    (?P<day_month_year>(?P<d>\d{1,2})(?P<divider>[./-])(?P<m>\d{1,2})(?P=divider)
        (?P<y>\d{4})(?!\d))
  | (?P<short_year>\d{1,2}(?P<stroke>[./-])\d{1,2}(?P=stroke)\d{2}(?![\d./]))
  | (?P<month_year>(?P<m2>\d{1,2})[./](?P<y2>\d{4})(?!\d))
  | (?P<iso>\d{4}-(?:0[1-9]|1[0-2]|2[1-4])(?:-\d{2})?(?!\d))
  | (?P<decade>\d{3}0(?:'?s|-?(?:е|х|ые|ых|ми))(?!\w))
  | (?P<number>\d+)(?:-?(?P<suffix>[^\W\d_]+))?
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<dash>[-/])
  | (?P<comma>[,;])
  | (?P<doubt>\?)
  | (?P<about>~)
  | (?P<space>[\s.()]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Token:
    """A piece of the text: a part of a date, or a word that joins dates."""

    text: str
    meaning: Meaning | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: int | None = None
    is_decade: bool = False
    role: Meaning | None = None


@dataclass(frozen=True)
class Parts:
    """What was said of one date. ``number`` is a small one: the day, or the month where
    the other end of an interval has months and no days."""

    year: int | None = None
    month: int | None = None
    number: int | None = None
    season: int | None = None
    is_decade: bool = False
    has_plural: bool = False
    mark: str = ""


def read(text: str) -> str:
    """Return the EDTF of what a person typed: "18.05.1992", "yay 1994", "1992–1993".

    EDTF itself passes. Raises :class:`ValueError`, with a sentence that names what was
    not understood.
    """
    if len(text) > LONGEST:
        raise ValueError(_("This date is too long."))
    plain = unicodedata.normalize("NFC", text).translate(_DASHES).strip()
    # A Cyrillic Х looks the same.
    notation = re.sub(r"\s", "", plain).upper().replace("Х", "X")
    fault = None
    if _NOTATION.fullmatch(notation):
        try:
            return parse(notation).text
        except ValueError as refusal:
            fault = refusal
    try:
        return parse(_notation_of(_tokens(plain.replace("’", "'")))).text
    except ValueError:
        if fault and re.search(r"[X%\[\]{}]|\.\.", notation):
            raise fault from None
        raise


def _not_understood(part: str) -> ValueError:
    return ValueError(
        _(
            "“%(part)s” was not understood in this date. Write, for example, "
            "18.05.1992, May 1992, summer 1994, 1992–1993, 1990s or about 1992."
        )
        % {"part": part.strip()}
    )


def _short_year(part: str) -> ValueError:
    return ValueError(
        _("Write the year with four digits: “%(part)s” is not clear.") % {"part": part}
    )


def _tokens(text: str) -> list[Token]:
    # The dative of the year, not the word for "with".
    text = re.sub(r"\bil[əe] (?:qədər|qeder|kimi)\b", "ilədək", text, flags=re.I)
    tokens, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _not_understood(text[place : place + 12])
        place = match.end()
        if match.lastgroup != "space":
            tokens.append(_token(match))
    # "və ya" is one word for "or".
    is_or = [token.meaning is Meaning.OR for token in tokens[1:]]
    return [
        token
        for token, or_follows in zip(tokens, [*is_or, False], strict=False)
        if not (or_follows and token.meaning is Meaning.AND)
    ]


def _token(match: re.Match[str]) -> Token:
    text = match[0]
    for name, meaning in (
        ("dash", Meaning.TO),
        ("doubt", Meaning.DOUBT),
        ("about", Meaning.ABOUT),
    ):
        if match[name]:
            return Token(text, meaning)
    if match["comma"]:
        return Token(text)
    if match["day_month_year"]:
        return Token(
            text, year=int(match["y"]), month=int(match["m"]), day=int(match["d"])
        )
    if match["short_year"]:
        raise _short_year(text)
    if match["month_year"]:
        return Token(text, year=int(match["y2"]), month=int(match["m2"]))
    if match["iso"]:
        year, second, *day = map(int, text.split("-"))
        if second > 12:
            return Token(text, year=year, season=second)
        return Token(text, year=year, month=second, day=day[0] if day else None)
    if match["decade"]:
        return Token(text, year=int(text[:4]), is_decade=True)
    if match["number"]:
        return _number(match)
    word = look_up(match["word"])
    if word is None:
        raise _not_understood(text)
    return _word(text, word)


def _word(text: str, word: Word) -> Token:
    if word.meaning is Meaning.MONTH:
        return Token(text, month=word.value, role=word.role)
    if word.meaning is Meaning.SEASON:
        return Token(text, season=word.value, role=word.role)
    return Token(text, word.meaning, role=word.role)


def _number(match: re.Match[str]) -> Token:
    digits, suffix = match["number"], match["suffix"]
    role = None
    if suffix:
        # "18may" and "1992г" are written together as well.
        word = number_suffix(suffix) or look_up(suffix)
        if word is None or word.meaning not in (Meaning.FILLER, Meaning.MONTH):
            raise _not_understood(match[0])
        role = word.role
        if word.meaning is Meaning.MONTH:
            return Token(match[0], month=word.value, day=int(digits), role=role)
    if len(digits) == 4:
        return Token(match[0], year=int(digits), role=role)
    if len(digits) <= 2:
        return Token(match[0], day=int(digits), role=role)
    raise _short_year(digits)


def _notation_of(tokens: list[Token]) -> str:
    """Return the EDTF that the tokens say."""
    meanings = {token.meaning for token in tokens}
    said = [token for token in tokens if token.meaning is not Meaning.FILLER]
    if not any(map(_is_part, said)):
        raise ValueError(_("Write at least a year."))
    outside = {Meaning.BEFORE, Meaning.AFTER} & meanings
    if outside or said[0].meaning is Meaning.UNTIL:
        raise ValueError(
            _("Write the date alone, and choose “before” or “after” beside it.")
        )
    if Meaning.BETWEEN in meanings:
        return _interval(*_halves(tokens, {Meaning.AND, Meaning.TO}))
    joints = {Meaning.TO, Meaning.UNTIL, Meaning.PRESENT}
    if joints & meanings:
        return _interval(*_halves(tokens, joints))
    roles = [token.role for token in tokens]
    if Meaning.FROM in roles and Meaning.TO in roles[roles.index(Meaning.FROM) :]:
        cut = roles.index(Meaning.FROM) + 1
        # The suffix may stand on the number and on the year behind it.
        return _interval(tokens[:cut], tokens[cut:])
    if Meaning.TO in roles:
        return f"../{_notation(_parts(tokens))}"
    if Meaning.FROM in roles or Meaning.FROM in meanings:
        return f"{_notation(_parts(tokens))}/.."
    return _several(tokens)


def _halves(
    tokens: list[Token], joints: set[Meaning]
) -> tuple[list[Token], list[Token]]:
    """Return the tokens before and behind the only one that joins two dates."""
    cuts = [n for n, token in enumerate(tokens) if token.meaning in joints]
    # "to the present" are two of them.
    if len(cuts) == 2 and tokens[cuts[1]].meaning is Meaning.PRESENT:
        cuts = [cuts[0]] if not any(_is_part(t) for t in tokens[cuts[0] :]) else cuts
    if len(cuts) != 1:
        raise _not_understood(tokens[cuts[-1]].text if cuts else tokens[0].text)
    return tokens[: cuts[0]], tokens[cuts[0] + 1 :]


def _is_part(token: Token) -> bool:
    return bool(token.year or token.month or token.day or token.season)


def _interval(start: list[Token], end: list[Token]) -> str:
    if not any(map(_is_part, start)):
        return f"../{_notation(_parts(end))}"
    if not any(map(_is_part, end)):
        return f"{_notation(_parts(start))}/.."
    first, last = _parts(start), _parts(end)
    if first.has_plural != last.has_plural:
        first, last = (replace(parts, has_plural=False) for parts in (first, last))
    if last.number and not last.month and first.year and not first.month:
        last = replace(last, number=None, year=_century_of(first.year, last.number))
    first, last = _completed(first, last), _completed(last, first)
    return f"{_notation(first)}/{_notation(last)}"


def _century_of(year: int, digits: int) -> int:
    """Return the year that the last two digits of 1992–93 mean."""
    if digits <= year % 100:
        raise _short_year(str(digits))
    return year // 100 * 100 + digits


def _completed(parts: Parts, other: Parts) -> Parts:
    """Return the parts with what was said only once, at the other end."""
    if parts.number and not parts.month:
        if other.month and not other.number:
            # 05–06.1992
            parts = replace(parts, month=parts.number, number=None)
        else:
            parts = replace(parts, month=other.month)
    return parts if parts.year else replace(parts, year=other.year)


def _several(tokens: list[Token]) -> str:
    """Return one date, or a list of them joined by "or", "and" or commas."""
    meanings = {token.meaning for token in tokens}
    is_choice = Meaning.OR in meanings
    groups: list[list[Token]] = [[]]
    for token in tokens:
        if token.meaning in (Meaning.OR, Meaning.AND) or token.text in (",", ";"):
            groups.append([])
        else:
            groups[-1].append(token)
    groups = [group for group in groups if any(map(_is_part, group))]
    has_joint = is_choice or Meaning.AND in meanings
    if not has_joint and sum(any(t.year for t in group) for group in groups) < 2:
        # May 18, 1992
        return _notation(_parts(tokens))
    found = [_parts(group) for group in groups]
    if len({parts.has_plural for parts in found}) > 1:
        found = [replace(parts, has_plural=False) for parts in found]
    last = found[-1]
    listed = ",".join(_notation(_completed(parts, last)) for parts in found)
    if len(found) == 1:
        return listed
    return f"[{listed}]" if is_choice else f"{{{listed}}}"


def _parts(tokens: list[Token]) -> Parts:
    parts, marks = Parts(), set()
    for token in tokens:
        if token.meaning is Meaning.ABOUT:
            marks.add("~")
        elif token.meaning is Meaning.DOUBT:
            marks.add("?")
        elif token.meaning is Meaning.YEARS:
            parts = replace(parts, has_plural=True)
        parts = _with(parts, token)
    return replace(parts, mark="%" if len(marks) == 2 else "".join(marks))


def _with(parts: Parts, token: Token) -> Parts:
    """Return the parts and what the token adds to them."""
    if (
        (parts.year and token.year)
        or (parts.month and token.month)
        or (parts.number and token.day)
        or (parts.season and token.season)
    ):
        raise _not_understood(token.text)
    return replace(
        parts,
        year=token.year if parts.year is None else parts.year,
        month=token.month if parts.month is None else parts.month,
        number=token.day if parts.number is None else parts.number,
        season=token.season if parts.season is None else parts.season,
        is_decade=parts.is_decade or token.is_decade,
    )


def _notation(parts: Parts) -> str:
    year, month, day, season = parts.year, parts.month, parts.number, parts.season
    if year is None:
        raise ValueError(_("The year is missing."))
    is_decade = parts.is_decade or (parts.has_plural and year % 10 == 0)
    rest = ""
    if season and (month or day):
        raise ValueError(_("A season and a month do not go together."))
    if day and not month:
        raise ValueError(_("The month is missing."))
    if is_decade and (month or season):
        raise ValueError(_("A decade and a month do not go together."))
    if season:
        rest = f"-{season}"
    elif month is not None:
        rest = f"-{month:02}" + (f"-{day:02}" if day is not None else "")
    written = f"{year:04}"
    return (f"{written[:3]}X" if is_decade else written) + rest + parts.mark
