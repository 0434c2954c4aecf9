"""What a page costs a reader, and what it gives away of them: as little as possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveNewsroom
from tests.browser.page_types import LANGUAGES, PAGE_TYPES

Pages = dict[tuple[str, str], str]
MOST_REQUESTS = 8
MOST_BYTES = 60 * 1024
POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "media-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "manifest-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'self'"},
    "object-src": {"'none'"},
}
# Adds up how far things moved that nobody had touched.
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    window.shifts.push([shift.value, shift.sources.map((source) =>
      source.node?.className || source.node?.nodeName)]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Visit:
    """What the browser fetched and complained of while it showed a page.

    ``bytes_of`` is address → bytes on the wire, headers included.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    bytes_of: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def weight(self, *, without: Sequence[str]) -> int:
        sizes = self.bytes_of.items()
        return sum(size for address, size in sizes if address not in without)


@pytest.fixture
def watch(open_window: Callable[..., Page]) -> Callable[..., tuple[Page, Visit]]:
    """Return a function that opens a window whose fetches and complaints are kept."""

    def open_watched(**options: Any) -> tuple[Page, Visit]:
        window, visit = open_window(**options), Visit()
        network = window.context.new_cdp_session(window)
        addresses: dict[str, str] = {}

        def answered(event: dict[str, Any]) -> None:
            answer = event["response"]
            addresses[event["requestId"]] = answer["url"]
            visit.kinds[answer["url"]] = answer["mimeType"]

        def finished(event: dict[str, Any]) -> None:
            address = addresses[event["requestId"]]
            visit.bytes_of[address] = int(event["encodedDataLength"])

        network.on("Network.responseReceived", answered)
        network.on("Network.loadingFinished", finished)
        network.send("Network.enable")
        window.on("console", lambda told: visit.complaints.append(told.text))
        window.on("pageerror", lambda fault: visit.complaints.append(str(fault)))
        window.add_init_script(WATCH_SHIFTS)
        return window, visit

    return open_watched


# Lazy pictures are fetched once they come near; what moves then would move again.
READ_THROUGH = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
  await Promise.all([...document.images].map((image) => image.complete ||
    new Promise((done) => { image.onload = image.onerror = done; })));
  await document.fonts.ready;
  await new Promise(requestAnimationFrame);
  return [...document.images].filter((image) => !image.naturalWidth).length;
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", [(390, 844), (1280, 900)], ids=["phone", "desk"])
def test_an_article_is_light(
    screen: tuple[int, int],
    language: str,
    pages: Pages,
    watch: Callable[..., tuple[Page, Visit]],
) -> None:
    width, height = screen
    window, visit = watch(viewport={"width": width, "height": height})
    window.goto(pages[language, "article"], wait_until="networkidle")
    assert len(visit.bytes_of) <= MOST_REQUESTS, sorted(visit.bytes_of)
    # The photograph is there, and it is all that is not counted.
    photographs = [a for a, kind in visit.kinds.items() if kind == "image/avif"]
    assert len(photographs) == 1
    assert visit.weight(without=photographs) <= MOST_BYTES, visit.bytes_of


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_asks_nobody_else_keeps_nothing_and_stands_still(
    page_type: str,
    language: str,
    pages: Pages,
    live_newsroom: LiveNewsroom,
    watch: Callable[..., tuple[Page, Visit]],
) -> None:
    window, visit = watch(viewport={"width": 390, "height": 844})
    answer = window.goto(pages[language, page_type])
    assert answer is not None
    missing = page_type in {"not found", "not translated"}
    assert answer.status == (404 if missing else 200)
    assert window.evaluate(READ_THROUGH) == 0
    assert window.evaluate("window.shifts") == []

    home = f"{live_newsroom.address}/"
    assert [a for a in visit.kinds if not a.startswith((home, "data:"))] == []
    # Chromium complains of a page that is missing; of nothing else.
    assert [c for c in visit.complaints if not (missing and "404" in c)] == []

    told = answer.all_headers()
    policy = [part.split() for part in told["content-security-policy"].split(";")]
    assert {name: set(sources) for name, *sources in policy} == POLICY
    assert told["cache-control"].startswith("public")
    assert "cookie" not in told.get("vary", "").lower()
    assert "set-cookie" not in told
    assert window.context.cookies() == []
    stored = "[localStorage.length, sessionStorage.length]"
    assert window.evaluate(stored) == [0, 0]


def test_the_policy_is_kept(pages: Pages, window: Page) -> None:
    window.goto(pages["az", "article"])
    with pytest.raises(Exception, match="Content Security Policy|violates"):
        window.add_script_tag(content="window.injected = true")
    assert window.evaluate("window.injected") is None


@pytest.mark.parametrize("page_type", ["article", "front page", "section"])
def test_paper_shows_words_and_no_menus(
    page_type: str, pages: Pages, window: Page
) -> None:
    window.goto(pages["az", page_type])
    on_screen = window.locator("nav:visible").count()
    assert on_screen > 2
    window.emulate_media(media="print", color_scheme="dark")
    for selector in ("nav", ".skip-link", ".masthead__tools", "form", ".colophon"):
        for element in window.locator(selector).all():
            expect(element).to_be_hidden()
    expect(window.locator("h1")).to_be_visible()
    expect(window.locator(".masthead__address")).to_contain_text(pages["az", page_type])
    ink = window.evaluate("getComputedStyle(document.body).color")
    paper = window.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    if page_type == "article":
        expect(window.locator("article.article .body p").first).to_be_visible()
