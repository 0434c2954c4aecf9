"""Captures without a browser: what is fetched, told and refused."""

from __future__ import annotations

import gzip
import json
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.capturing.engine import MemoryCaptureEngine
from evidence.capturing.faults import CaptureError, Reason
from evidence.capturing.fetching import Fetcher, Limits, Visit
from evidence.capturing.html_words import HtmlWords, decode_html
from evidence.capturing.robots import ask_robots
from evidence.capturing.unpacking import unpack
from evidence.capturing.web_engine import WebCaptureEngine
from tests.evidence.capturing.local_server import LocalServer, Request, reply
from tests.evidence.capturing.packages import faults_of, small_site

Serve = Callable[..., LocalServer]
Reach = Callable[..., tuple[Fetcher, Visit]]


def test_capture_tells_what_it_saw(serve: Serve, reach: Reach, tmp_path: Path) -> None:
    server = serve(small_site)
    fetcher, _visit = reach(server)
    captured = WebCaptureEngine(fetcher=fetcher).capture(server.url("/start"), tmp_path)
    assert captured.url == server.url("/start")
    assert captured.final_url == server.url("/page")
    assert captured.status == 200
    assert captured.title == "Şuşa & Laçın"
    assert captured.text == "Bir söz.\nİki"
    assert captured.captured_at.tzinfo is not None
    assert captured.picture is None
    facts = captured.facts
    assert facts["picture"] == {"missing": "no_browser"}
    assert [hop["status"] for hop in facts["hops"]] == [302, 200]
    assert facts["robots"]["allows"] is True
    assert facts["payload_sha256"] == captured.payload_sha256
    assert ["Content-Type", "text/html; charset=utf-8"] in facts["headers"]
    json.dumps(facts)
    with zipfile.ZipFile(captured.wacz) as archive:
        assert json.loads(archive.read("capture.json")) == facts
    assert faults_of(captured.wacz) == []
    assert server.paths == ["/robots.txt", "/start", "/page"]


def test_pages_that_robots_forbids_are_captured_and_marked(
    serve: Serve, reach: Reach, tmp_path: Path
) -> None:
    def respond(request: Request) -> None:
        if request.path == "/closed":
            request.send(reply("closed"))
        else:
            small_site(request)

    server = serve(respond)
    fetcher, _visit = reach(server)
    engine = WebCaptureEngine(fetcher=fetcher)
    captured = engine.capture(server.url("/closed"), tmp_path)
    assert captured.facts["robots"]["allows"] is False
    assert captured.facts["robots"]["status"] == 200
    assert captured.facts["robots"]["sha256"]


@pytest.mark.parametrize(
    ("answer", "allows"),
    [
        (reply("User-agent: *\nDisallow: /"), False),
        (reply("User-agent: *\nDisallow:"), True),
        (reply("User-agent: VoiceOfKarabakhArchive\nDisallow: /x"), False),
        (reply("User-agent: Other\nDisallow: /"), True),
        (reply("\ufeffUser-agent: *\nDisallow: /x"), False),
        (reply("", 404), True),
        (reply("", 503), None),
        (reply(b"\xff\xfe\x00", 200), True),
    ],
)
def test_robots_are_read(
    serve: Serve, reach: Reach, answer: bytes, allows: bool | None
) -> None:
    server = serve(lambda request: request.send(answer))
    fetcher, visit = reach(server)
    said = ask_robots(server.url("/x"), fetcher, visit)
    assert said.allows([server.url("/x"), "https://elsewhere.example/"]) is allows


def test_robots_that_cannot_be_had_do_not_stop_a_capture(
    serve: Serve, reach: Reach, tmp_path: Path
) -> None:
    def respond(request: Request) -> None:
        if request.path == "/page":
            small_site(request)
        else:
            request.send(b"no http\r\n\r\n")

    server = serve(respond)
    fetcher, _visit = reach(server)
    captured = WebCaptureEngine(fetcher=fetcher).capture(server.url("/page"), tmp_path)
    assert captured.facts["robots"]["fault"] == "protocol"
    assert captured.facts["robots"]["allows"] is None


@pytest.mark.parametrize("status", [400, 403, 404, 410, 451, 500, 503])
def test_error_pages_are_not_captured(
    serve: Serve, reach: Reach, tmp_path: Path, status: int
) -> None:
    server = serve(lambda request: request.send(reply("no", status)))
    fetcher, _visit = reach(server)
    engine = WebCaptureEngine(fetcher=fetcher)
    with pytest.raises(CaptureError) as failed:
        engine.capture(server.url("/x"), tmp_path)
    assert failed.value.reason == Reason.STATUS
    assert failed.value.detail == str(status)
    assert engine.probe(server.url("/x")) == status
    assert list(tmp_path.iterdir()) == []


def test_document_is_handed_out(serve: Serve, reach: Reach, tmp_path: Path) -> None:
    server = serve(small_site)
    fetcher, _visit = reach(server)
    engine = WebCaptureEngine(fetcher=fetcher)
    captured = engine.capture(server.url("/paper.pdf"), tmp_path)
    assert captured.document is not None
    assert captured.document.read_bytes() == b"%PDF-1.4 paper"
    assert captured.facts["picture"] == {"missing": "not_a_page"}
    assert captured.text == ""


