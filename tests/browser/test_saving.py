"""The admin saves drafts by itself, and never makes one article twice."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Request, Route, expect

from tests.browser import admin
from tests.browser.conftest import LiveNewsroom

FIND = """
from articles.models import ArticlePage
for page in ArticlePage.objects.filter(title={title!r}):
    print("PAGE", page.slug, page.workflow_in_progress)
"""
# Wagtail looks for changes only some time after the form is there.
NOTICE_WATCH = """
addEventListener("w-unsaved:watch-edits", () => {
  document.documentElement.classList.add("is-watched");
});
"""
WRITE_AND_PRESS = """(title) => {
  const field = document.querySelector("[name=title]");
  field.value = title;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  document.querySelector("[name=action-submit]").click();
}"""


def saves_by_itself(request: Request) -> bool:
    return request.method == "POST" and "json" in request.headers.get("accept", "")


def begin(editor: Page) -> None:
    editor.add_init_script(NOTICE_WATCH)
    admin.begin_article(editor, "Xəbərlər", "Cəmiyyət")
    editor.wait_for_selector("html.is-watched")


def made(newsroom: LiveNewsroom, title: str) -> list[str]:
    lines = newsroom.python(FIND.format(title=title)).splitlines()
    return [line for line in lines if line.startswith("PAGE ")]


def test_a_form_waits_for_the_draft_that_is_on_its_way(
    live_newsroom: LiveNewsroom, enter: Callable[[str], Page]
) -> None:
    editor, held = enter("editor-az"), list[Route]()
    begin(editor)
    editor.route(
        "**/add/articles/articlepage/**",
        lambda route: (
            held.append(route) if saves_by_itself(route.request) else route.continue_()
        ),
    )
    with editor.expect_request(saves_by_itself):
        editor.fill("[name=title]", "Yavaş xətdə yazı")
    editor.fill("[name=standfirst]", "Lid.")
    admin.press_in_footer(editor, "[name=action-submit]")
    expect(editor.locator("[name=title]")).to_be_visible()
    for route in held:
        route.continue_()
    admin.expect_success(editor, "Yavaş xətdə yazı")
    assert made(live_newsroom, "Yavaş xətdə yazı") == ["PAGE yavas-xetde-yazi True"]


def test_nothing_is_saved_by_itself_once_the_form_is_on_its_way(
    live_newsroom: LiveNewsroom, enter: Callable[[str], Page]
) -> None:
    editor = enter("editor-az")
    begin(editor)
    editor.fill("[name=standfirst]", "Lid.")
    editor.locator("footer .w-dropdown__toggle").first.click()
    expect(editor.locator("[name=action-submit]")).to_be_visible()

    def slow_down(route: Route) -> None:
        """Answer only after the time at which a draft would be saved."""
        if not saves_by_itself(route.request):
            editor.wait_for_timeout(1500)
        route.continue_()

    editor.route("**/add/articles/articlepage/**", slow_down)
    editor.evaluate(WRITE_AND_PRESS, "Tələsik yazı")
    admin.expect_success(editor, "Tələsik yazı")
    assert made(live_newsroom, "Tələsik yazı") == ["PAGE telesik-yazi True"]
