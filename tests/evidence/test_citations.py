"""Citations say the same facts in every form, whatever the title holds."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import date

import pytest

from evidence.citations import Citable, bibtex, csl_json, plain_text, ris

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FACTS = Citable(
    title="The mosque of Upper Garden",
    version=3,
    date=date(2026, 6, 5),
    ark="ark:/99999/b3kx09wz4f",
    url="https://example.org/en/evidence/b3kx09wz4f/v3/",
    sha256=SHA256,
    language="en",
)
HOSTILE = [
    "100% {braces} & $dollars$ #1 under_score ~tilde ^caret \\backslash",
    "}\n@online{fake,\n  title = {Injected}",
    "Title\nER  - \nTY  - FAKE\r\nTI  - Injected\x00\x85\u2028end",
    "}}}{{{\\}\\{",
    "“Yuxarı Bağ” – Верхний Сад: qala, məscid və s. «крепость»",
    "\"quoted\" 'single' <b>bold</b>",
    "\\",
    "%",
]


def read_bibtex(text: str) -> tuple[str, str, dict[str, str]]:
    """Return kind, key and fields of the only entry, with the braces counted as BibTeX
    counts them: a backslash before one changes nothing."""
    head = re.match(r"@(\w+)\{([^,\s{}]+),\s*", text)
    assert head is not None
    place, fields = head.end(), {}
    while match := re.compile(r"(\w+) = \{").match(text, place):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        assert match[1] not in fields
        fields[match[1]] = text[match.end() : end - 1]
        place = re.compile(r",?\s*").match(text, end).end()  # type: ignore[union-attr]
    assert text[place:] == "}\n"
    return head[1], head[2], fields


def typeset(value: str) -> str:
    """Return what TeX would print for the value of a field."""
    names = {
        "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
        "textasciitilde": "~", "textasciicircum": "^",
    }  # fmt: skip
    printed, place = "", 0
    while place < len(value):
        if named := re.compile(r"\\([a-z]+)\{\}").match(value, place):
            printed, place = printed + names[named[1]], named.end()
        elif value[place] == "\\":
            assert value[place + 1] in "#$%&_"
            printed, place = printed + value[place + 1], place + 2
        else:
            assert value[place] not in "#$%&_~^{}", value
            printed, place = printed + value[place], place + 1
    return printed


def read_ris(text: str) -> list[tuple[str, str]]:
    lines = text.split("\r\n")
    assert lines.pop() == ""
    matches = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line) for line in lines]
    assert all(matches), lines
    return [(match[1], match[2]) for match in matches if match]


def one_line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())


class TestPlainText:
    @pytest.mark.parametrize(
        ("language", "text"),
        [
            (
                "en",
                "“The mosque of Upper Garden”. Voice of Karabakh, version 3, "
                "5 June 2026. ark:/99999/b3kx09wz4f. "
                f"{FACTS.url} (SHA-256: {SHA256})",
            ),
            (
                "az",
                "“The mosque of Upper Garden”. Voice of Karabakh, versiya 3, "
                "5 iyun 2026-cı il. ark:/99999/b3kx09wz4f. "
                f"{FACTS.url} (SHA-256: {SHA256})",
            ),
            (
                "ru",
                "«The mosque of Upper Garden». Voice of Karabakh, версия 3, "
                "5 июня 2026 года. ark:/99999/b3kx09wz4f. "
                f"{FACTS.url} (SHA-256: {SHA256})",
            ),
        ],
    )
    def test_is_in_the_language_of_the_version(self, language: str, text: str) -> None:
        assert plain_text(replace(FACTS, language=language)) == text

    @pytest.mark.parametrize("title", HOSTILE)
    def test_stays_on_one_line(self, title: str) -> None:
        text = plain_text(replace(FACTS, title=title))
        assert one_line(title) in text
        assert text.splitlines() == [text]


class TestBibtex:
    def test_facts(self) -> None:
        kind, key, fields = read_bibtex(bibtex(FACTS))
        assert (kind, key) == ("online", "voice-b3kx09wz4f-v3-en")
        assert fields == {
            "title": "{The mosque of Upper Garden}",
            "organization": "Voice of Karabakh",
            "version": "3",
            "date": "2026-06-05",
            "year": "2026",
            "month": "6",
            "url": FACTS.url,
            "eprint": FACTS.ark,
            "eprinttype": "ark",
            "note": f"SHA-256: {SHA256}",
            "langid": "english",
        }

    @pytest.mark.parametrize("title", HOSTILE)
    def test_title_comes_out_as_it_went_in(self, title: str) -> None:
        _, _, fields = read_bibtex(bibtex(replace(FACTS, title=title)))
        assert len(fields) == 11
        assert typeset(fields["title"][1:-1]) == one_line(title)

    def test_address_cannot_leave_its_field(self) -> None:
        url = "https://example.org/a}b{c\\d e?f=1&g=50%25#h_~"
        _, _, fields = read_bibtex(bibtex(replace(FACTS, url=url)))
        assert fields["url"] == "https://example.org/a%7Db%7Bc%5Cd%20e?f=1&g=50%25#h_~"

    def test_versions_and_languages_have_keys_of_their_own(self) -> None:
        variants = [
            FACTS,
            replace(FACTS, version=4),
            replace(FACTS, language="az"),
            replace(FACTS, ark="ark:/99999/c3kx09wz4r"),
        ]
        keys = [read_bibtex(bibtex(facts))[1] for facts in variants]
        assert len(set(keys)) == len(keys)

    @pytest.mark.parametrize(
        ("language", "name"),
        [("az", "azerbaijani"), ("en", "english"), ("ru", "russian"), ("hy", "hy")],
    )
    def test_language_is_named_as_biblatex_does(self, language: str, name: str) -> None:
        _, _, fields = read_bibtex(bibtex(replace(FACTS, language=language)))
        assert fields["langid"] == name


class TestRis:
    def test_facts(self) -> None:
        assert read_ris(ris(FACTS)) == [
            ("TY", "ELEC"),
            ("TI", "The mosque of Upper Garden"),
            ("PB", "Voice of Karabakh"),
            ("PY", "2026"),
            ("DA", "2026/06/05"),
            ("ET", "3"),
            ("AN", FACTS.ark),
            ("UR", FACTS.url),
            ("N1", f"SHA-256: {SHA256}"),
            ("LA", "en"),
            ("ER", ""),
        ]

    @pytest.mark.parametrize("title", HOSTILE)
    def test_title_cannot_begin_another_tag(self, title: str) -> None:
        record = read_ris(ris(replace(FACTS, title=title)))
        assert [tag for tag, _ in record].count("TY") == 1
        assert record[1] == ("TI", one_line(title))
        assert len(record) == 11


class TestCslJson:
    def test_facts(self) -> None:
        assert csl_json(FACTS) == {
            "id": FACTS.ark,
            "type": "webpage",
            "title": "The mosque of Upper Garden",
            "publisher": "Voice of Karabakh",
            "container-title": "Voice of Karabakh",
            "version": "3",
            "issued": {"date-parts": [[2026, 6, 5]]},
            "archive_location": FACTS.ark,
            "URL": FACTS.url,
            "note": f"SHA-256: {SHA256}",
            "language": "en",
        }

    @pytest.mark.parametrize("title", HOSTILE)
    def test_survives_json(self, title: str) -> None:
        item = csl_json(replace(FACTS, title=title))
        assert json.loads(json.dumps(item))["title"] == one_line(title)


def test_no_title_breaks_any_form() -> None:
    random_ = random.Random(2)
    letters = "abə Ш{}\\%&$#_~^\n\r\t\"'@,=-–«\u2028\x1f"
    for _ in range(500):
        title = "".join(random_.choices(letters, k=random_.randrange(40)))
        facts = replace(FACTS, title=title, publisher=title)
        _, _, fields = read_bibtex(bibtex(facts))
        assert typeset(fields["title"][1:-1]) == one_line(title)
        assert typeset(fields["organization"]) == one_line(title)
        assert dict(read_ris(ris(facts)))["TI"] == one_line(title)
