"""Words of a table that stand for values of the archive: terms, choices, yes and no."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale

from core.locales import language_codes
from evidence.importing.columns import fold
from evidence.models import VocabularyTerm

__all__ = ["Terms", "read_choice", "read_flag", "read_language", "split"]

_YES = {"yes", "true", "y", "t", "1", "x", "bəli", "hə", "var", "да", "истина"}
_NO = {"no", "false", "n", "f", "0", "xeyr", "yox", "нет", "ложь"}
SHOWN = 80


class Terms:
    """The vocabularies, found by slug, code, or label in any language."""

    def __init__(self) -> None:
        self._slugs: dict[tuple[str, str], VocabularyTerm] = {}
        self._words: dict[tuple[str, str], set[VocabularyTerm]] = defaultdict(set)
        for term in VocabularyTerm.objects.prefetch_related("labels"):
            self._slugs[term.scheme, term.slug] = term
            # Retired ones only come back with records that had them: by their slug.
            if term.is_retired:
                continue
            words = {term.slug, term.code, *(row.label for row in term.labels.all())}
            for word in filter(None, map(fold, words)):
                self._words[term.scheme, word].add(term)

    def find(self, scheme: str, text: str) -> VocabularyTerm:
        """Return the term; raises :class:`ValueError` for people."""
        if exact := self._slugs.get((scheme, text)):
            return exact
        found = self._words.get((scheme, fold(text)), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise ValueError(
                _("“%(text)s” stands for several terms: write the slug.")
                % {"text": text[:SHOWN]}
            )
        raise ValueError(
            _("“%(text)s” is no term of this vocabulary.") % {"text": text[:SHOWN]}
        )

    def find_all(self, scheme: str, text: str) -> list[VocabularyTerm]:
        """Return the terms of a list, each once."""
        found = [self.find(scheme, part) for part in split(text)]
        return list(dict.fromkeys(found))


def split(text: str) -> list[str]:
    """Return the parts of a list: semicolons, bars or new lines part them."""
    return [part.strip() for part in re.split(r"[;|\n]", text) if part.strip()]


def read_flag(text: str) -> bool:
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(_("Write yes or no, not “%(text)s”.") % {"text": text[:SHOWN]})


@cache
def _choices(field: Any) -> dict[str, str]:
    words: dict[str, str] = {}
    for code in language_codes():
        with override(code):
            words |= {fold(str(label)): value for value, label in field.flatchoices}
    return words | {fold(value): value for value, _label in field.flatchoices}


def read_choice(field: Any, text: str) -> str:
    """Return the value of a field's choice, named by value or by label."""
    try:
        return _choices(field)[fold(text)]
    except KeyError:
        values = ", ".join(str(value) for value, _label in field.flatchoices)
        raise ValueError(
            _("“%(text)s” is not one of: %(values)s.")
            % {"text": text[:SHOWN], "values": values}
        ) from None


@cache
def _languages() -> dict[str, str]:
    words: dict[str, str] = {}
    for code in language_codes():
        with override(code):
            words |= {fold(str(name)): known for known, name in settings.LANGUAGES}
    return words | {code: code for code in language_codes()}


def read_language(text: str) -> Locale:
    """Return a language of the site, named by code or name."""
    code = _languages().get(fold(text))
    if code is None:
        values = ", ".join(language_codes())
        raise ValueError(
            _("“%(text)s” is not one of: %(values)s.")
            % {"text": text[:SHOWN], "values": values}
        )
    return Locale.objects.get(language_code=code)
