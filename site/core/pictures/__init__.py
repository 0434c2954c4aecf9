"""Pictures as readers see them, and the cards that social networks show.

Pages only read here. What is not there yet is made by background work, never by a
reader's request: see ``docs/pictures.md``.
"""

from core.pictures.cards import (
    CardWords,
    card_for,
    forget_card,
    register_card_source,
)
from core.pictures.figures import Figure, View, figures_for
from core.pictures.signals import renditions_made
from core.pictures.tasks import enqueue_card

__all__ = [
    "CardWords",
    "Figure",
    "View",
    "card_for",
    "enqueue_card",
    "figures_for",
    "forget_card",
    "register_card_source",
    "renditions_made",
]
