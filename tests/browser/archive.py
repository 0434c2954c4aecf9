"""The archive's admin as researchers use it: each function does what a person does at
one page. Accounts whose admin is English find things by their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.admin import expect_success

ADD = "/admin/snippets/evidence/{}/add/"


def begin(window: Page, kind: str) -> None:
    """Open the form of a new record, source …"""
    window.goto(ADD.format(kind))
    expect(window.locator("[name=title]")).to_be_visible()


def fill(window: Page | Locator, words: Mapping[str, str]) -> None:
    """Write into fields by their labels, and choose from those that offer a choice."""
    for label, text in words.items():
        # A field that must be filled in has a star behind its label.
        name = re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")
        field = window.get_by_label(name).filter(visible=True).first
        if field.evaluate("field => field.tagName") == "SELECT":
            # Narrower terms stand further in.
            name = re.compile(rf"^\s*{re.escape(text)}\s*$")
            option = field.locator("option", has_text=name).first
            field.select_option(option.get_attribute("value"))
        else:
            field.fill(text)


def choose(window: Page, field: str, title: str) -> None:
    """Find something by its title in the chooser of the field ``field`` (its id)."""
    window.locator(f"#{field}-chooser .unchosen button").click()
    modal = window.locator(".modal-dialog")
    modal.get_by_label("Search term").fill(title)
    modal.get_by_role("link", name=title, exact=True).first.click()
    expect(window.locator(f"#{field}-title")).to_have_text(title)
    expect(modal).to_be_hidden()


def open_tab(window: Page, name: str) -> None:
    window.get_by_role("tab", name=re.compile(f"^{name}")).click()


def save(window: Page) -> None:
    window.locator("footer").get_by_role("button", name="Save", exact=True).click()
    expect_success(window)


def edit(window: Page, kind: str, title: str) -> None:
    """Open a record, source or exhibit from its list, by the search above it."""
    window.goto(f"/admin/snippets/evidence/{kind}/?q={title}")
    window.locator("table").get_by_role("link", name=title, exact=True).first.click()
    window.wait_for_url("**/edit/**")


def add_claim(window: Page, number: int, text: str) -> None:
    """Add a claim to the record whose claims are shown."""
    window.locator("#id_claims-ADD").click()
    window.fill(f"[name=claims-{number}-text]", text)


def add_source(
    window: Page, claim: int, number: int, title: str, **fields: str
) -> None:
    """Say what a source tells of a claim; ``fields`` are values by their names."""
    prefix = f"claims-{claim}-sources"
    window.locator(f"#id_{prefix}-ADD").click()
    choose(window, f"id_{prefix}-{number}-source", title)
    for name, value in fields.items():
        field = window.locator(f"[name={prefix}-{number}-{name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def take_in(window: Page, file: Path, title: str, access: str) -> None:
    """Take a file in, and open the exhibit that was made of it."""
    window.goto("/admin/evidence/intake/")
    window.get_by_label("Files").set_input_files(file)
    fill(window, {"Title": title, "Access": access})
    window.get_by_role("button", name="Take in").click()
    window.locator("[data-intake-list] a").first.click()
    window.wait_for_url("**/edit/**")


def draw_region(
    window: Page, start: tuple[float, float], end: tuple[float, float]
) -> None:
    """Draw over the image that is to be redacted, in parts of its width and height."""
    image = window.get_by_role("img", name="The original")
    image.evaluate("image => image.decode()")
    box = image.bounding_box()
    assert box
    points = [
        (box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        for x, y in (start, end)
    ]
    window.mouse.move(*points[0])
    window.mouse.down()
    window.mouse.move(*points[1], steps=3)
    window.mouse.up()


def open_review(window: Page, kind: str, title: str) -> None:
    edit(window, kind, title)
    window.locator("a[href$='/review/']").first.click()
    window.wait_for_url("**/review/")


def decide(window: Page, verb: str, reason: str = "") -> None:
    """Press a button of the review that is open, in whatever language it is."""
    if reason:
        window.fill("[name=reason]", reason)
    window.locator(f"main button[name=verb][value={verb}]").click()
    expect_success(window)


def assess(window: Page, kind: str, title: str, judgement: Mapping[str, str]) -> None:
    """Judge an incident; ``judgement`` are the words of the English admin."""
    open_review(window, kind, title)
    window.get_by_role("link", name="Assess", exact=True).click()
    fill(window, judgement)
    window.get_by_label("Independent", exact=True).check()
    window.get_by_role("button", name="Sign this assessment").click()
    expect_success(window)
