"""Numbers from the library, for texts that tell how many records there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from evidence.library.choosing import Choice
from evidence.library.reading import conditions_of, readable
from evidence.navigation import archive_link

__all__ = ["Number", "numbers_of"]

# As long as readers' pages may be kept: a number is no older than its page.
SECONDS = 60


@dataclass(frozen=True)
class Number:
    """How many records were public when it was counted. ``url`` lists just these; it
    is "" where the language has no library."""

    count: int
    as_of: datetime
    url: str


def numbers_of(choices: Iterable[Choice], language: str) -> dict[str, Number]:
    """Return the number of each choice, by its query string. One query, however many
    there are, or none: each is kept for :data:`SECONDS`."""
    wanted = {choice.address(""): choice for choice in choices}
    if not wanted:
        return {}
    keys = {_key(query, language): query for query in wanted}
    found: dict[str, tuple[int, datetime]] = {
        keys[key]: value for key, value in cache.get_many(keys).items()
    }
    missing = [query for query in wanted if query not in found]
    if missing:
        counted = _count([wanted[query] for query in missing], language)
        now = timezone.now()
        new = {q: (n, now) for q, n in zip(missing, counted, strict=True)}
        cache.set_many({_key(q, language): value for q, value in new.items()}, SECONDS)
        found |= new
    link = archive_link(language)
    return {
        query: Number(*found[query], choice.address(link[1]) if link else "")
        for query, choice in wanted.items()
    }


def _count(choices: list[Choice], language: str) -> list[int]:
    everything = Q(pk__isnull=False)
    numbers = readable(language).aggregate(
        **{
            f"n{place}": Count("pk", filter=everything & conditions_of(choice))
            for place, choice in enumerate(choices)
        }
    )
    return [numbers[f"n{place}"] for place in range(len(choices))]


def _key(query: str, language: str) -> str:
    return f"evidence.number.{language}.{query}"
