"""Editors see the front page before it goes live, and readers only after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import FrameLocator, Page, expect

from tests.browser import admin
from tests.browser.conftest import LiveNewsroom
from tests.browser.readers import Reader

FRONT, SECTION = "Голос Карабаха", "Мнение"
NEWS = "Мост снова открыт"


def choose_lead(chief: Page, *titles: str) -> None:
    """Go down the chooser to an article, by the titles on the way, and choose it."""
    chief.locator("#id_lead-chooser .unchosen button").click()
    modal = chief.locator(".modal-dialog")
    *way, headline = titles
    for title in way:
        modal.locator("tr", has_text=title).last.locator(".navigate-pages").click()
    modal.get_by_role("link", name=headline, exact=True).click()
    expect(chief.locator("#id_lead-title")).to_contain_text(headline)


def open_preview(chief: Page) -> FrameLocator:
    """Open the panel that shows the page as it will be."""
    chief.locator("[data-side-panel-toggle=preview]").first.click()
    return chief.frame_locator("[data-side-panel=preview] iframe").last


def test_a_front_page_is_seen_before_readers_see_it(
    live_newsroom: LiveNewsroom,
    pages: dict[tuple[str, str], str],
    enter: Callable[[str], Page],
    open_window: Callable[..., Page],
) -> None:
    reader, window = Reader(live_newsroom.address), open_window()
    window.goto(pages["ru", "opinion"])
    headline = window.locator("h1").inner_text()

    chief = enter("chief")
    admin.open_editor(chief, FRONT)
    choose_lead(chief, FRONT, SECTION, headline)
    chief.fill("[name=breaking_text]", NEWS)
    tomorrow = datetime.now(ZoneInfo("Asia/Baku")) + timedelta(days=1)
    chief.fill("[name=breaking_until]", tomorrow.strftime("%Y-%m-%d %H:%M"))
    preview = open_preview(chief)
    expect(preview.locator(".breaking")).to_contain_text(NEWS)
    expect(preview.locator(".front__lead")).to_contain_text(headline)
    expect(preview.locator(".front-section").first).to_be_visible()

    window.goto("/ru/")
    expect(window.locator(".breaking")).to_have_count(0)
    expect(window.locator(".front__lead")).not_to_contain_text(headline)
    admin.publish(chief, FRONT)
    page = reader.get("/ru/")[1]
    assert NEWS in page
    window = open_window()
    window.goto("/ru/")
    expect(window.locator(".breaking")).to_contain_text(NEWS)
    expect(window.locator(".front__lead")).to_contain_text(headline)
