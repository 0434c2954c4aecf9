"""Everybody can read and use every type of page, in every language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_types import LANGUAGES, PAGE_TYPES

Pages = dict[tuple[str, str], str]
# WCAG 2.2, 1.4.10: the narrowest screen that a page must do with.
PHONE = {"width": 320, "height": 640}
# What a colour scheme can change.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# Tells what has the focus: its tag and name, whether it can be seen, and its outline.
FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1);
  const seen = document.elementFromPoint(x, y);
  return {
    name: `${element.tagName} ${element.id} ${element.innerText.slice(0, 40)}`,
    isBody: element === document.body,
    isSeen: element.contains(seen) || seen?.contains(element) === true,
    // The browser itself marks the part of a player or of a date that is chosen.
    hasOutline: element.matches("audio, video, [type=date]") ||
      (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
  };
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_has_no_barriers(
    page_type: str,
    language: str,
    pages: Pages,
    window: Page,
    find_barriers: Callable[..., list[str]],
) -> None:
    window.goto(pages[language, page_type])
    assert find_barriers(window) == []
    window.emulate_media(color_scheme="dark")
    assert find_barriers(window, only=COLOUR_RULES) == []
    # The menus fold up on a phone, and nobody has to scroll in two directions there.
    window.set_viewport_size(PHONE)
    assert window.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    if language == "az":
        assert find_barriers(window) == []


def test_the_first_key_leads_past_the_menus(pages: Pages, window: Page) -> None:
    window.goto(pages["az", "article"])
    link = window.locator(".skip-link")
    expect(link).not_to_be_in_viewport()
    window.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    window.keyboard.press("Enter")
    expect(window.locator("#main")).to_be_focused()
    window.keyboard.press("Tab")
    assert window.evaluate(
        "document.querySelector('#main').contains(document.activeElement)"
    )


@pytest.mark.parametrize(
    ("page_type", "scheme"),
    [
        ("front page", "dark"),
        ("live report with every block", "light"),
        ("search with results", "light"),
    ],
)
def test_the_focus_is_always_seen(
    page_type: str, scheme: str, pages: Pages, open_window: Callable[..., Page]
) -> None:
    window = open_window(
        viewport={"width": 1280, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    window.goto(pages["az", page_type])
    reached = 0
    for _step in range(400):
        window.keyboard.press("Tab")
        focused = window.evaluate(FOCUSED)
        if focused["isBody"]:
            break
        reached += 1
        assert focused["hasOutline"] and focused["isSeen"], focused
    else:
        pytest.fail("The focus never leaves the page")
    assert reached > 20


@pytest.fixture
def plain_window(open_window: Callable[..., Page]) -> Page:
    """The window of a browser that runs no scripts."""
    return open_window(java_script_enabled=False, viewport=PHONE)


def test_menus_open_without_scripts(pages: Pages, plain_window: Page) -> None:
    plain_window.goto(pages["az", "article"])
    tree = plain_window.locator(".all-sections__tree")
    expect(tree).to_be_hidden()
    plain_window.locator(".all-sections summary").focus()
    plain_window.keyboard.press("Enter")
    expect(tree).to_be_visible()
    plain_window.keyboard.press("Tab")
    first = tree.get_by_role("link").first
    expect(first).to_be_focused()
    address = first.get_attribute("href")
    plain_window.keyboard.press("Enter")
    plain_window.wait_for_url(f"**{address}")


def test_the_language_is_chosen_and_remembered_without_scripts(
    pages: Pages, plain_window: Page
) -> None:
    plain_window.goto(pages["az", "article"])
    plain_window.locator(".languages a[hreflang=ru]").focus()
    plain_window.keyboard.press("Enter")
    plain_window.wait_for_url(f"**{pages['ru', 'article']}")
    expect(plain_window.locator(".languages [aria-current]")).to_have_text("Русский")
    plain_window.goto("/")
    plain_window.wait_for_url("**/ru/")


def test_a_search_is_asked_without_scripts(pages: Pages, plain_window: Page) -> None:
    plain_window.goto(pages["en", "front page"])
    plain_window.locator("#search-box").focus()
    plain_window.keyboard.type("library")
    plain_window.keyboard.press("Enter")
    expect(plain_window.locator(".search-result").first).to_be_visible()


def test_a_missing_translation_leads_to_those_that_are(
    pages: Pages, plain_window: Page
) -> None:
    answer = plain_window.goto(pages["ru", "not translated"])
    assert answer is not None and answer.status == 404
    assert plain_window.locator("html").get_attribute("lang") == "ru"
    plain_window.locator(".versions a").click()
    plain_window.wait_for_url("**/az/**")
    expect(plain_window.locator("h1")).to_have_text("Only in az")
