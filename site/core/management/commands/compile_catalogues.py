"""Compile the translation catalogues that changed; needs no GNU gettext."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.catalogues import compile_catalogues


class Command(BaseCommand):
    help = __doc__
    # The checks would load the catalogues that are about to be written.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        written = compile_catalogues(Path(path) for path in settings.LOCALE_PATHS)
        self.stdout.write(f"Catalogues compiled: {len(written)}")
