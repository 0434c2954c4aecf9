"""Make languages, front pages, roles and workflows, wherever they are missing."""

from typing import Any

from django.core.management.base import BaseCommand

from front.actions import set_up_newsroom


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        pages = set_up_newsroom()
        languages = ", ".join(sorted(pages))
        self.stdout.write(f"The newsroom stands, in {languages}.")
