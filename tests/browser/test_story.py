"""A story from its first word to its withdrawal, played by the people of a newsroom."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import admin
from tests.browser.conftest import LiveNewsroom
from tests.browser.readers import (
    Reader,
    Version,
    names_page,
    wait_until,
    where_left,
    where_missing,
)

SECTION = {
    "az": ("Xəbərlər", "Cəmiyyət"),
    "en": ("News", "Society"),
    "ru": ("Новости", "Общество"),
}
FRONT = {"en": "Voice of Karabakh", "ru": "Голос Карабаха"}
WORDS = {
    "az": {
        "headline": "Şəhər bağında qırx ağac əkildi",
        "standfirst": "Könüllülər bir səhərdə qırx ağac əkdilər.",
        "alt": "Rəsm: rəngli kvadratlar.",
        "caption": "Sınaq üçün çəkilmiş şəkil.",
        "credit": "Sınaq",
        "paragraph": "Ağaclar yağışdan sonra əkildi və suvarıldı.",
        "tag": "ağacəkmə",
        "correction": "Əvvəlki mətndə ağacların sayı səhv göstərilmişdi.",
    },
    "en": {
        "headline": "Forty trees planted in the town garden",
        "standfirst": "Volunteers planted forty trees in one morning.",
        "alt": "Drawing: coloured squares.",
        "caption": "A picture drawn for a trial.",
        "credit": "Trial",
        "paragraph": "The trees were planted and watered after the rain.",
        "tag": "treeplanting",
        "correction": "An earlier text gave a wrong number of trees.",
    },
    "ru": {
        "headline": "В городском саду посадили сорок деревьев",
        "standfirst": "Волонтёры за одно утро посадили сорок деревьев.",
        "alt": "Рисунок: цветные квадраты.",
        "caption": "Картинка, нарисованная для пробы.",
        "credit": "Проба",
        "paragraph": "Деревья посадили и полили после дождя.",
        "tag": "озеленение",
        "correction": "В прежнем тексте число деревьев было указано неверно.",
    },
}
VERSIONS = {
    "az": Version(
        "az",
        WORDS["az"]["headline"],
        "/az/xeberler/cemiyyet/seher-baginda-qirx-agac-ekildi/",
        "agacekme",
    ),
    "en": Version(
        "en",
        WORDS["en"]["headline"],
        "/en/news/society/forty-trees-planted-in-the-town-garden/",
        "treeplanting",
    ),
    "ru": Version(
        "ru",
        WORDS["ru"]["headline"],
        "/ru/novosti/obshchestvo/v-gorodskom-sadu-posadili-sorok-derevev/",
        "ozelenenie",
    ),
}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture that the newsroom does not have."""
    squares = Image.frombytes("RGB", (12, 8), os.urandom(12 * 8 * 3))
    path = tmp_path / "squares.jpg"
    squares.resize((1200, 800), Image.Resampling.NEAREST).save(path)
    return path


def letters(newsroom: LiveNewsroom) -> list[str]:
    """Return the letters that the newsroom has sent, as plain text."""
    files = Path(newsroom.environment["DATA_DIR"], "mail").glob("*.log")
    parts = [part for file in files for part in file.read_bytes().split(b"-" * 79)]
    found = [message_from_bytes(part.strip(), policy=policy.default) for part in parts]
    return [str(m.get_content()) for m in found if m.get_content_type() == "text/plain"]


def write_and_hand_in(editor: Page, picture: Path) -> None:
    words = WORDS["az"]
    admin.begin_article(editor, *SECTION["az"])
    editor.fill("[name=title]", words["headline"])
    editor.fill("[name=standfirst]", words["standfirst"])
    admin.choose_new_image(editor, picture, "Kvadratlar")
    for name in ("alt", "caption", "credit"):
        editor.fill(f"[name=lead_{name}]", words[name])
    admin.add_paragraph(editor, words["paragraph"])
    admin.add_tag(editor, words["tag"])
    admin.hand_in(editor, words["headline"])


def translate_and_hand_in(translator: Page, code: str) -> None:
    """Find the draft among the pages of the language, where it has no name yet but
    that of its original."""
    source, words = WORDS["az"], WORDS[code]
    admin.open_editor(translator, source["headline"], FRONT[code], *SECTION[code])
    admin.translate(
        translator,
        {source[name]: words[name] for name in words if name != "correction"},
    )
    translator.reload()
    admin.hand_in_translation(translator, words["headline"])


