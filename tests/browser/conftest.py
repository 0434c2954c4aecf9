"""A real headless Chromium against the sample newsroom, served as `make run` does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from tests.browser.admin import log_in
from tests.browser.page_types import find_pages

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# How long a busy machine may take, in milliseconds.
PATIENCE = 60_000
# WCAG 2.2 AA, and what axe calls best practice.
AXE_TAGS = {
    "type": "tag",
    "values": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
    ],
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class LiveNewsroom:
    """A running sample newsroom: its address, and the way to run its commands."""

    address: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run ``manage.py`` in this newsroom and return what it prints."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def python(self, code: str) -> str:
        """Run a few lines with the newsroom's models and return what they print."""
        return self.manage("shell", "--no-imports", "--command", code)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=30).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The newsroom does not open:\n{log.read_text()}")


@pytest.fixture(scope="session")
def live_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveNewsroom]:
    """The sample newsroom behind the real web server, worker and clock.

    It is one for each process of a run: a test adds its own pages and expects those of
    others.
    """
    folder = tmp_path_factory.mktemp("newsroom")
    port = _free_port()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "CI"}
    }
    environment |= {
        "DATA_DIR": str(folder),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
    }
    newsroom = LiveNewsroom(f"http://127.0.0.1:{port}", environment)
    newsroom.manage("compile_catalogues")
    newsroom.manage("migrate", "--verbosity", "0", "--no-input")
    newsroom.manage("setup_newsroom")
    newsroom.manage("seed_demo")
    log = folder / "server.log"
    command = [sys.executable, "manage.py", "run_newsroom", "--port", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            _wait_for(newsroom.address, server, log)
            yield newsroom
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="session")
def pages(live_newsroom: LiveNewsroom) -> dict[tuple[str, str], str]:
    """(language, page type) → path of one page of that type."""
    return find_pages(live_newsroom)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the Chromium that is installed."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            # Inside a container Chromium has no user namespace to hide in.
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_window(
    browser: Browser, live_newsroom: LiveNewsroom
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a window with cookies of its own.

    It takes the options of Playwright's ``new_context``; addresses may begin with /.
    """
    contexts: list[BrowserContext] = []
    expect.set_options(timeout=PATIENCE)

    def open_one(**options: object) -> Page:
        context = browser.new_context(base_url=live_newsroom.address, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def window(open_window: Callable[..., Page]) -> Page:
    """One window of a reader at a desk."""
    return open_window(viewport={"width": 1280, "height": 900})


@pytest.fixture
def enter(open_window: Callable[..., Page]) -> Callable[[str], Page]:
    """Return a function that logs a sample account in, in a window of its own."""

    def enter_as(username: str) -> Page:
        window = open_window(viewport={"width": 1400, "height": 1000})
        log_in(window, username)
        return window

    return enter_as


@pytest.fixture(scope="session")
def find_barriers() -> Callable[..., list[str]]:
    """Return a function that lists what axe finds on the page, a line each.

    ``only`` are the rules to ask, by default all of :data:`AXE_TAGS`.
    """
    axe = Axe()

    def find(page: Page, only: Sequence[str] = ()) -> list[str]:
        chosen = {"type": "rule", "values": only} if only else AXE_TAGS
        options = {"runOnly": chosen, "resultTypes": ["violations"]}
        violations = axe.run(page, options=options).response["violations"]
        return [
            f"{v['id']}: {v['help']} at {', '.join(map(str, node['target']))}"
            for v in violations
            for node in v["nodes"]
        ]

    return find
