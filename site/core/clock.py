"""The clock: small jobs that look, again and again, for work left behind.

A background task is only a wake-up and may be lost. A sweep reads our own tables,
so whatever a lost task should have done is found at the next round.

A room registers its sweeps in ``AppConfig.ready``; ``manage.py run_clock`` runs them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Clock", "Sweep", "register_sweep", "sweeps"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweep:
    """One job of the clock. ``run`` must be safe to run twice, or to be cut short."""

    name: str
    run: Callable[[], object]
    every_seconds: int


_registered: dict[str, Sweep] = {}


def register_sweep(name: str, run: Callable[[], object], every_seconds: int) -> None:
    """Have the clock call ``run`` every ``every_seconds``; a known name is replaced."""
    _registered[name] = Sweep(name, run, every_seconds)


def sweeps() -> list[Sweep]:
    """Return the registered sweeps in the order they were registered."""
    return list(_registered.values())


class Clock:
    """Runs each sweep when it is due. ``now`` gives seconds that never go back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._due: dict[str, float] = {}

    def tick(self) -> list[str]:
        """Run the sweeps that are due; return the names of those that failed.

        A sweep that fails is logged and tried again when it is next due; the others
        run all the same.
        """
        failed = []
        for sweep in sweeps():
            now = self._now()
            if now < self._due.get(sweep.name, now):
                continue
            self._due[sweep.name] = now + sweep.every_seconds
            try:
                sweep.run()
            except Exception:
                logger.exception("The sweep %s failed.", sweep.name)
                failed.append(sweep.name)
        return failed
