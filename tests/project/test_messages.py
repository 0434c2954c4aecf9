"""The catalogues are up to date with the source. Needs GNU gettext."""

from __future__ import annotations

import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.test import override_settings

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ["az", "en", "ru"]


def words(path: Path) -> set[tuple[str | None, str, str]]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural)
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues as `make messages` would write them now."""
    folder = tmp_path_factory.mktemp("locale")
    for language in LANGUAGES:
        shutil.copytree(ROOT / "locale" / language, folder / language)

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        with override_settings(LOCALE_PATHS=[folder]):
            call_command("collect_messages", verbosity=0)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_matches_the_source(language: str, collected: Path) -> None:
    path = Path(language, "LC_MESSAGES", "django.po")
    committed, now = words(ROOT / "locale" / path), words(collected / path)
    astray = sorted({word for _context, word, _plural in committed ^ now})
    # Not the assertion's own report: it would fill thousands of lines.
    if astray:
        some = ", ".join(map(repr, astray[:10]))
        pytest.fail(
            f"{path}: {len(astray)} messages differ from the source, such as {some}. "
            "Run make messages, then translate.",
            pytrace=False,
        )
