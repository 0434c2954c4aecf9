"""PDF text by page, whatever the file is."""

from __future__ import annotations

import random
import resource
import time
from pathlib import Path

import pytest
from fpdf import FPDF

from evidence.documents.languages import guess_language
from evidence.documents.reading import Bounds, DocumentError, DocumentFault, read_pdf
from tests.evidence.documents.papers import bomb, locked, paper, scan


def test_text_is_read_page_by_page(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", "Şuşa şəhəri", scan("only seen"), "Город\nШуша")
    pages = list(read_pdf(path))
    assert [page.number for page in pages] == [1, 2, 3]
    assert [page.text for page in pages] == ["Şuşa şəhəri", "", "Город\nШуша"]
    assert [page.is_picture for page in pages] == [False, True, False]


def test_scan_with_a_stamp_is_still_a_scan(tmp_path: Path) -> None:
    document = FPDF()
    document.set_font("helvetica", size=10)
    for has_scan in (True, False):
        document.add_page()
        if has_scan:
            document.image(scan("x"), 0, 0, 210, 297)
        document.cell(text="Archive No. 7")
    document.output(str(tmp_path / "a.pdf"))
    pages = list(read_pdf(tmp_path / "a.pdf"))
    assert [page.text for page in pages] == ["Archive No. 7"] * 2
    assert [page.is_picture for page in pages] == [True, False]


def test_locked_file_is_said_to_be_locked(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as refused:
        list(read_pdf(locked(tmp_path / "a.pdf")))
    assert refused.value.fault == DocumentFault.ENCRYPTED


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"<html>", b"\x89PNG\r\n\x1a\n", bytes(100_000)]
)
def test_file_that_is_no_pdf_is_said_to_be_damaged(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as refused:
        list(read_pdf(path))
    assert refused.value.fault == DocumentFault.UNREADABLE


def test_missing_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        list(read_pdf(tmp_path / "none.pdf"))


def test_name_of_a_file_is_no_option(tmp_path: Path) -> None:
    path = paper(tmp_path / "-c import os.pdf", "Page")
    assert [page.text for page in read_pdf(path)] == ["Page"]


def test_too_many_pages_or_letters_are_refused(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", *["Page"] * 12)
    with pytest.raises(DocumentError) as refused:
        list(read_pdf(path, Bounds(pages=11)))
    assert refused.value.fault == DocumentFault.SIZE
    with pytest.raises(DocumentError) as refused:
        list(read_pdf(path, Bounds(letters=40)))
    assert refused.value.fault == DocumentFault.SIZE
    cut = list(read_pdf(path, Bounds(letters_a_page=2)))
    assert {page.text for page in cut} == {"Pa"}


def test_time_is_bounded(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", "Page")
    begun = time.monotonic()
    with pytest.raises(DocumentError) as refused:
        list(read_pdf(path, Bounds(seconds=0)))
    assert refused.value.fault == DocumentFault.TIME
    assert time.monotonic() - begun < 2


def test_memory_is_bounded(tmp_path: Path) -> None:
    path = bomb(tmp_path / "a.pdf", megabytes=900)
    assert path.stat().st_size < 2_000_000
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(DocumentError):
        list(read_pdf(path, Bounds(memory=400_000_000)))
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    # The counter knows the largest child so far, which may have been another test's.
    assert after <= max(before, 400_000)


def test_reader_may_stop_early(tmp_path: Path) -> None:
    path = paper(tmp_path / "a.pdf", *["Page"] * 50)
    pages = read_pdf(path)
    assert next(pages).text == "Page"
    pages.close()


def test_damaged_files_do_no_harm(tmp_path: Path) -> None:
    """Random damage ends in text or in a refusal, never in another error."""
    whole = paper(tmp_path / "a.pdf", "Şuşa", scan("x"), "Laçın").read_bytes()
    chance = random.Random(11)
    for turn in range(25):
        damaged = bytearray(whole)
        for _hit in range(chance.randrange(1, 40)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = tmp_path / f"{turn}.pdf"
        path.write_bytes(damaged[: chance.randrange(len(damaged) // 2, len(damaged))])
        try:
            pages = list(read_pdf(path, Bounds(seconds=20)))
        except DocumentError:
            continue
        assert all("\0" not in page.text for page in pages)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Məscidin damı dağılmışdır, şəhərdə yaşayış yoxdur.", "az"),
        ("Мәсҹидин дамы дағылмышдыр, шәһәрдә јашајыш јохдур.", "az-Cyrl"),
        ("Крыша мечети разрушена, в городе никто не живёт.", "ru"),
        ("The roof of the mosque is destroyed, nobody lives here.", "en"),
        ("Շուշի քաղաքը և նրա շրջակայքը 1992 թվականին", ""),
        ("12.05.1994 — 17", ""),
        ("", ""),
        ("Protokol № 5", ""),
    ],
)
def test_language_is_told_by_its_letters(text: str, language: str) -> None:
    assert guess_language(text) == language
