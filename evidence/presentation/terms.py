"""The labels of vocabularies in one language, read at once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import CharField, FilteredRelation, Q
from django.db.models.functions import Coalesce

from core.locales import language_codes
from evidence.models import VocabularyTerm

__all__ = ["NOT_SENSITIVE", "TermRow", "Terms", "forget_terms", "terms_in"]

NOT_SENSITIVE = "not_sensitive"
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class TermRow:
    slug: str
    label: str
    parent: str
    position: int


class Terms:
    """Every term of every scheme, by scheme and slug, with its label."""

    def __init__(self, schemes: Mapping[str, Mapping[str, TermRow]]) -> None:
        self._schemes = schemes

    def label(self, scheme: str, slug: str | None) -> str:
        """Return the label; the slug itself if the term is gone, "" for no slug."""
        row = self._schemes.get(scheme, {}).get(slug or "")
        return row.label if row else (slug or "")

    def labels(self, scheme: str, slugs: Iterable[str]) -> list[str]:
        return [self.label(scheme, slug) for slug in slugs]

    def warning(self, slug: str | None) -> str:
        """Return the label of a content warning; "" where none is needed."""
        return "" if slug == NOT_SENSITIVE else self.label("sensitivity", slug)

    def way(self, scheme: str, slug: str | None) -> list[TermRow]:
        """Return the term with its broader ones, the broadest first."""
        found: list[TermRow] = []
        row = self._schemes.get(scheme, {}).get(slug or "")
        while row is not None and row not in found:
            found.insert(0, row)
            row = self._schemes[scheme].get(row.parent)
        return found

    def rows(self, scheme: str) -> list[TermRow]:
        """Return a scheme's terms in order."""
        return sorted(
            self._schemes.get(scheme, {}).values(), key=lambda r: (r.position, r.slug)
        )


def terms_in(language: str) -> Terms:
    """Return all terms with labels in ``language``, else in English, else slugs."""
    key = _key(language)
    rows: list[tuple[str, str, str, int, str]] | None = cache.get(key)
    if rows is None:
        rows = _read(language)
        cache.set(key, rows, _SECONDS)
    schemes: dict[str, dict[str, TermRow]] = {}
    for scheme, slug, parent, position, label in rows:
        schemes.setdefault(scheme, {})[slug] = TermRow(slug, label, parent, position)
    return Terms(schemes)


def _read(language: str) -> list[tuple[str, str, str, int, str]]:
    terms = VocabularyTerm.objects.annotate(
        own=FilteredRelation("labels", condition=Q(labels__language=language)),
        english=FilteredRelation("labels", condition=Q(labels__language="en")),
    ).annotate(
        word=Coalesce("own__label", "english__label", "slug", output_field=CharField())
    )
    return [
        (scheme, slug, parent or "", position, word)
        for scheme, slug, parent, position, word in terms.order_by().values_list(
            "scheme", "slug", "parent__slug", "position", "word"
        )
    ]


def forget_terms() -> None:
    cache.delete_many([_key(code) for code in language_codes()])


def _key(language: str) -> str:
    return f"evidence.terms.{language}"
