"""A bar that shows how far a long run has come."""

from __future__ import annotations

import threading
import time
from typing import TextIO

__all__ = ["Progress"]

WIDTH = 30
EVERY_SECONDS = 0.2


class Progress:
    """Draws a bar of ``total`` bytes on a terminal; stays silent anywhere else. Several
    threads may advance it. ``unit`` names another measure, and how many make one."""

    def __init__(
        self, out: TextIO, total: int, unit: tuple[str, float] = ("MB/s", 1e6)
    ) -> None:
        self._out, self._total, self._unit = out, total, unit
        self._done, self._label = 0, ""
        self._is_shown = bool(out.isatty())
        self._begun = time.monotonic()
        self._drawn = 0.0
        self._lock = threading.Lock()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        self.clear()

    def say(self, label: str) -> None:
        """Name what is being done."""
        with self._lock:
            self._label, self._drawn = label, 0.0
            self._draw()

    def advance(self, count: int) -> None:
        with self._lock:
            self._done += count
            self._draw()

    def clear(self) -> None:
        """Take the bar away, so that a line can be written."""
        with self._lock:
            if self._is_shown:
                self._out.write("\r\x1b[K")

    def _draw(self) -> None:
        now = time.monotonic()
        if not self._is_shown or now - self._drawn < EVERY_SECONDS:
            return
        self._drawn = now
        part = min(1.0, self._done / self._total) if self._total else 0.0
        bar = "#" * int(part * WIDTH)
        name, size = self._unit
        speed = self._done / max(now - self._begun, 0.001) / size
        line = f"[{bar:<{WIDTH}}] {part:4.0%} {speed:5.0f} {name} {self._label}"
        self._out.write(f"\r\x1b[K{line}")
        self._out.flush()
