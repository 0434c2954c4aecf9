"""What the pictures need when the site starts."""

from __future__ import annotations

from core.clock import register_sweep
from core.pictures.actions import sweep_renditions
from core.pictures.cards import sweep_cards
from core.pictures.guard import limit_pixels
from core.pictures.watching import watch_pictures

__all__ = ["start_pictures"]


def start_pictures() -> None:
    """Limit Pillow, watch uploads, register the sweepers. Called once, by the app."""
    limit_pixels()
    watch_pictures()
    register_sweep("make_renditions", sweep_renditions, every_seconds=60)
    register_sweep("make_social_cards", sweep_cards, every_seconds=60)
