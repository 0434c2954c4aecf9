"""A page as a reader's browser shows it: a picture of all of it, and its words.

Chromium runs for one page and is ended, come what may. Everything it asks for goes
through the recording proxy; it has no other way out.
"""

from __future__ import annotations

import base64
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from evidence.capturing import launching
from evidence.capturing.devtools import BrowserFault, DevTools
from evidence.capturing.memory_watch import MemoryWatch
from evidence.capturing.recording_proxy import RecordingProxy

__all__ = ["Browser", "BrowserFault", "NoPicture", "Picture", "find_chromium"]

WIDTH, HEIGHT = 1280, 900
TALLEST = 12_000
LONGEST_TEXT = 1_000_000
PNG = b"\x89PNG\r\n\x1a\n"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    # Nothing of its own accord, and nothing past the proxy: neither QUIC, nor WebRTC,
    # nor a look-up of names.
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-extensions-with-background-pages",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--metrics-recording-only",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-bypass-list=<-loopback>",
    "--password-store=basic",
    "--disable-features=MediaRouter,OptimizationHints,Translate,DialMediaRouteProvider,"
    "InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater,"
    "AutofillServerCommunication,NetworkPrediction,HttpsUpgrades",
)
# Runs before the page's own code: what could open connections past the proxy is away.
_CLOSE_WAYS = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
  try { delete window[name]; } catch {}
}
"""
# Scrolls through the page, so that what loads late is loaded.
_SCROLL = """
new Promise((done) => {
  const until = Date.now() + 6000;
  let top = 0;
  const step = () => {
    const height = Math.min(document.documentElement.scrollHeight, %d);
    top += window.innerHeight;
    window.scrollTo(0, top);
    if (top < height && Date.now() < until) { setTimeout(step, 100); }
    else { window.scrollTo(0, 0); setTimeout(done, 100); }
  };
  step();
})
"""


class NoPicture(TextChoices):
    """Why a capture has no picture."""

    NO_BROWSER = "no_browser", _("Chromium is not installed on the server.")
    NOT_A_PAGE = "not_a_page", _("What was captured is a file, not a page.")
    FAILED = "failed", _("The browser could not show the page.")


@dataclass(frozen=True)
class Picture:
    """What the browser saw. ``is_cut``: the page is longer than the picture."""

    png: bytes
    width: int
    height: int
    is_cut: bool
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Browser:
    """A Chromium to be run. Without ``has_sandbox`` a hostile page that breaks out of
    Chromium has this process's rights."""

    path: str
    agent: str
    has_sandbox: bool = True
    most_memory: int = 3 * 1024**3

    def version(self) -> str:
        """Return what the program calls itself."""
        try:
            said = subprocess.run(  # noqa: S603
                [self.path, "--version"], capture_output=True, timeout=20, check=False
            ).stdout
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return said.decode("utf-8", "replace").strip()

    def take(
        self, url: str, proxy: RecordingProxy, folder: Path, seconds: float
    ) -> Picture:
        """Show ``url`` and return its picture; raise :class:`BrowserFault`."""
        until = time.monotonic() + seconds
        try:
            with self._running(proxy, folder) as tools:
                return _Page(tools, proxy, until).take(url)
        except OSError as error:
            raise BrowserFault(str(error)) from error

    @contextmanager
    def _running(self, proxy: RecordingProxy, folder: Path) -> Iterator[DevTools]:
        """Run the browser for as long as the context lasts."""
        profile = tempfile.mkdtemp(prefix="profile-", dir=folder)
        asked, asking = os.pipe()
        hearing, heard = os.pipe()
        flags = [
            *_FLAGS,
            f"--user-agent={self.agent}",
            f"--user-data-dir={profile}",
            f"--proxy-server=http://127.0.0.1:{proxy.dead_end}",
            f"--ignore-certificate-errors-spki-list={proxy.key_digest}",
            f"--window-size={WIDTH},{HEIGHT}",
        ]
        if not self.has_sandbox:
            flags.append("--no-sandbox")
        pipes = [str(asked), str(heard)]
        start = [sys.executable, "-I", "-S", launching.__file__, *pipes, self.path]
        environment = {"HOME": profile, "PATH": os.defpath, "LANG": "C.UTF-8"}
        try:
            process = subprocess.Popen(  # noqa: S603
                [*start, *flags],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(asked, heard),
                env=environment,
                cwd=profile,
                start_new_session=True,
            )
        finally:
            os.close(asked)
            os.close(heard)
        try:
            with MemoryWatch(process.pid, self.most_memory):
                yield DevTools(asking, hearing)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            os.close(asking)
            os.close(hearing)
            shutil.rmtree(profile, ignore_errors=True)


