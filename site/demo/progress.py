"""A bar in the terminal; a line now and then where there is no terminal."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["ProgressBar"]

WIDTH = 30
EVERY_SECONDS = 0.2
EVERY_SECONDS_IN_A_LOG = 30.0


class ProgressBar:
    """Shows ``done`` of ``total`` steps through ``write``, which must not add line
    ends. ``unit`` is named beside the rate, if given."""

    def __init__(
        self,
        write: Callable[[str], object],
        total: int,
        *,
        is_terminal: bool,
        done: int = 0,
        unit: str = "",
    ) -> None:
        self.write, self.total, self.unit = write, max(total, 1), unit
        self.done = self.done_before = done
        self.started = self.shown = time.monotonic()
        self.is_terminal = is_terminal

    def step(self, label: str, steps: int = 1) -> None:
        self.done += steps
        now = time.monotonic()
        every = EVERY_SECONDS if self.is_terminal else EVERY_SECONDS_IN_A_LOG
        if now - self.shown >= every or self.done >= self.total:
            self.shown = now
            self._show(label)

    def _show(self, label: str) -> None:
        share = min(self.done / self.total, 1.0)
        line = f"{self.done:>7}/{self.total} {label}"
        if self.unit:
            seconds = max(time.monotonic() - self.started, 0.001)
            rate = (self.done - self.done_before) / seconds
            left = (self.total - self.done) / rate if rate else 0.0
            line += f" · {rate:.0f} {self.unit}/s · {left / 60:.1f} min left"
        if not self.is_terminal:
            self.write(f"{share:4.0%} {line}\n")
            return
        filled = round(share * WIDTH)
        bar = "█" * filled + "░" * (WIDTH - filled)
        self.write(f"\r\x1b[K{bar} {share:4.0%} {line}")

    def close(self) -> None:
        if self.is_terminal:
            self.write("\n")
