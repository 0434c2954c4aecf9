"""Fetching: every byte kept, nowhere gone that none may go."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from evidence.capturing.addresses import AddressGuard
from evidence.capturing.faults import CaptureError, Reason
from evidence.capturing.fetching import Fetcher, Limits, Visit
from evidence.capturing.pace import Pace
from tests.evidence.capturing.certificates import Authority
from tests.evidence.capturing.local_server import LocalServer, Request, reply

Serve = Callable[..., LocalServer]
Reach = Callable[..., tuple[Fetcher, Visit]]


def test_response_is_kept_as_received(serve: Serve, reach: Reach) -> None:
    raw = (
        b"HTTP/1.1 200 Oldu\r\nserver:  weird \r\nX-Twice: a\r\nx-twice: b\r\n"
        b"Content-Type: Text/HTML; charset=utf-8\r\nContent-Length: 6\r\n\r\n"
    )
    server = serve(lambda request: request.send(raw + "şuşa".encode()))
    fetcher, visit = reach(server)
    exchange = fetcher.fetch(server.url("/a?b=c"), visit)
    assert exchange.head == raw
    assert exchange.read_payload(100).decode() == "şuşa"
    assert exchange.status == 200
    assert exchange.media_type == "text/html"
    assert [v for k, v in exchange.headers if k.lower() == "x-twice"] == ["a", "b"]
    assert exchange.ip == "127.0.0.1"
    assert exchange.payload_length == 6
    assert exchange.sent.decode() == server.seen[0].head


def test_request_says_honestly_who_asks(serve: Serve, reach: Reach) -> None:
    server = serve(lambda request: request.send(reply("")))
    fetcher, visit = reach(server)
    fetcher.agent = "Archive/1.0 (+https://example.org/)"
    fetcher.fetch(server.url("/"), visit)
    assert server.seen[0].header("User-Agent") == "Archive/1.0 (+https://example.org/)"
    assert server.seen[0].header("Host") == f"site.example:{server.port}"
    assert server.seen[0].header("Cookie") == ""


def test_chunked_body_is_kept_both_ways(serve: Serve, reach: Reach) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nTrailer: x\r\n\r\n"
    server = serve(lambda request: request.send(head + body))
    fetcher, visit = reach(server)
    exchange = fetcher.fetch(server.url(), visit)
    exchange.message.seek(0)
    assert exchange.message.read() == body
    assert exchange.read_payload(100) == b"Wikipedia"


def test_interim_responses_are_passed_over(serve: Serve, reach: Reach) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    server = serve(lambda request: request.send(hints + reply("whole")))
    fetcher, visit = reach(server)
    assert fetcher.fetch(server.url(), visit).read_payload(9) == b"whole"


def test_old_server_with_bare_line_feeds_is_understood(
    serve: Serve, reach: Reach
) -> None:
    server = serve(lambda request: request.send(b"HTTP/1.0 200\nA: b\n\nold"))
    fetcher, visit = reach(server)
    exchange = fetcher.fetch(server.url(), visit)
    assert exchange.read_payload(9) == b"old"
    assert exchange.head == b"HTTP/1.0 200\nA: b\n\n"


def test_redirects_are_followed_and_kept(serve: Serve, reach: Reach) -> None:
    def respond(request: Request) -> None:
        if request.path == "/end?ə=1" or request.path.startswith("/end"):
            request.send(reply("the end"))
        else:
            request.send(reply("moved", 301, Location="end?q=%C9%99#part"))

    server = serve(respond)
    fetcher, visit = reach(server)
    hops = fetcher.follow(server.url("/start"), visit)
    assert [hop.status for hop in hops] == [301, 200]
    assert hops[1].url == server.url("/end?q=%C9%99")
    assert hops[1].via == server.url("/start")
    assert hops[0].read_payload(9) == b"moved"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/secret",
        "http://127.0.0.1/secret",
        "http://localhost/secret",
        "http://[::1]/secret",
        "http://[::ffff:127.0.0.1]/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://inside.example/secret",
        "//10.0.0.1/secret",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "http://user:secret@site.example/",
        "http://site.example:22/",
        "http://site.example\\@127.0.0.1/",
    ],
)
def test_redirect_to_where_none_may_go_is_refused(
    serve: Serve, reach: Reach, location: str
) -> None:
    inner = serve(lambda request: request.send(reply("secret")))
    server = serve(
        lambda request: request.send(
            reply("", 302, Location=location.format(port=inner.port))
        )
    )
    hosts = {"inside.example": ["192.168.0.7"], "localhost": ["127.0.0.1"]}
    fetcher, visit = reach(server, hosts=hosts)
    with pytest.raises(CaptureError) as refused:
        fetcher.follow(server.url(), visit)
    assert refused.value.is_lasting
    assert inner.seen == []


def test_name_that_changes_its_address_after_the_check_leads_nowhere_else(
    serve: Serve,
) -> None:
    """DNS rebinding: the first answer is allowed, all later ones are not."""
    server = serve(lambda request: request.send(reply("public")))
    answers: Iterator[str] = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [next(answers)]

    guard = AddressGuard(resolve=resolve, ports={server.port}, exempt={server.exempt})
    fetcher = Fetcher(guard=guard, pace=Pace(0))
    with Visit() as visit:
        exchange = fetcher.fetch(server.url("/", "rebind.example"), visit)
    assert asked == ["rebind.example"]
    assert exchange.ip == "127.0.0.1"
    with Visit() as visit, pytest.raises(CaptureError) as refused:
        fetcher.fetch(server.url("/", "rebind.example"), visit)
    assert refused.value.reason == Reason.PRIVATE


def test_redirects_in_a_circle_end(serve: Serve, reach: Reach) -> None:
    server = serve(
        lambda request: request.send(
            reply("", 302, Location="/b" if request.path == "/a" else "/a")
        )
    )
    fetcher, visit = reach(server)
    with pytest.raises(CaptureError) as failed:
        fetcher.follow(server.url("/a"), visit)
    assert failed.value.reason == Reason.REDIRECTS
    assert len(server.seen) == 2


def test_redirects_without_end_end(serve: Serve, reach: Reach) -> None:
    def respond(request: Request) -> None:
        request.send(reply("", 302, Location=f"{request.path}x"))

    server = serve(respond)
    fetcher, visit = reach(server)
    with pytest.raises(CaptureError) as failed:
        fetcher.follow(server.url("/"), visit)
    assert failed.value.reason == Reason.REDIRECTS
    assert len(server.seen) == Limits().redirects + 1


def test_unreachable_server_is_said_to_be_unreachable(
    serve: Serve, reach: Reach
) -> None:
    with LocalServer(lambda request: None) as gone:
        pass
    fetcher, visit = reach(gone)
    with pytest.raises(CaptureError) as failed:
        fetcher.fetch(gone.url(), visit)
    assert failed.value.reason == Reason.UNREACHABLE


def test_second_address_is_tried_when_the_first_is_dead(serve: Serve) -> None:
    server = serve(lambda request: request.send(reply("here")))
    guard = AddressGuard(
        resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"],
        ports={server.port},
        exempt={server.exempt, ("127.0.0.9", server.port)},
    )
    with Visit() as visit:
        exchange = Fetcher(guard=guard, pace=Pace(0)).fetch(server.url(), visit)
    assert exchange.ip == "127.0.0.1"


def test_certificates_are_kept(
    serve: Serve, reach: Reach, authority: Authority
) -> None:
    server = serve(
        lambda request: request.send(reply("safe")), authority.server("site.example")
    )
    fetcher, visit = reach(server, trust=authority.trust())
    exchange = fetcher.fetch(server.url(), visit)
    assert len(exchange.certificates) == 2
    assert "BEGIN CERTIFICATE" in exchange.certificates[0].pem
    assert len(exchange.certificates[0].fingerprint) == 64
    assert exchange.tls_version.startswith("TLSv1.")
    assert exchange.tls_cipher


@pytest.mark.parametrize("fault", ["name", "time", "authority"])
def test_bad_certificates_are_refused(
    serve: Serve, reach: Reach, authority: Authority, fault: str
) -> None:
    context = authority.server(
        "other.example" if fault == "name" else "site.example",
        days=-1 if fault == "time" else 1,
    )
    server = serve(lambda request: request.send(reply("unsafe")), context)
    trust = None if fault == "authority" else authority.trust()
    fetcher, visit = reach(server, trust=trust)
    with pytest.raises(CaptureError) as failed:
        fetcher.fetch(server.url(), visit)
    assert failed.value.reason == Reason.CERTIFICATE
    assert failed.value.detail
    assert server.seen == []


def test_header_that_would_split_the_request_is_refused(
    serve: Serve, reach: Reach
) -> None:
    server = serve(lambda request: request.send(reply("")))
    fetcher, visit = reach(server)
    with pytest.raises(CaptureError):
        fetcher.fetch(server.url(), visit, headers={"Referer": "a\r\nHost: b"})


class FakeTime:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def test_requests_to_one_host_keep_their_distance() -> None:
    clock = FakeTime()
    pace = Pace(2, now=lambda: clock.now, sleep=clock.sleep)
    for host in ("a.example", "a.example", "b.example", "a.example"):
        pace.wait(host, deadline=1000)
    assert clock.slept == [2, 2]


def test_host_that_asks_for_patience_gets_it(serve: Serve, reach: Reach) -> None:
    server = serve(lambda request: request.send(reply("", 429, Retry_After="30")))
    clock = FakeTime()
    fetcher, visit = reach(server)
    fetcher._pace = Pace(0, now=lambda: clock.now, sleep=clock.sleep)
    fetcher.fetch(server.url(), visit)
    with pytest.raises(CaptureError) as failed:
        fetcher._pace.wait("site.example", deadline=110)
    assert failed.value.reason == Reason.TIME
    fetcher._pace.wait("site.example", deadline=200)
    assert clock.slept == [30]