class _Page:
    """One page on its way to a picture."""

    def __init__(self, tools: DevTools, proxy: RecordingProxy, until: float) -> None:
        self._tools = tools
        self._proxy = proxy
        self._until = until
        self._session = ""
        self._context = ""

    def take(self, url: str) -> Picture:
        # The browser itself is sent nowhere (see ``_running``): it would ask its makers
        # for news. Only this context, which knows nothing of it, has a way out.
        self._context = self._tools.call(
            "Target.createBrowserContext",
            {
                "proxyServer": f"http://127.0.0.1:{self._proxy.port}",
                "proxyBypassList": "<-loopback>",
            },
            seconds=self._left(30),
        )["browserContextId"]
        target = self._tools.call(
            "Target.createTarget",
            {"url": "about:blank", "browserContextId": self._context},
            seconds=self._left(30),
        )["targetId"]
        self._session = self._tools.call(
            "Target.attachToTarget", {"targetId": target, "flatten": True}
        )["sessionId"]
        self._prepare()
        moved = self._call("Page.navigate", {"url": url}, 60)
        if moved.get("errorText"):
            raise BrowserFault(moved["errorText"])
        self._wait(lambda: self._tools.heard("Page.loadEventFired", self._session), 30)
        self._wait(lambda: self._proxy.is_quiet(0.5), 8)
        self._evaluate(_SCROLL % TALLEST, 15)
        self._wait(lambda: self._proxy.is_quiet(0.5), 5)
        return self._read()

    def _prepare(self) -> None:
        self._call("Page.enable")
        self._call(
            "Emulation.setDeviceMetricsOverride",
            {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False},
        )
        self._call("Page.addScriptToEvaluateOnNewDocument", {"source": _CLOSE_WAYS})
        self._call("Network.enable")
        # A worker would answer for the server.
        self._call("Network.setBypassServiceWorker", {"bypass": True})
        self._tools.call(
            "Browser.setDownloadBehavior",
            {"behavior": "deny", "browserContextId": self._context},
        )

    def _read(self) -> Picture:
        size = self._call("Page.getLayoutMetrics")["cssContentSize"]
        width = max(1, min(int(size["width"]), 4 * WIDTH))
        height = max(1, int(size["height"]))
        shot = self._call(
            "Page.captureScreenshot",
            {
                "format": "png",
                "captureBeyondViewport": True,
                "clip": {
                    "x": 0,
                    "y": 0,
                    "width": width,
                    "height": min(height, TALLEST),
                    "scale": 1,
                },
            },
            40,
        )
        png = base64.b64decode(shot["data"])
        if not png.startswith(PNG):
            raise BrowserFault("the picture is none")
        url = str(self._evaluate("document.URL"))
        if not url.startswith(("http://", "https://")):
            raise BrowserFault(url[:200])
        words = f"(document.body?.innerText ?? '').slice(0, {LONGEST_TEXT})"
        return Picture(
            png=png,
            width=width,
            height=min(height, TALLEST),
            is_cut=height > TALLEST,
            title=_clean(self._evaluate("document.title.slice(0, 1000)")),
            text=_clean(self._evaluate(words)),
            url=url,
        )

    def _evaluate(self, expression: str, seconds: float = 10) -> Any:
        """Return the value of an expression, in a world the page cannot reach."""
        frame = self._call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = self._call("Page.createIsolatedWorld", {"frameId": frame})
        found = self._call(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": world["executionContextId"],
                "awaitPromise": True,
                "returnByValue": True,
            },
            seconds,
        )
        return found.get("result", {}).get("value", "")

    def _call(
        self,
        method: str,
        parameters: dict[str, Any] | None = None,
        seconds: float = 10,
    ) -> dict[str, Any]:
        return self._tools.call(
            method, parameters, session=self._session, seconds=self._left(seconds)
        )

    def _wait(self, is_so: Callable[[], bool], seconds: float) -> None:
        """Wait until something is so; a page that is never finished is taken as is."""
        until = min(self._until, time.monotonic() + seconds)
        while time.monotonic() < until and not is_so():
            time.sleep(0.05)

    def _left(self, seconds: float) -> float:
        return max(0.1, min(seconds, self._until - time.monotonic()))


def find_chromium(named: str | None = None) -> str | None:
    """Return the path of Chromium: the one that is named, or one on the PATH."""
    if named:
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return None


def _clean(text: object) -> str:
    """Return text that can be stored: no half characters, no zero bytes."""
    whole = str(text).encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\0", "").strip()
