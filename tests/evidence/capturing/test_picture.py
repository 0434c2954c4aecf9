"""Pictures by a real Chromium, which reaches nothing but the recording proxy."""

from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from evidence.capturing.engine import Captured
from evidence.capturing.fetching import Fetcher, Limits, Visit
from evidence.capturing.memory_watch import memory_of
from evidence.capturing.picture import Browser, find_chromium
from evidence.capturing.web_engine import WebCaptureEngine
from tests.evidence.capturing.certificates import Authority
from tests.evidence.capturing.local_server import LocalServer, Request, reply
from tests.evidence.capturing.packages import PICTURE, faults_of

CHROMIUM = find_chromium()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

Serve = Callable[..., LocalServer]
Reach = Callable[..., tuple[Fetcher, Visit]]
Look = Callable[..., Captured]


def browser() -> Browser:
    # The tests may run as root, whom Chromium refuses its sandbox.
    return Browser(str(CHROMIUM), "Archive/1.0", has_sandbox=False)


@pytest.fixture
def look(reach: Reach, tmp_path: Path) -> Look:
    """Return a function that captures an address with the browser."""

    def take(
        url: str, *servers: LocalServer, limits: Limits | None = None, **options: object
    ) -> Captured:
        fetcher, _visit = reach(*servers, **options)
        engine = WebCaptureEngine(fetcher=fetcher, browser=browser(), limits=limits)
        captured = engine.capture(url, tmp_path)
        assert faults_of(captured.wacz) == []
        return captured

    return take


def site(pages: dict[str, bytes]) -> Callable[[Request], None]:
    def respond(request: Request) -> None:
        request.send(pages.get(request.path, reply("", 404)))

    return respond


