"""Processes that work on a copy of the test's database, and are killed at it."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.db import connection, connections

__all__ = ["KILLS", "Killer", "copy_of_database", "start"]

KILLS = 100

Work = Callable[[], object]


def start(database: Path, work: Work) -> int:
    """Do ``work`` on the database in a process of its own; return its number once it
    has opened the database."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        os.read(reading, 1)
        os.close(reading)
        return child
    try:
        connections.settings["default"]["NAME"] = str(database)
        connections["default"] = connections.create_connection("default")
        connections["default"].ensure_connection()
        os.write(writing, b"!")
        work()
        os._exit(0)
    finally:
        traceback.print_exc()
        os._exit(1)


def copy_of_database(folder: Path) -> Path:
    """Return the test's database as a file, which several processes can open."""
    path = folder / "killed.sqlite3"
    connection.ensure_connection()
    path.write_bytes(connection.connection.serialize())
    return path


class Killer:
    """Runs work to its end, or kills it at an instant of all the time it takes.

    How long that is changes with what else the machine does: ``length`` grows while
    kills hit and shrinks when one comes too late, so some always come at the very end.
    """

    def __init__(self, folder: Path, *, seed: int = 0) -> None:
        self.database = copy_of_database(folder)
        self.chance = random.Random(seed)
        self.length, self.hits = 0.0, 0

    def run(self, work: Work) -> float:
        """Do work to its end; return the seconds it took."""
        child = start(self.database, work)
        begun = time.monotonic()
        _child, status = os.waitpid(child, 0)
        assert status == 0, "see what the process has printed"
        return time.monotonic() - begun

    def kill(self, work: Work) -> None:
        child = start(self.database, work)
        time.sleep(self.chance.uniform(0, self.length))
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _child, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            self.hits += 1
            self.length *= 1.02
        else:
            assert status == 0, "a process failed by itself"
            self.length *= 0.9

    def kill_each(
        self,
        work: Callable[[int], object],
        *,
        before: Callable[[bool], object],
        kills: int = KILLS,
    ) -> int:
        """Kill the work of one number after the other, and complete each; return how
        many that were. ``before`` is done before work is completed: nothing may be half
        there. It is told whether the clock has come by meanwhile."""

        def complete(number: int, swept: bool) -> None:
            before(swept)
            work(number)

        self.length = self.run(partial(work, 0))
        number = 0
        while self.hits < kills:
            number += 1
            for _again in range(self.chance.choice([1, 1, 2])):
                self.kill(partial(work, number))
            self.run(partial(complete, number, self.chance.random() < 0.5))
            assert number < 2 * kills
        return number + 1
