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
    assert (committed - now, now - committed) == (set(), set()), (
        f"{path} is out of date: make messages, then translate"
    )
