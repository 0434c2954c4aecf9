"""Social cards in storage: their names, their addresses, the missing ones.

A card's name is made of what it shows, so no row is needed to find it, and a headline
that changes gets another card while the old address stays good.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, astuple, dataclass
from hashlib import sha256

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from core.pictures.social_card import DESIGN, draw_social_card

__all__ = [
    "CardWords",
    "card_for",
    "forget_card",
    "register_card_source",
    "store_card",
    "sweep_cards",
]

DAY = 24 * 3600
# How long a page may believe that a card is still missing.
PATIENCE = 60
SWEEP_SECONDS = 20


@dataclass(frozen=True)
class CardWords:
    """What a card says, and in which language."""

    headline: str
    kicker: str
    kind_label: str
    site_name: str
    language: str

    @classmethod
    def of(cls, *words: object) -> CardWords:
        """Return the words as plain strings, free of lazy translation."""
        return cls(*(str(word) for word in words))

    @property
    def name(self) -> str:
        """The name in the ``renditions`` storage."""
        digest = sha256(json.dumps([DESIGN, *astuple(self)]).encode()).hexdigest()
        return f"cards/{digest[:32]}.jpg"

    def as_arguments(self) -> dict[str, str]:
        """Return the words by name, for a background task."""
        return asdict(self)


_sources: dict[str, Callable[[], Iterable[CardWords]]] = {}


def register_card_source(name: str, source: Callable[[], Iterable[CardWords]]) -> None:
    """Have the sweeper draw the cards that ``source`` names, where they are missing.

    A room calls it in ``AppConfig.ready``. ``source`` should yield what was published
    lately, not the whole archive.
    """
    _sources[name] = source


def card_for(
    headline: str, kicker: str, kind_label: str, site_name: str, language: str
) -> str | None:
    """Return the address of a card, or None while it is not drawn. Needs no query.

    Whether it is there is remembered in the cache, so that a remote store is not asked
    for every page.
    """
    words = CardWords.of(headline, kicker, kind_label, site_name, language)
    known = cache.get(_key(words))
    drawn = _look(words) if known is None else known
    return storages["renditions"].url(words.name) if drawn else None


def store_card(words: CardWords) -> str:
    """Draw and store a card unless it is there; return its name in storage."""
    storage = storages["renditions"]
    if not storage.exists(words.name):
        storage.save(words.name, ContentFile(draw_social_card(**words.as_arguments())))
    cache.set(_key(words), True, DAY)
    return words.name


def forget_card(words: CardWords) -> None:
    """Take a card away from the public; nothing happens if there is none."""
    storages["renditions"].delete(words.name)
    cache.delete(f"pictures:{words.name}")


def sweep_cards() -> int:
    """Draw the cards that lost or killed tasks left undone; return how many. Stops
    after some seconds, as other sweeps wait."""
    deadline, drawn = time.monotonic() + SWEEP_SECONDS, 0
    for words in {words for source in _sources.values() for words in source()}:
        if time.monotonic() > deadline:
            break
        if not cache.get(_key(words)) and not _look(words):
            store_card(words)
            drawn += 1
    return drawn


def _look(words: CardWords) -> bool:
    """Ask the storage for the card, and remember what it says."""
    drawn = storages["renditions"].exists(words.name)
    cache.set(_key(words), drawn, DAY if drawn else PATIENCE)
    return drawn


def _key(words: CardWords) -> str:
    return f"pictures:{words.name}"
