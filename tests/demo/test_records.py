"""The sample records: what they promise to show, and that readers are shown it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from wagtail.models import Locale

from core.locales import language_codes
from demo import accounts, exhibits
from demo.content import SampleContent, Table
from demo.ledger import made, once
from demo.records import record_steps
from demo.taxonomy import Desk
from evidence import dates
from evidence.audit import audit
from evidence.models import (
    ClaimSource,
    Credibility,
    Exhibit,
    FixityFinding,
    PublishedVersion,
    Record,
    Reliability,
    VocabularyTerm,
)
from evidence.verification import Verification

MARKS = {"az": "(nümunə)", "en": "(sample)", "ru": "(образец)"}
CENTURY = re.compile(r"\b[IVX]+\b")
FOREIGN = {
    "az": re.compile("[Ѐ-ӿ]|i\u0307"),
    "en": re.compile("[Ѐ-ӿəğışƏĞİŞ]"),
    "ru": re.compile(r"[a-zA-ZəğışİƏ]"),
}


@pytest.fixture(scope="module")
def real() -> SampleContent:
    return SampleContent()


def words_of(row: Any, code: str) -> Iterator[str]:
    """Yield every text of a record in one language."""
    if isinstance(row, dict):
        for key, value in row.items():
            if key == code:
                own = value.values() if isinstance(value, dict) else [value]
                yield from (str(text) for text in own)
            elif key not in language_codes():
                yield from words_of(value, code)
    elif isinstance(row, list):
        for value in row:
            yield from words_of(value, code)


def top(category: str) -> str:
    term = VocabularyTerm.objects.get(scheme="category", slug=category)
    while term.parent:
        term = term.parent
    return term.slug


def test_records_are_marked_and_written_in_the_letters_of_their_language(real):
    assert len(real.records) == 31
    assert len(real.sources) >= 12
    for row in real.records:
        present = [code for code in language_codes() if code in row]
        assert len(present) == 3 or "ru" not in present, row["key"]
        for code in present:
            assert row[code]["title"].endswith(MARKS[code])
            for text in words_of(row, code):
                letters = CENTURY.sub("", text)
                assert not FOREIGN[code].search(letters), f"{row['key']}: {text}"
    assert sum("ru" not in row for row in real.records) == 2
    assert {row.get("language", "az") for row in real.records} == {"az", "en", "ru"}


def test_every_kind_of_fact_has_its_example(real, db):
    incidents = [row["facts"] for row in real.records if row["kind"] == "incident"]
    assert {top(facts["category"]) for facts in incidents} == {
        "heritage_destruction",
        "looting_of_movable_heritage",
        "looting_of_natural_resources",
        "ecological_damage",
        "displacement_and_loss",
    }
    said = [
        dates.display(facts["date"], facts.get("date_qualifier", "on"), "en")
        for facts in incidents
        if "date" in facts
    ]
    for shape in ("before 1993", "summer 1994", "14 October 1993", "1990s"):
        assert shape in said
    assert any(date.startswith("between") for date in said)
    assert any(date.startswith("after") for date in said)
    assert len(said) == len(incidents) - 1
    links = [
        link
        for row in real.records
        for claim in row["claims"]
        for link in claim["sources"]
    ]
    assert {link["source"] for link in links} == set(real.sources)
    assert {link["credibility"] for link in links} == set(Credibility.values)
    assert {s["reliability"] for s in real.sources.values()} == set(Reliability.values)


def draw(scene: str, seed: int) -> bytes:
    """A plain picture as large as a drawing, another for each scene."""
    out = BytesIO()
    colour = sum(map(ord, scene)) * 4999 + seed
    Image.new("RGB", (1600, 1067), colour % 2**24).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def archive(real, newsroom, settings, tmp_path, monkeypatch) -> dict[str, int]:
    """Every sample record, made as ``seed_demo`` makes them: key → record."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    monkeypatch.setattr(exhibits, "draw", draw)
    accounts.make_accounts()
    locales = {row.language_code: row for row in Locale.objects.all()}
    desk = Desk(
        accounts=accounts.accounts(),
        locales={code: locales[code] for code in language_codes()},
    )
    for again in (False, True):
        for _label, key, make in record_steps(real, desk):
            assert once(key, make) is not again, key
    return made("record")


def document(pk: int) -> Table:
    return PublishedVersion.objects.filter(record=pk).latest("number").document


def test_the_sample_shows_what_an_archive_has_to_show(archive):
    """One test: making all the records takes seconds."""
    check_versions(archive)
    check_pages(archive)


def check_versions(archive: dict[str, int]) -> None:
    assert len(archive) == 31
    public = Record.objects.visible()
    assert public.count() == 30
    assert all(record.is_sample for record in Record.objects.all())
    found = {key: document(pk) for key, pk in archive.items()}

    states = {doc["verification"] for doc in found.values()} - {None}
    assert states == set(Verification.values)
    assert found["lake_level"]["verification"] == "verified"
    assert [row["supersedes"] for row in found["lake_level"]["assessments"]][-1] == 1
    assert found["felling"]["verification"] == "disputed"

    assert found["east_wall"]["occasion"] == "correction"
    assert set(found["east_wall"]["reasons"]) == {"az"}
    corrected = PublishedVersion.objects.get(
        record=archive["east_wall"], occasion="correction"
    )
    told = corrected.reasons.values_list("language", flat=True)
    assert set(told) == {"az", "en", "ru"}

    translated = PublishedVersion.objects.filter(occasion="translation")
    assert all(
        set(version.document["reasons"]) == set(language_codes())
        for version in translated
    )

    words = found["fire"]["words"]
    assert words["en"]["translates"] == words["az"]["translates"]
    assert words["ru"]["translates"] != words["az"]["translates"]
    assert len(words["ru"]["entries"]) == len(words["az"]["entries"]) - 1
    for key in ("photographs", "papers"):
        assert set(found[key]["words"]) == {"az", "en"}

    assert len(found["carpet"]["claims"]) == 1
    assert "witness" not in str(found["carpet"])
    assert found["mounds"]["facts"]["geometry"] is None
    assert "40.7844" not in str(found["mounds"])

    finding = FixityFinding.objects.get()
    assert finding.resolved_by is not None
    assert finding.restored is not None
    report = Exhibit.objects.get(media_type="application/pdf")
    assert report.document_pages.count() == 3
    anchored = ClaimSource.objects.exclude(passage=None)
    assert sorted(link.passage.number for link in anchored) == [2, 3]
    assert list(audit()) == []


def check_pages(archive: dict[str, int]) -> None:
    client = Client()

    def page(key: str, code: str, status: int = 200) -> str:
        name = Record.objects.get(pk=archive[key]).name
        response = client.get(f"/{code}/evidence/{name}/")
        assert response.status_code == status, (key, code)
        return response.content.decode()

    shown = {
        "east_wall": ("Mənbələr bir-birinə ziddir", "sources contradict", "источник"),
        "felling": ("uyğun gəlm", "do not agree", "расход"),
        "caravanserai": ("gizlədilib", "hidden", "скрыта"),
        "cemetery_damage": ("qəbir", "graves", "могил"),
        "displacement": ("Məxfi mənbə", "Confidential source", "Конфиденциальный"),
        "stone_bridge": ("bərpa", "was restored", "восстановлен"),
    }
    for key, texts in shown.items():
        for code, text in zip(language_codes(), texts, strict=True):
            assert text.lower() in page(key, code).lower(), (key, code)
    for code in language_codes():
        assert "yeganə mənbə" in page("house", code, 410)
    page("papers", "ru", 404)
    assert "ещё не переведён" in page("fire", "ru")
