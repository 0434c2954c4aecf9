"""Run the registered sweeps, each when it is due, until told to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from core.clock import Clock

TICK_SECONDS = 30


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once",
            action="store_true",
            help="run every sweep once and end, with an error if one failed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        clock = Clock()
        if options["once"]:
            failed = clock.tick()
            if failed:
                raise CommandError(f"These sweeps failed: {', '.join(failed)}")
            return

        stop = threading.Event()

        def finish(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGINT, finish)
        signal.signal(signal.SIGTERM, finish)
        while not stop.is_set():
            # A connection that the database has dropped must not fail every round.
            close_old_connections()
            clock.tick()
            stop.wait(TICK_SECONDS)
