"""Collect the words to translate from our own code into ``locale/``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.commands import makemessages

from core.locales import language_codes

# Msgids are plain English, so the English catalogue fills itself.
ENGLISH = "en"


class Command(makemessages.Command):
    help = __doc__
    # Sorted and never guessed: a diff shows what changed and nothing else.
    msgmerge_options = [
        *makemessages.Command.msgmerge_options,
        "--no-fuzzy-matching",
        "--sort-output",
    ]

    def handle(self, *args: Any, **options: Any) -> None:
        options.update(
            locale=language_codes(),
            ignore_patterns=[
                *options["ignore_patterns"],
                *(".venv", "var", "tests", "locale", "*/migrations"),
            ],
            no_wrap=True,
            no_location=True,
            no_obsolete=True,
        )
        folder = Path(settings.LOCALE_PATHS[0])
        folder.mkdir(parents=True, exist_ok=True)
        super().handle(*args, **options)
        for path in folder.glob("*/LC_MESSAGES/*.po"):
            tidy(path)


def tidy(path: Path) -> None:
    """Write a plain header without dates, and fill the English catalogue."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    language = path.parent.parent.name
    catalogue.header = ""
    catalogue.metadata_is_fuzzy = False
    catalogue.metadata = {
        "Project-Id-Version": "Voice of Karabakh",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalogue.metadata["Plural-Forms"],
    }
    if language == ENGLISH:
        for entry in catalogue:
            if entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
            else:
                entry.msgstr = entry.msgid
    catalogue.save()
