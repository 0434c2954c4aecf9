"""Ends a browser that takes too much memory, as a hostile page can make it do.

Chromium reserves far more addresses than it uses, so the system's own limit of address
space cannot bound it; what its processes really hold is added up here.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

__all__ = ["MemoryWatch", "memory_of"]


class MemoryWatch:
    """Watches a process and all its children while entered.

    ``was_hit`` says afterwards that it ended them.
    """

    def __init__(self, pid: int, most: int, *, seconds: float = 0.3) -> None:
        self._pid = pid
        self._most = most
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.was_hit = False

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(self._seconds):
            if memory_of(self._pid) > self._most:
                self.was_hit = True
                with suppress(ProcessLookupError):
                    os.killpg(self._pid, signal.SIGKILL)
                return


def memory_of(pid: int) -> int:
    """Return the bytes that a process and its children hold; 0 where none can say.

    What they share is counted once for each, so this is rather too much.
    """
    page = os.sysconf("SC_PAGE_SIZE")
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        # A process may end while it is looked at.
        with suppress(OSError, ValueError, IndexError):
            # The name, in brackets, may hold anything.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)] = int(fields[1])
            pages[int(folder.name)] = int(fields[21])
    total, waiting = 0, [pid]
    while waiting:
        current = waiting.pop()
        total += pages.get(current, 0) * page
        waiting += [child for child, parent in parents.items() if parent == current]
    return total