def processes_with(word: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if word.encode() in command and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def test_picture_shows_what_the_archive_holds(
    serve: Serve, look: Look, authority: Authority, tmp_path: Path
) -> None:
    pages = {
        "/": reply(
            "<!doctype html><title>Səhifə</title><link rel=stylesheet href=/a.css>"
            "<body><p id=word>before</p><div style='height:2000px'></div>"
            "<img loading=lazy src=/late.png><script src=/a.js></script>"
        ),
        "/a.css": reply("body{background:#00ff00}", 200, "text/css"),
        "/a.js": reply(
            "fetch('/word').then(r=>r.text()).then(t=>{word.textContent=t})",
            200,
            "text/javascript",
        ),
        "/word": reply("fetched söz", 200, "text/plain; charset=utf-8"),
        "/late.png": reply(PICTURE, 200, "image/png"),
    }
    server = serve(site(pages), authority.server("site.example"))
    captured = look(server.url("/"), server, trust=authority.trust())

    assert captured.title == "Səhifə"
    assert captured.text == "fetched söz"
    assert captured.picture is not None
    with Image.open(captured.picture) as image:
        assert image.size[0] == 1280
        assert image.size[1] > 2000
        assert image.convert("RGB").getpixel((600, 1500)) == (0, 255, 0)
    assert {"/", "/a.css", "/a.js", "/word", "/late.png"} <= set(server.paths)
    assert server.paths.count("/") == 1
    assert all(asked.header("User-Agent") for asked in server.seen)
    kept = records(captured)
    assert {url for url in kept if url.startswith("https:")} == {
        server.url(path) for path in server.paths
    }
    assert kept[f"urn:fullPage:{server.url('/')}"] == captured.picture.read_bytes()
    assert kept[f"urn:text:{server.url('/')}"].decode() == "fetched söz"
    assert sorted(
        path.name for path in tmp_path.iterdir() if path.suffix != ".pem"
    ) == [
        *("capture.wacz", "picture.png"),
    ]


def records(captured: Captured) -> dict[str, bytes]:
    with zipfile.ZipFile(captured.wacz) as archive:
        data = archive.read("archive/data.warc.gz")
    return {
        record.rec_headers.get_header("WARC-Target-URI"): record.content_stream().read()
        for record in ArchiveIterator(io.BytesIO(data))
        if record.rec_type in {"response", "resource", "revisit"}
    }


def test_browser_asks_for_nothing_of_its_own(serve: Serve, look: Look) -> None:
    server = serve(site({"/": reply("<!doctype html><p>plain")}))
    captured = look(server.url("/"), server)
    assert captured.facts["left_out"] == []
    assert set(server.paths) <= {"/", "/robots.txt", "/favicon.ico"}


def test_page_reaches_no_private_address(serve: Serve, look: Look) -> None:
    secret = serve(site({"/secret": reply("secret")}))
    inner = f"http://127.0.0.1:{secret.port}/secret"
    page = f"""<!doctype html><title>Spy</title>
      <img src={inner}><img src=http://10.0.0.1/a><img src=http://[::1]/a>
      <img src=http://inside.example/a><img src=/redirect>
      <iframe src={inner}></iframe><link rel=stylesheet href={inner}>
      <link rel=preconnect href={inner}><link rel=dns-prefetch href=//127.0.0.1>
      <object data={inner}></object><iframe src=file:///etc/passwd></iframe>
      <script>
      fetch('{inner}', {{mode: 'no-cors'}}).catch(() => {{}});
      navigator.sendBeacon('{inner}', 'x');
      new WebSocket('ws://127.0.0.1:{secret.port}/secret');
      new EventSource('{inner}');
      new Worker(URL.createObjectURL(new Blob(["fetch('{inner}')"])));
      const form = new XMLHttpRequest(); form.open('POST', '/form'); form.send('x');
      document.title += typeof RTCPeerConnection + typeof WebTransport;
      </script>"""
    pages = {
        "/": reply(page),
        "/redirect": reply("", 302, Location=inner),
        "/form": reply("sent"),
    }
    server = serve(site(pages))
    hosts = {"inside.example": ["192.168.1.1"]}
    captured = look(server.url("/"), server, hosts=hosts)
    assert secret.seen == []
    assert "/form" not in server.paths
    assert captured.title == "Spyundefinedundefined"
    left_out = {found["url"]: found["reason"] for found in captured.facts["left_out"]}
    # Another port of this machine is as closed as the machine.
    assert left_out[inner] in {"port", "private", "method"}
    assert left_out[server.url("/form")] == "method"
    assert all("secret" not in body.decode("latin-1") or url == server.url("/")
               for url, body in records(captured).items())  # fmt: skip


def test_page_that_moves_the_browser_inside_is_not_followed(
    serve: Serve, look: Look
) -> None:
    secret = serve(site({"/secret": reply("<title>secret</title>")}))
    page = (
        "<!doctype html><title>Mover</title><script>"
        f"location = 'http://127.0.0.1:{secret.port}/secret'</script>"
    )
    server = serve(site({"/": reply(page)}))
    captured = look(server.url("/"), server)
    assert secret.seen == []
    assert captured.title == "Mover"


@pytest.mark.parametrize(
    "script",
    [
        "alert(1); confirm(2); prompt(3)",
        "window.print(); window.open('/other'); onbeforeunload = () => 'stay'",
        "setInterval(() => fetch('/again?' + Math.random()), 50)",
        "document.documentElement.style.height = '1000000px'",
    ],
)
def test_tiresome_pages_are_shown_all_the_same(
    serve: Serve, look: Look, script: str
) -> None:
    page = f"<!doctype html><title>Shown</title><p>word<script>{script}</script>"
    server = serve(site({"/": reply(page)}))
    captured = look(server.url("/"), server, limits=Limits(requests=60))
    assert captured.title == "Shown"
    assert captured.picture is not None
    assert captured.facts["picture"]["height"] <= 12_000


def test_page_that_hangs_the_browser_is_captured_without_picture(
    serve: Serve, look: Look
) -> None:
    page = "<!doctype html><title>Stuck</title><script>for (;;) {}</script>"
    server = serve(site({"/": reply(page)}))
    begun = time.monotonic()
    captured = look(server.url("/"), server, limits=Limits(capture_seconds=24))
    assert time.monotonic() - begun < 25
    assert captured.picture is None
    assert captured.facts["picture"]["missing"] == "failed"
    assert captured.title == "Stuck"


def test_page_that_eats_memory_loses_its_picture(
    serve: Serve, reach: Reach, tmp_path: Path
) -> None:
    page = """<!doctype html><title>Eater</title><script>
      const eaten = [];
      setInterval(() => eaten.push(new Uint8Array(5e7).fill(1)), 10);
    </script>"""
    server = serve(site({"/": reply(page)}))
    fetcher, _visit = reach(server)
    glutton = replace(browser(), most_memory=1_600_000_000)
    limits = Limits(capture_seconds=50)
    engine = WebCaptureEngine(fetcher=fetcher, browser=glutton, limits=limits)
    captured = engine.capture(server.url("/"), tmp_path)
    assert captured.picture is None
    assert captured.facts["picture"]["missing"] == "failed"
    assert captured.title == "Eater"


def test_memory_of_children_is_counted() -> None:
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "a = bytearray(200_000_000); print(flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        child.stdout.readline()
        assert 200_000_000 < memory_of(child.pid) < 400_000_000
        assert memory_of(os.getpid()) > memory_of(child.pid)
        child.communicate(b"\n")
    assert memory_of(child.pid) == 0


def test_bombs_and_endless_parts_are_left_out(serve: Serve, look: Look) -> None:
    def respond(request: Request) -> None:
        if request.path == "/endless.png":
            request.send(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")
            while True:
                request.send(b"x" * 65536)
        elif request.path == "/":
            request.send(
                reply(
                    "<!doctype html><title>Bombs</title><img src=/endless.png>"
                    "<img src=/bomb.png>"
                )
            )
        else:
            bomb = gzip.compress(bytes(50_000_000))
            request.send(reply(bomb, 200, "image/png", Content_Encoding="gzip"))

    server = serve(respond)
    limits = Limits(response_bytes=1_000_000)
    captured = look(server.url("/"), server, limits=limits)
    left_out = {found["url"]: found["reason"] for found in captured.facts["left_out"]}
    assert left_out[server.url("/endless.png")] == "size"
    assert left_out[server.url("/bomb.png")] == "size"
    assert captured.title == "Bombs"


def test_browser_that_does_not_start_costs_only_the_picture(
    serve: Serve, reach: Reach, tmp_path: Path
) -> None:
    server = serve(site({"/": reply("<!doctype html><title>Bare</title>")}))
    fetcher, _visit = reach(server)
    engine = WebCaptureEngine(fetcher=fetcher, browser=Browser("/bin/false", "x"))
    captured = engine.capture(server.url("/"), tmp_path)
    assert captured.picture is None
    assert captured.facts["picture"]["missing"] == "failed"
    assert captured.title == "Bare"


def test_nothing_of_the_browser_outlives_the_capture(
    serve: Serve, look: Look, tmp_path: Path
) -> None:
    server = serve(site({"/": reply("<!doctype html><p>plain")}))
    look(server.url("/"), server)
    assert processes_with(str(tmp_path)) == []
    assert list(tmp_path.glob("profile-*")) == []


def test_browser_dies_with_a_killed_capture(serve: Serve, tmp_path: Path) -> None:
    page = "<!doctype html><title>Stuck</title><script>for (;;) {}</script>"
    server = serve(site({"/": reply(page)}))
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, server.url("/"), str(tmp_path), str(CHROMIUM)],
        cwd=Path(__file__).parents[3],
    )
    try:
        profile = f"--user-data-dir={tmp_path}"
        until = time.monotonic() + 20
        while not processes_with(profile) and time.monotonic() < until:
            time.sleep(0.1)
        assert processes_with(profile)
        child.send_signal(signal.SIGKILL)
        child.wait()
        until = time.monotonic() + 20
        while processes_with(str(tmp_path)) and time.monotonic() < until:
            time.sleep(0.1)
        assert processes_with(str(tmp_path)) == []
    finally:
        child.kill()
        child.wait()


CHILD = """
import os, sys
from pathlib import Path
from urllib.parse import urlsplit
sys.path[:0] = ["site", "."]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
from evidence.capturing.addresses import AddressGuard
from evidence.capturing.fetching import Fetcher
from evidence.capturing.picture import Browser
from evidence.capturing.web_engine import WebCaptureEngine
url, folder, chromium = sys.argv[1:]
port = urlsplit(url).port
guard = AddressGuard(
    resolve=lambda host, port: ["127.0.0.1"],
    ports={port},
    exempt={("127.0.0.1", port)},
)
browser = Browser(chromium, "x", has_sandbox=False)
WebCaptureEngine(fetcher=Fetcher(guard=guard), browser=browser).capture(
    url, Path(folder)
)
"""
