"""``manage.py search_index build | check | repair``."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import upkeep

__all__ = ["Command"]


class Progress:
    """A bar on a terminal; elsewhere a line now and then."""

    def __init__(self, stream: Any, total: int) -> None:
        self._stream, self._total = stream, max(total, 1)
        self._done, self._start, self._told = 0, time.monotonic(), 0.0

    def __call__(self, done: int) -> None:
        self._done += done
        now = time.monotonic()
        on_terminal = self._stream.isatty()
        if now - self._told < (0.2 if on_terminal else 10) and self._told:
            return
        self._told = now
        rate = self._done / max(now - self._start, 0.001)
        share = min(self._done / self._total, 1)
        bar = "#" * int(share * 30)
        line = f"[{bar:<30}] {share:4.0%}  {self._done} objects, {rate:.0f} a second"
        self._stream.write(line, ending="\r" if on_terminal else "\n")
        self._stream.flush()


class Command(BaseCommand):
    help = (
        "Keeps the search index: build indexes what is missing and may be cut short "
        "and run again; check names every difference; repair mends them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("job", choices=["build", "check", "repair"])
        parser.add_argument(
            "--from-scratch",
            action="store_true",
            help="build: empty the index first",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        bar = Progress(self.stderr, upkeep.to_build())
        tell: upkeep.Tell = (lambda done: None) if quiet else bar
        if options["job"] == "build":
            count = upkeep.build(tell, from_scratch=options["from_scratch"])
            self._say(quiet, f"{count} objects indexed.")
        elif options["job"] == "repair":
            count = upkeep.repair(tell)
            self._say(quiet, f"{count} differences mended.")
        else:
            self._check(tell, quiet)

    def _say(self, quiet: bool, text: str) -> None:
        if not quiet:
            self.stdout.write(text)

    def _check(self, tell: upkeep.Tell, quiet: bool) -> None:
        count = 0
        for difference in upkeep.differences(tell):
            count += 1
            self.stdout.write(str(difference))
        if count:
            raise CommandError(
                f"{count} differences: `manage.py search_index repair` mends them.",
                returncode=1,
            )
        self._say(quiet, "Index and public content agree.")
