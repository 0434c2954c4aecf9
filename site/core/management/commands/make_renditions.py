"""Make the renditions that pictures lack. Can be cut short and run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from wagtail.images import get_image_model

from core.pictures.actions import make_picture_renditions, unfinished_pictures

BAR = 30


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="make those anew that are there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        again = options["again"]
        pictures = get_image_model().objects.all() if again else unfinished_pictures()
        waiting = list(pictures.order_by("pk").values_list("pk", flat=True))
        unreadable = 0
        for number, picture_id in enumerate(waiting, start=1):
            if not make_picture_renditions(picture_id, again=again):
                unreadable += 1
            self._show(number, len(waiting))
        self.stdout.write(f"Pictures made: {len(waiting) - unreadable}")
        if unreadable:
            self.stderr.write(f"Pictures that could not be made: {unreadable}")

    def _show(self, number: int, total: int) -> None:
        """Move the bar, where somebody watches."""
        if self.stdout.isatty():
            filled = "#" * (BAR * number // total)
            end = "\n" if number == total else ""
            line = f"\r[{filled:<{BAR}}] {number}/{total}"
            self.stdout.write(line, ending=end)
            self.stdout.flush()