def check_article_page(window: Page, code: str) -> None:
    """A reader finds every word and the picture, and a way to the other languages."""
    words = WORDS[code]
    window.goto(VERSIONS[code].path)
    article = window.locator("article.article")
    for name in ("headline", "standfirst", "caption", "credit", "paragraph", "tag"):
        expect(article).to_contain_text(words[name])
    image = article.get_by_role("img", name=words["alt"])
    expect(image).to_be_visible()
    assert (
        image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    )
    for other in VERSIONS.values():
        if other.code != code:
            window.goto(VERSIONS[code].path)
            window.locator(f".languages a[hreflang={other.code}]").click()
            window.wait_for_url(f"**{other.path}")
            expect(window.locator("h1")).to_have_text(other.headline)


def check_correction(window: Page, reader: Reader, code: str) -> None:
    text, version = WORDS[code]["correction"], VERSIONS[code]
    window.goto(version.path)
    expect(window.locator("#corrections")).to_contain_text(text)
    window.goto(f"/{code}/corrections/")
    item = window.locator(".record li", has_text=version.headline)
    expect(item).to_contain_text(text)
    for form in ("atom", "rss"):
        feed = reader.get(f"/{code}/feed/corrections/{form}.xml")[1]
        assert text in feed and names_page(feed, version.path)
        assert text in reader.get(f"/{code}/feed/{form}.xml")[1]


def test_a_story_lives_in_three_languages(
    live_newsroom: LiveNewsroom,
    enter: Callable[[str], Page],
    open_window: Callable[..., Page],
    picture: Path,
) -> None:
    reader = Reader(live_newsroom.address)
    today = datetime.now(ZoneInfo("Asia/Baku")).date()
    headlines = {code: words["headline"] for code, words in WORDS.items()}

    editor, chief, translator = map(enter, ("editor-az", "chief", "translator"))
    write_and_hand_in(editor, picture)
    admin.approve(editor, headlines["az"])
    assert reader.get(VERSIONS["az"].path)[0] == 404
    admin.approve(chief, headlines["az"])
    wait_until(
        lambda: where_missing(reader, VERSIONS["az"], today) == [],
        "the original stands everywhere",
    )

    admin.open_editor(editor, headlines["az"], *SECTION["az"])
    admin.submit_for_translation(editor)
    for code in ("en", "ru"):
        translate_and_hand_in(translator, code)
        colleague = enter(f"editor-{code}")
        admin.approve(colleague, headlines[code])
        assert where_left(reader, VERSIONS[code], today) == []
        admin.approve(chief, headlines[code])
    for code, version in VERSIONS.items():
        wait_until(
            lambda v=version: where_missing(reader, v, today) == [],
            f"the version in {code} stands everywhere",
        )
        check_article_page(open_window(), code)

    admin.open_editor(chief, headlines["az"], "Qarabağın səsi", *SECTION["az"])
    admin.correct(chief, "az", WORDS["az"]["correction"])
    for code in ("en", "ru"):
        # The fact stands at once; its explanation does not come in another language.
        page = reader.get(VERSIONS[code].path)[1]
        assert 'class="is-pending"' in page
        assert WORDS["az"]["correction"] not in page
    wait_until(
        lambda: any(headlines["az"] in letter for letter in letters(live_newsroom)),
        "the translator is told by mail",
    )
    admin.translate_correction(
        translator,
        headlines["en"],
        {code: WORDS[code]["correction"] for code in ("en", "ru")},
    )
    for code in VERSIONS:
        check_correction(open_window(), reader, code)

    admin.open_editor(chief, headlines["az"], "Qarabağın səsi", *SECTION["az"])
    admin.unpublish(chief, headlines["az"])
    for code, version in VERSIONS.items():
        status, page = reader.get(version.path)
        assert status == 404
        assert not any(headline in page for headline in headlines.values())
        wait_until(
            lambda v=version: where_left(reader, v, today) == [],
            f"the version in {code} stands nowhere",
        )
        for path in (f"/{code}/corrections/", f"/{code}/feed/corrections/atom.xml"):
            assert WORDS[code]["correction"] not in reader.get(path)[1]
