"""Killed at any instant, a capture is completed by the next worker: once, and whole."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from evidence.capturing.picture import find_chromium
from tests.conftest import Newsroom
from tests.evidence.capturing.killing import Worker
from tests.evidence.capturing.local_server import LocalServer, Request, reply
from tests.evidence.capturing.packages import PICTURE
from tests.evidence.documents.papers import paper, scan

Serve = Callable[..., LocalServer]
# ``KILLS=100 python -m pytest …`` looks longer.
KILLS = int(os.environ.get("KILLS", "30"))


def page(request: Request) -> None:
    """Answer with a page of its own for each address, slowly enough to be killed at."""
    if request.path.endswith(".png"):
        request.send(reply(PICTURE, 200, "image/png"))
        return
    body = (
        f"<!doctype html><title>{request.path}</title><img src=/a.png>" + "x" * 90_000
    )
    data = reply(body)
    for start in range(0, len(data), 15_000):
        request.send(data[start : start + 15_000])
        time.sleep(0.01)


@pytest.fixture
def folder(tmp_path: Path, newsroom: Newsroom) -> Iterator[Path]:
    if connection.vendor != "sqlite":
        pytest.skip("the worker gets a copy of SQLite's database")
    yield tmp_path


def kill_captures(
    worker: Worker, server: LocalServer, kills: int, chance: random.Random
) -> int:
    """Kill captures at so many random instants and complete each; return how many
    captures that were."""
    length, hits, captures = 1.0, 0, 0
    while hits < kills:
        capture = worker.run(f"cite {server.url(f'/{captures}')}")
        for _again in range(chance.choice([1, 1, 2])):
            hits += worker.kill(f"capture {capture}", chance.uniform(0, length))
        states = worker.run("states")
        # Nothing is half done: an archive is there exactly where all is.
        assert all((state == "done") == has_archive for state, has_archive in states)
        if chance.random() < 0.5:
            worker.run("sweep")
        begun = time.monotonic()
        assert worker.run(f"capture {capture}") == "done"
        captures += 1
        # How long a capture takes changes with what else the machine does.
        length = max(0.2, (length + time.monotonic() - begun) / 2)
        assert captures < 10 * kills
    return captures


def check(worker: Worker, captures: int, *, pictures: int = 0) -> None:
    found = worker.run("audit")
    assert found["captures"] == found["done"] == found["archives"] == captures
    # Equal pictures are one exhibit.
    assert found["pictures"] == pictures
    assert found["exhibits"] == captures + pictures
    assert found["accessions"] == found["exhibits"]
    assert found["capture_events"] == captures + (captures if pictures else 0)
    assert found["stored"] == found["hashes"]
    assert found["open_intakes"] == found["incoming"] == found["faults"] == 0
    assert found["chain"] is True


def test_killed_captures_lose_and_double_nothing(serve: Serve, folder: Path) -> None:
    server = serve(page)
    with Worker(folder, server.port) as worker:
        captures = kill_captures(worker, server, KILLS, random.Random(5))
        check(worker, captures)


def test_killed_readings_lose_and_double_no_page(serve: Serve, folder: Path) -> None:
    document = paper(
        folder / "a.pdf",
        *[f"This is the text of page {number}" for number in range(1, 161)],
        *[scan("x")] * 40,
    )
    server = serve(
        lambda request: request.send(
            reply(document.read_bytes(), 200, "application/pdf")
        )
    )
    chance = random.Random(6)
    with Worker(folder, server.port) as worker:
        capture = worker.run(f"cite {server.url('/paper.pdf')}")
        assert worker.run(f"capture {capture}") == "done"
        for _kill in range(12):
            worker.kill("read", chance.uniform(0, 0.4))
        while worker.run("read") != "done":
            pass
        assert worker.run("pages") == [
            *([n, f"This is the text of page {n}"] for n in range(1, 161)),
            *([n, f"recognised {n}"] for n in range(161, 201)),
        ]


@pytest.mark.skipif(find_chromium() is None, reason="Chromium is not installed")
def test_killed_captures_with_pictures_lose_and_double_nothing(
    serve: Serve, folder: Path
) -> None:
    server = serve(page)
    with Worker(folder, server.port, has_browser=True) as worker:
        captures = kill_captures(worker, server, KILLS // 8, random.Random(7))
        check(worker, captures, pictures=1)
