"""The health check says whether the database answers, and touches nothing else."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.db import OperationalError, connection
from django.test import Client

from config.probe import is_healthy


@pytest.mark.database
@pytest.mark.django_db
def test_health_is_ok_while_the_database_answers(client: Client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.django_db
def test_health_says_when_the_database_is_away_but_not_why(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("password of the database")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/health/")
    assert (response.status_code, response.content) == (503, b"unavailable\n")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_health_may_only_be_read(client: Client) -> None:
    assert client.post("/health/").status_code == 405


class Answering(http.server.BaseHTTPRequestHandler):
    status: ClassVar[int] = 200
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"]))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def server() -> Iterator[http.server.HTTPServer]:
    Answering.status, Answering.asked = 200, []
    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_probe_asks_as_one_of_the_sites_hosts(
    server: http.server.HTTPServer, status: int, healthy: bool
) -> None:
    Answering.status = status
    assert is_healthy("127.0.0.1", server.server_port, "example.org") is healthy
    assert Answering.asked == [("/health/", "example.org")]


def test_probe_is_unhealthy_when_nothing_listens(
    server: http.server.HTTPServer,
) -> None:
    port = server.server_port
    server.shutdown()
    server.server_close()
    assert is_healthy("127.0.0.1", port, "example.org") is False
