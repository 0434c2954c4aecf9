"""The catalogues hold every word of the site, in all three languages."""

from __future__ import annotations

import os
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from core.catalogues import compile_catalogues

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "locale"
LANGUAGES = ["az", "en", "ru"]

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")


def every_catalogue() -> list[Path]:
    return sorted(OURS.glob("**/LC_MESSAGES/*.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_of_each_language_exists(language: str) -> None:
    assert (OURS / language / "LC_MESSAGES" / "django.po").is_file()


@pytest.mark.parametrize("path", every_catalogue(), ids=lambda p: str(p.parent))
def test_every_message_is_translated_and_sure(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    missing = [entry.msgid for entry in catalogue.untranslated_entries()]
    fuzzy = [entry.msgid for entry in catalogue.fuzzy_entries()]
    assert (missing, fuzzy) == ([], [])


@pytest.mark.parametrize("path", every_catalogue(), ids=lambda p: str(p.parent))
def test_translations_keep_the_placeholders(path: Path) -> None:
    lost = []
    for entry in polib.pofile(str(path)):
        if "python-format" not in entry.flags:
            continue
        wanted = set(placeholders(entry.msgid_plural or entry.msgid))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text and not set(placeholders(text)) <= wanted:
                lost.append(entry.msgid)
            if text and not entry.msgid_plural and set(placeholders(text)) != wanted:
                lost.append(entry.msgid)
    assert lost == []


def placeholders(text: str) -> list[str]:
    return PLACEHOLDER.findall(text)


def test_compiled_catalogue_says_what_the_source_says(tmp_path: Path) -> None:
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "News"\nmsgstr "Новости"\n\n'
        '#, fuzzy\nmsgid "Opinion"\nmsgstr "Новости"\n',
        encoding="utf-8",
    )

    assert compile_catalogues([tmp_path]) == [source.with_suffix(".mo")]

    compiled = polib.mofile(str(source.with_suffix(".mo")))
    assert {entry.msgid: entry.msgstr for entry in compiled} == {"News": "Новости"}


def test_catalogues_that_did_not_change_are_not_compiled_again(tmp_path: Path) -> None:
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text('msgid "News"\nmsgstr "Novosti"\n', encoding="utf-8")
    compile_catalogues([tmp_path])

    assert compile_catalogues([tmp_path]) == []

    newer = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (newer, newer))
    assert compile_catalogues([tmp_path]) == [source.with_suffix(".mo")]


def test_locale_paths_are_the_ones_that_are_checked() -> None:
    assert [Path(p) for p in settings.LOCALE_PATHS] == [OURS, OURS / "upstream"]
