"""Make the sample newsroom, and, if asked, a large archive for benchmarks."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo.accounts import is_production
from demo.actions import seed_newsroom
from demo.archive import grow_archive
from demo.content import ContentError
from demo.progress import ProgressBar


class Command(BaseCommand):
    help = "Make the sample newsroom; what is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            type=int,
            default=0,
            metavar="N",
            help="grow an archive of N further articles in three languages",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="what the archive's chance starts from"
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="seed a production site too; its sample accounts get no password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_production() and not options["force"]:
            raise CommandError(
                "These are production settings, and sample content would be public. "
                "Use --force if that is what you want."
            )
        # Each page that is published would be a line between the steps of the bar.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        try:
            self._seed()
            if options["scale"]:
                self._grow(options["scale"], options["seed"])
        except ContentError as error:
            raise CommandError(str(error)) from error

    def _bar(self, total: int, **options: Any) -> ProgressBar:
        def write(text: str) -> None:
            self.stdout.write(text, ending="")
            self.stdout.flush()

        return ProgressBar(write, total, is_terminal=self.stdout.isatty(), **options)

    def _seed(self) -> None:
        bar: ProgressBar | None = None

        def report(label: str, done: int, total: int) -> None:
            nonlocal bar
            if bar is None:
                bar = self._bar(total, done=done - 1)
            bar.step(label, done - bar.done)

        steps = seed_newsroom(report=report)
        if bar:
            bar.close()
        if steps:
            self.stdout.write("Making pictures for the pages …")
            call_command("make_renditions", stdout=self.stdout)
        self.stdout.write(
            "The sample newsroom is ready."
            if steps
            else "The sample newsroom was already there."
        )

    def _grow(self, size: int, seed: int) -> None:
        bar: ProgressBar | None = None

        def report(done: int, total: int) -> None:
            nonlocal bar
            if bar is None:
                bar = self._bar(total, done=done, unit="stories")
            bar.step("stories in three languages", done - bar.done)

        made = grow_archive(size, seed=seed, report=report)
        if bar:
            bar.close()
        self.stdout.write(f"The archive has {size} articles, {made} of them new.")
