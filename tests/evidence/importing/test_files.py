"""Files of strangers: read as they are meant, or refused with a reason."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import numbers

from evidence.importing import xlsx_files
from evidence.importing.columns import guess_mapping, offered
from evidence.importing.faults import FileFault
from evidence.importing.files import detect, heading_of, read_rows
from evidence.importing.rows import ERROR, FORMULA, Row

AZ = "Ad;Yer\r\nBöyük çay;Şəki\r\n"
RU = "Название;Место\r\nБольшая река;Нагорная\r\n"
TR = "Ad;Yer\r\nBüyük çay;Şeki ığdır\r\n"


def rows_of(data: bytes, **layout: Any) -> list[Row]:
    stream = io.BytesIO(data)
    found = {**detect(stream), **layout}
    heading = Row(1, heading_of(stream, found))
    return [heading, *read_rows(stream, found)]


def cells_of(data: bytes, **layout: Any) -> list[list[str]]:
    return [row.cells for row in rows_of(data, **layout)]


def workbook(*rows: list[Any], **changes: Any) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in changes.items():
        book.active[cell].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook with one more part, or another one in its place."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (AZ, "utf-8"),
        (AZ, "utf-8-sig"),
        (AZ, "utf-16"),
        (RU, "utf-8"),
        (RU, "cp1251"),
        (TR, "cp1254"),
    ],
)
def test_encodings_are_found_out(text: str, encoding: str) -> None:
    wanted = [line.split(";") for line in text.split("\r\n") if line]
    assert cells_of(text.encode(encoding)) == wanted


def test_what_was_found_out_wrong_can_be_said() -> None:
    data = "Ad;Yer\nŞ;b\n".encode("cp1254")
    assert cells_of(data, encoding="cp1254")[1] == ["Ş", "b"]
    with pytest.raises(FileFault) as refused:
        cells_of(data, encoding="utf-8-sig")
    assert refused.value.code == "encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_are_found_out(delimiter: str) -> None:
    text = delimiter.join(["title", '"one, two; three\tfour"']) + "\n" + delimiter
    assert cells_of((text + "x\n").encode())[0] == ["title", "one, two; three\tfour"]


def test_lines_are_those_of_the_file() -> None:
    rows = rows_of(b'title,summary\n"two\nlines",x\n\n,,\nlast,y\n')
    assert [(row.line, row.cells[0]) for row in rows[1:]] == [
        (2, "two\nlines"),
        (6, "last"),
    ]
    assert cells_of(b"sep=;\ntitle;summary\na;b\n")[1] == ["a", "b"]


def test_formulas_are_marked_and_never_computed() -> None:
    rows = rows_of(workbook(["title", "b"], ["=1+1", "#N/A"], ["'=1", "x"]))
    assert rows[1].cells[0] is FORMULA
    assert rows[1].cells[1] is ERROR
    # A text is a text, however it looks.
    assert rows[2].cells == ["'=1", "x"]


def test_dates_are_no_more_exact_than_they_were_typed() -> None:
    day = datetime.date(1992, 5, 1)
    data = workbook(
        ["a", "b", "c", "d", "e", "f"],
        [day, day, day, 1992, 39.5, True],
        A2="mmm yyyy",
        B2="yyyy",
        C2=numbers.FORMAT_DATE_DDMMYY,
    )
    assert cells_of(data)[1] == ["1992-05", "1992", "1992-05-01", "1992", "39.5", "yes"]


def test_a_sheet_does_not_say_how_large_it_is() -> None:
    data = workbook(["title"], ["one"])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    lying = sheet.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    assert lying != sheet
    data = with_part(data, "xl/worksheets/sheet1.xml", lying)
    assert cells_of(data) == [["title"], ["one"]]


GOOD = workbook(["title"], ["one"])
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "1234567890">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old_excel"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
        (GOOD[: len(GOOD) // 2], "xlsx"),
        (b"PK\x03\x04 no zip at all", "xlsx"),
        (with_part(GOOD, "xl/worksheets/sheet1.xml", b"<worksheet><ro"), "xlsx"),
        (with_part(GOOD, "xl/sharedStrings.xml", ENTITIES), "entities"),
        (b"title\n" + b'"' + b"x" * 140_000, "cell"),
        (b"title" + b"," * 1_500 + b"x\n", "columns"),
        (b"title\n" + b"a,b\n" * 100_002, "rows"),
        ("title\nх\n".encode("utf-32"), "encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(FileFault) as refused:
        rows_of(data)
    assert refused.value.code == code
    assert len(str(refused.value)) > 10


def test_a_bomb_is_not_unpacked(monkeypatch) -> None:
    bomb = with_part(GOOD, "xl/sharedStrings.xml", b" " * (65 * 1024 * 1024))
    assert len(bomb) < 200_000
    read: list[str] = []
    monkeypatch.setattr(xlsx_files.openpyxl, "load_workbook", read.append)
    with pytest.raises(FileFault) as refused:
        rows_of(bomb)
    assert refused.value.code == "bomb"
    assert read == []


def test_headings_are_known_by_name_or_label_in_any_language() -> None:
    header = [
        *("title", "Başlıq", "Категория", "Claim 2 · Source 1 · Web address"),
        *("claim_1", "CLAIM_1_SOURCE_2_URL", "Rayon", "nothing known", "İddia"),
    ]
    assert guess_mapping(header) == [
        *("title", "", "category", "claim_2_source_1_url", "claim_1"),
        *("claim_1_source_2_url", "within", "", ""),
    ]
    # A list for every heading: it must not grow with what a file says.
    names = {column.name for column in offered()}
    assert {"claim_3", "claim_2_source_2_title"} <= names and len(names) < 300
    assert guess_mapping(["claim_9_source_9_url", "claim_21", "claim_0"]) == [
        *("claim_9_source_9_url", "", "")
    ]
