"""Compiling translation catalogues without GNU gettext.

Format of the result: the MO files of the GNU gettext manual, "The Format of GNU MO
Files", as polib writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polib

__all__ = ["compile_catalogues"]


def compile_catalogues(folders: Iterable[Path]) -> list[Path]:
    """Compile each ``<language>/LC_MESSAGES/*.po`` that is newer than its ``.mo``.

    Return the files written. Fuzzy entries are left out, as msgfmt leaves them out.
    """
    written = []
    for folder in folders:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if (
                target.exists()
                and target.stat().st_mtime_ns >= source.stat().st_mtime_ns
            ):
                continue
            # Another process may be reading the old catalogue: swap it in whole.
            unfinished = target.with_suffix(".mo.new")
            polib.pofile(str(source)).save_as_mofile(str(unfinished))
            unfinished.replace(target)
            written.append(target)
    return written
