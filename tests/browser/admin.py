"""The admin as people use it: each function does what a person does at one page.

Where the admin has words, they depend on the person's language; so buttons are found
by what they do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, expect

from demo.accounts import SAMPLE_PASSWORD


def log_in(window: Page, username: str) -> None:
    """Log in with a sample account, and stand at the dashboard."""
    window.goto("/admin/")
    window.fill("[name=username]", username)
    window.fill("[name=password]", SAMPLE_PASSWORD)
    window.press("[name=password]", "Enter")
    expect(window.locator(".sidebar-menu-item").first).to_be_visible()


def expect_success(window: Page, words: str = "") -> None:
    expect(window.locator(".messages .success").first).to_contain_text(words)


# The explorer --------------------------------------------------------------


def open_section(window: Page, *titles: str) -> None:
    """Go down the explorer to a section, by the titles of the pages on the way."""
    window.goto("/admin/pages/")
    for title in titles:
        row = window.locator("tr", has=window.get_by_role("link", name=title))
        row.first.locator("td.children a").click()
        expect(window.locator("h1").first).to_contain_text(title)


def open_editor(window: Page, headline: str, *titles: str) -> None:
    """Open a page of the section below ``titles``."""
    open_section(window, *titles)
    window.get_by_role("link", name=headline, exact=True).first.click()
    window.wait_for_url("**/edit/")


def follow_page_menu(window: Page, part_of_address: str) -> None:
    """Choose from the menu beside the title of the page that is open."""
    window.locator("header .w-dropdown__toggle").first.click()
    window.locator(f".w-dropdown__content a[href*='{part_of_address}']").first.click()


def follow_row_menu(window: Page, headline: str, part_of_address: str) -> None:
    """Choose from the menu beside a page in the section that is open."""
    link = window.get_by_role("link", name=headline, exact=True)
    row = window.locator("tr", has=link).first
    row.locator(".w-dropdown__toggle").click()
    window.locator(f".w-dropdown__content a[href*='{part_of_address}']").click()


# The editor of an article --------------------------------------------------


def begin_article(window: Page, *titles: str) -> None:
    """Open the form of a new article in the section below ``titles``."""
    open_section(window, *titles)
    window.locator("a[href$='/add_subpage/']").first.click()
    window.locator("a[href*='/add/articles/articlepage/']").first.click()
    expect(window.locator("[name=title]")).to_be_visible()


def choose_new_image(window: Page, picture: Path, title: str) -> None:
    """Upload a picture and make it the lead image."""
    window.locator("#id_lead_image-chooser .unchosen button").click()
    modal = window.locator(".modal-dialog")
    modal.locator("#tab-label-upload").click()
    modal.locator("[name=image-chooser-upload-file]").set_input_files(picture)
    modal.locator("[name=image-chooser-upload-title]").fill(title)
    modal.locator("#tab-upload [type=submit]").click()
    expect(window.locator("#id_lead_image-title")).to_have_text(title)
    expect(modal).to_be_hidden()


def add_paragraph(window: Page, text: str, *, block: str = "Mətn") -> None:
    """Add a paragraph at the end of the body; ``block`` is what the menu calls it."""
    body = window.locator("[data-streamfield-stream-container]").first
    body.locator("button.c-sf-add-button").last.click()
    window.get_by_role("option", name=block, exact=True).click()
    editor = body.locator("[contenteditable=true]").last
    editor.click()
    window.keyboard.type(text)
    # The editor writes to its form field with a delay.
    field = body.locator("[name^=body-][name$=-value]").last
    expect(field).to_have_value(re.compile(re.escape(text)))


def add_tag(window: Page, tag: str) -> None:
    window.locator(".tagit-new input").last.fill(tag)
    window.keyboard.press("Enter")
    expect(window.locator(".tagit-label", has_text=tag)).to_be_visible()


def press_in_footer(window: Page, button: str) -> None:
    """Press ``button`` (a selector) in the menu at the foot of the editor."""
    window.locator("footer .w-dropdown__toggle").first.click()
    window.locator(f"footer {button}").click()


def hand_in(window: Page, headline: str) -> None:
    """Give the article that is open to the workflow."""
    press_in_footer(window, "[name=action-submit]")
    expect_success(window, headline)


def publish(window: Page, title: str) -> None:
    """Publish the page that is open, past the workflow."""
    press_in_footer(window, "[name=action-publish]")
    expect_success(window, title)


def unpublish(window: Page, headline: str) -> None:
    """Take the page that is open, and all its versions, away from readers."""
    follow_page_menu(window, "/unpublish/")
    window.locator("main form [type=submit]").click()
    expect_success(window, headline)


# The workflow --------------------------------------------------------------


def approve(window: Page, headline: str) -> None:
    """Approve the step that waits for this person, from the dashboard."""
    window.goto("/admin/")
    window.get_by_role("link", name=headline, exact=True).first.click()
    window.wait_for_url("**/edit/")
    in_editor = "[data-workflow-action-name=approve]"
    in_translation_editor = window.locator("footer form[action*='/approve/'] button")
    if in_translation_editor.count():
        in_translation_editor.click()
        expect(in_translation_editor).to_have_count(0)
    else:
        press_in_footer(window, f"{in_editor}:not([data-workflow-action-modal-url])")
        expect_success(window, headline)


# Translation ---------------------------------------------------------------


def submit_for_translation(window: Page) -> None:
    """Open the article that is open for translation into every language."""
    follow_page_menu(window, "/localize/submit/page/")
    window.check("[name=select_all]")
    window.locator("main form [type=submit]").click()
    expect_success(window)


def translate(window: Page, texts: Mapping[str, str]) -> None:
    """Translate every segment in the translation editor: source text → translation."""
    segments = window.locator(".js-translation-editor li.incomplete:visible")
    expect(segments).to_have_count(len(texts))
    for source, text in texts.items():
        segment = window.locator(
            ".js-translation-editor li:is(.incomplete, .complete)",
            has=window.get_by_text(source, exact=True),
        )
        segment.get_by_role("button").click()
        segment.locator("textarea").fill(text)
        segment.get_by_role("button").last.click()
        # Only what is saved can be edited again.
        expect(segment.get_by_role("button")).to_have_count(1)
        expect(segment).to_have_class("complete")


def hand_in_translation(window: Page, headline: str) -> None:
    """Give the translation that is open to the workflow; nothing else is offered."""
    expect(window.locator("footer [name=action][value=publish]")).to_have_count(0)
    window.locator("footer [name=action][value=hand_in]").click()
    expect_success(window, headline)


# Corrections and live entries ----------------------------------------------


def correct(window: Page, code: str, text: str) -> None:
    """Correct the article that is open in public, in one language."""
    follow_page_menu(window, "/newsroom/corrections/of/")
    window.fill(f"[name={code}]", text)
    window.locator("main form [type=submit]").click()
    expect_success(window)


def translate_correction(window: Page, headline: str, texts: Mapping[str, str]) -> None:
    """Translate a correction that waits, from the dashboard."""
    window.goto("/admin/")
    window.locator("a[href$='/newsroom/corrections/?waiting=1']").click()
    window.get_by_role("link", name=headline).first.click()
    for code, text in texts.items():
        form = window.locator("form", has=window.locator(f"[name={code}-text]"))
        form.locator("textarea").fill(text)
        form.locator("[type=submit]").click()
        expect(window.locator(f"div[lang={code}]")).to_contain_text(text)


def post_live_entry(window: Page, texts: Mapping[str, str]) -> None:
    """Post an entry to the live report that is open."""
    follow_page_menu(window, "/newsroom/live/")
    for code, text in texts.items():
        window.fill(f"[name={code}]", text)
    window.locator("main form [type=submit]").first.click()
    expect_success(window)


def translate_live_entry(window: Page, code: str, text: str) -> None:
    """Translate the newest entry of the live report whose entries are open."""
    window.locator("summary").first.click()
    form = window.locator("form", has=window.locator(f"[name={code}-text]")).first
    form.locator("textarea").fill(text)
    form.locator("[type=submit]").click()
    expect(window.locator(f"div[lang={code}]").first).to_contain_text(text)