def test_refused_capture_leaves_nothing(reach: Reach, tmp_path: Path) -> None:
    fetcher, _visit = reach()
    with pytest.raises(CaptureError):
        WebCaptureEngine(fetcher=fetcher).capture("http://127.0.0.1:22/", tmp_path)
    assert list(tmp_path.iterdir()) == []


def _packed(body: bytes, coding: str) -> bytes:
    return reply(body, 200, Content_Encoding=coding)


@pytest.mark.parametrize(
    "answer",
    [
        _packed(gzip.compress("söz".encode()), "gzip"),
        _packed(gzip.compress("söz".encode()), "x-gzip"),
        _packed(gzip.compress(b"s") + gzip.compress("öz".encode()), "gzip"),
        _packed(zlib.compress("söz".encode()), "deflate"),
        _packed(zlib.compress("söz".encode(), wbits=-15), "deflate"),
        _packed("söz".encode(), "identity"),
        reply("söz"),
    ],
)
def test_packed_content_is_unpacked(serve: Serve, reach: Reach, answer: bytes) -> None:
    server = serve(lambda request: request.send(answer))
    fetcher, visit = reach(server)
    content = unpack(fetcher.fetch(server.url(), visit), visit)
    content.seek(0)
    assert content.read().decode() == "söz"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (_packed(gzip.compress(bytes(30_000_000)), "gzip"), Reason.SIZE),
        (_packed(zlib.compress(bytes(30_000_000)), "deflate"), Reason.SIZE),
        (_packed(b"no gzip at all", "gzip"), Reason.ENCODING),
        (_packed(gzip.compress(bytes(100))[:-20] + b"x" * 20, "gzip"), Reason.ENCODING),
        (_packed(b"x", "br"), Reason.ENCODING),
        (_packed(gzip.compress(gzip.compress(b"x")), "gzip, gzip"), Reason.ENCODING),
    ],
)
def test_bombs_and_rubbish_are_refused(
    serve: Serve, reach: Reach, answer: bytes, reason: Reason
) -> None:
    server = serve(lambda request: request.send(answer))
    fetcher, visit = reach(server, limits=Limits(response_bytes=100_000))
    exchange = fetcher.fetch(server.url(), visit)
    begun = time.monotonic()
    with pytest.raises(CaptureError) as refused:
        unpack(exchange, visit)
    assert refused.value.reason == reason
    assert time.monotonic() - begun < 1


def test_bomb_is_not_captured(serve: Serve, reach: Reach, tmp_path: Path) -> None:
    bomb = _packed(gzip.compress(bytes(100_000_000)), "gzip")
    server = serve(lambda request: request.send(bomb))
    fetcher, _visit = reach(server)
    engine = WebCaptureEngine(fetcher=fetcher, limits=Limits(response_bytes=10_000_000))
    with pytest.raises(CaptureError) as refused:
        engine.capture(server.url(), tmp_path)
    assert refused.value.reason == Reason.SIZE


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        ("Ə".encode(), "text/html; charset=utf-8", "Ə"),
        ("Привет".encode("cp1251"), "text/html; charset=windows-1251", "Привет"),
        (
            b"<meta charset='windows-1251'>" + "Привет".encode("cp1251"),
            "text/html",
            "<meta charset='windows-1251'>Привет",
        ),
        ("Ə".encode(), "text/html; charset=nonsense", "Ə"),
        ("Ə".encode(), "", "Ə"),
        (b"\xff", "text/html", "\ufffd"),
        (b"x", "text/html; charset=hex", "x"),
    ],
)
def test_charsets_are_heeded(data: bytes, content_type: str, expected: str) -> None:
    assert decode_html(data, content_type) == expected


def test_words_of_a_page_without_its_code() -> None:
    words = HtmlWords(
        "<title>A &amp;\n B</title><body><script>var x = '<p>no</p>'</script>"
        "<style>p{}</style><h1>One</h1>two<br>three <i>fo</i>ur<svg><text>no</text>"
        "</svg><noscript>no</noscript><p>five\0<p>six"
    )
    assert words.title == "A & B"
    assert words.text == "One\ntwo\nthree four\nfive\nsix"


def test_memory_engine_keeps_to_the_same_interface(tmp_path: Path) -> None:
    fault = CaptureError(Reason.UNREACHABLE)
    engine = MemoryCaptureEngine(
        {"https://a.example/": b"package", "https://b.example/": fault}
    )
    captured = engine.capture("https://a.example/", tmp_path)
    assert captured.wacz.read_bytes() == b"package"
    assert engine.probe("https://c.example/") == 200
    with pytest.raises(CaptureError):
        engine.capture("https://b.example/", tmp_path)
    with pytest.raises(CaptureError):
        engine.probe("https://b.example/")
    assert engine.asked[0] == "https://a.example/"
