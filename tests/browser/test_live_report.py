"""A reader's open page of a live report brings new entries by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import admin

Pages = dict[tuple[str, str], str]
REPORT = "live report with every block"
SECTION = {"az": ("İrs", "Muzeylər"), "en": ("Heritage", "Museums")}
ENTRY = {
    "az": "Komissiya son otağı da yoxladı.",
    "en": "The commission has checked the last room too.",
}
CORRECTION = "Birinci qeyddə otaqların sayı səhv idi."


@pytest.fixture
def read(pages: Pages, open_window: Callable[..., Page]) -> Callable[[str], Page]:
    """Return a function that opens the report in a language, at a clock of our own."""

    def open_report(code: str) -> Page:
        window = open_window(viewport={"width": 390, "height": 844})
        window.clock.install()
        # The browser's cache keeps true time: with a route Playwright turns it off.
        window.route("**/live/*/", lambda route: route.continue_())
        window.goto(pages[code, REPORT])
        # A page that is loaded again would not remember.
        window.evaluate("window.isTheSame = true")
        window.locator("#live-entries li").nth(1).scroll_into_view_if_needed()
        return window

    return open_report


def let_it_look(reader: Page) -> None:
    """Let pass the time until the page asks for entries, and the answer come."""
    with reader.expect_response("**/live/*/") as answer:
        reader.clock.fast_forward("00:31")
    assert answer.value.status == 200


def show_new_entries(reader: Page, text: str) -> None:
    """Press the button that offers ``text``; until then nothing may move."""
    button, entries = reader.locator("#live-show"), reader.locator("#live-entries li")
    expect(button).to_be_visible()
    expect(reader.locator("#live-count")).to_have_text("1")
    assert text not in reader.locator("#live-entries").inner_text()
    count = entries.count()
    button.click()
    expect(entries).to_have_count(count + 1)
    expect(entries.first).to_contain_text(text)
    expect(entries.first.get_by_role("link")).to_be_focused()
    expect(button).to_be_hidden()
    assert reader.evaluate("window.isTheSame")


def test_an_open_page_brings_new_entries_by_itself(
    read: Callable[[str], Page], enter: Callable[[str], Page]
) -> None:
    readers = {code: read(code) for code in ("az", "en")}
    headline = readers["az"].locator("h1").inner_text()
    place = readers["az"].evaluate("scrollY")

    editor = enter("editor-az")
    admin.open_editor(editor, headline, *SECTION["az"])
    admin.post_live_entry(editor, {"az": ENTRY["az"]})

    let_it_look(readers["az"])
    expect(readers["az"].locator("#live-show")).to_be_attached()
    assert readers["az"].evaluate("scrollY") == place
    show_new_entries(readers["az"], ENTRY["az"])

    # In English there is nothing to read yet, in no language.
    let_it_look(readers["en"])
    expect(readers["en"].locator("#live-show")).to_be_hidden()
    translator = enter("translator")
    admin.open_section(translator, "Voice of Karabakh", *SECTION["en"])
    headline = readers["en"].locator("h1").inner_text()
    admin.follow_row_menu(translator, headline, "/newsroom/live/")
    admin.translate_live_entry(translator, "en", ENTRY["en"])
    let_it_look(readers["en"])
    show_new_entries(readers["en"], ENTRY["en"])


def test_a_report_is_corrected_while_it_runs(
    pages: Pages, read: Callable[[str], Page], enter: Callable[[str], Page]
) -> None:
    reader = read("az")
    headline = reader.locator("h1").inner_text()
    editor = enter("editor-az")
    admin.open_editor(editor, headline, *SECTION["az"])
    admin.correct(editor, "az", CORRECTION)
    admin.open_editor(editor, headline, *SECTION["az"])
    admin.post_live_entry(editor, {"az": "Yoxlama bitdi."})
    let_it_look(reader)
    show_new_entries(reader, "Yoxlama bitdi.")

    reader = read("az")
    reader.locator(".notice a[href='#corrections']").click()
    expect(reader.locator("#corrections")).to_be_in_viewport()
    expect(reader.locator("#corrections")).to_contain_text(CORRECTION)
    expect(reader.locator("#live-entries li").first).to_contain_text("Yoxlama bitdi.")


def test_without_scripts_the_entries_are_there(
    pages: Pages, open_window: Callable[..., Page]
) -> None:
    window = open_window(java_script_enabled=False)
    window.goto(pages["ru", REPORT])
    assert window.locator("#live-entries li").count() > 1
    expect(window.locator("#live-show")).to_be_hidden()
