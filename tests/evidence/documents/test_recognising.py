"""Scans are read in all three languages, and in the older Azerbaijani alphabet."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from evidence.documents import recognising
from evidence.documents.reading import Bounds, DocumentError, DocumentFault
from evidence.documents.recognising import (
    MemoryRecogniser,
    OcrmypdfRecogniser,
    get_recogniser,
)
from tests.evidence.documents.papers import OLD_CYRILLIC, paper, scan

LANGUAGES = {"az", "az-Cyrl", "ru", "en"}
installed = pytest.mark.skipif(
    shutil.which("tesseract") is None
    or set(OcrmypdfRecogniser().languages()) != LANGUAGES,
    reason="tesseract or one of its languages is not installed",
)


@installed
def test_scans_are_read_in_every_language(tmp_path: Path) -> None:
    path = paper(
        tmp_path / "a.pdf",
        "A page of text",
        scan("Məscidin damı dağılmışdır.\nŞəhərdə yaşayış yoxdur."),
        scan("Крыша мечети разрушена.\nВ городе никто не живёт."),
        scan("The roof of the mosque is destroyed."),
        "Another page of text",
    )
    texts = get_recogniser().recognise(path, 2, 4, 5, "az")
    assert [" ".join(text.split()) for text in texts] == [
        "Məscidin damı dağılmışdır. Şəhərdə yaşayış yoxdur.",
        "Крыша мечети разрушена. В городе никто не живёт.",
        "The roof of the mosque is destroyed.",
    ]


@installed
@pytest.mark.skipif(not OLD_CYRILLIC.exists(), reason="no typeface has its letters")
def test_older_alphabet_is_read(tmp_path: Path) -> None:
    page = scan("Мәктәбин китабханасы\nјандырылмышдыр", typeface=OLD_CYRILLIC)
    path = paper(tmp_path / "a.pdf", page)
    (text,) = OcrmypdfRecogniser().recognise(path, 1, 1, 1, "az-Cyrl")
    assert "китабханасы" in text
    assert "Мәктәбин" in text


@installed
def test_empty_page_has_no_text(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", scan(""), scan("Second page"))
    assert OcrmypdfRecogniser().recognise(path, 1, 2, 2, "en") == ["", "Second page"]


@installed
def test_page_that_stands_on_its_head_is_turned(tmp_path: Path) -> None:
    lines = "\n".join(["The roof of the mosque is destroyed."] * 12)
    path = paper(tmp_path / "a.pdf", scan(lines, turned=180))
    (text,) = OcrmypdfRecogniser().recognise(path, 1, 1, 1, "en")
    assert "The roof of the mosque is destroyed." in text


@installed
def test_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(DocumentError) as refused:
        OcrmypdfRecogniser().recognise(path, 1, 1, 1, "en")
    assert refused.value.fault == DocumentFault.RECOGNITION


@installed
def test_time_is_bounded(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", scan("Page"))
    begun = time.monotonic()
    with pytest.raises(DocumentError) as refused:
        OcrmypdfRecogniser(Bounds(seconds=0.3)).recognise(path, 1, 1, 1, "en")
    assert refused.value.fault == DocumentFault.TIME
    assert time.monotonic() - begun < 3


def test_machine_without_tesseract_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognising, "_installed_packs", frozenset)
    recogniser = OcrmypdfRecogniser()
    assert recogniser.languages() == []
    with pytest.raises(DocumentError) as refused:
        recogniser.recognise(tmp_path / "a.pdf", 1, 1, 1, "az")
    assert refused.value.fault == DocumentFault.RECOGNITION


def test_memory_recogniser_keeps_to_the_same_interface(tmp_path: Path) -> None:
    recogniser = MemoryRecogniser({2: "two"})
    assert recogniser.recognise(tmp_path / "a.pdf", 1, 2, 9, "az") == ["", "two"]
    assert recogniser.asked == [(1, 2, "az")]
    assert set(recogniser.languages()) == LANGUAGES
