"""Politeness: requests to one host keep a distance in time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from evidence.capturing.faults import CaptureError, Reason

__all__ = ["Pace"]


class Pace:
    """Spaces the requests to each host. Shared by the threads of one process."""

    def __init__(
        self,
        seconds_apart: float = 0.1,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._apart = seconds_apart
        self._now = now
        self._sleep = sleep
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, *, deadline: float) -> None:
        """Wait for this host's turn; a turn after the ``deadline`` is an error."""
        with self._lock:
            now = self._now()
            turn = max(now, self._free.get(host, now))
            if turn > deadline:
                raise CaptureError(Reason.TIME, f"{host} wants a slower pace")
            self._free[host] = turn + self._apart
            for known in [h for h, free in self._free.items() if free < now]:
                del self._free[known]
        if turn > now:
            self._sleep(turn - now)

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for a while, as it asked for (Retry-After)."""
        with self._lock:
            now = self._now()
            self._free[host] = max(self._free.get(host, now), now + seconds)
