"""How fast an archive grows, and what readers' pages cost when it is there.

``BENCH_ARTICLES`` says how many articles in three languages (2,000); ``DATABASE_URL``
where, if not in SQLite. Processor time is measured, which other work on the machine
changes little. It passes whatever the numbers are.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STEPS = 5
# Each page is asked for until the clock of the processor has ticked enough.
SECONDS, LEAST, MOST = 0.5, 5, 100
ADDRESSES = """
import json
from tests.demo.readers_pages import readers_pages
pages = {code: readers_pages(code) for code in ("ru", "az")}
print(json.dumps(pages["ru"] | pages["az"]))
"""


@dataclass(frozen=True)
class Newsroom:
    """A sample newsroom in a folder of its own."""

    environment: dict[str, str]

    def manage(self, *arguments: str) -> tuple[str, float]:
        """Run ``manage.py``; return what it prints and its processor time."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
        return done.stdout, used

    @contextmanager
    def server(self) -> Iterator[Server]:
        """Serve with one process, as production does with several."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--config"]
        command += ["python:config.gunicorn", "--bind", f"127.0.0.1:{port}"]
        command += ["--workers", "1", "--threads", "1"]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        try:
            server = Server(process.pid, port)
            server.wait()
            yield server
        finally:
            process.terminate()
            process.wait(30)


@dataclass(frozen=True)
class Server:
    master: int
    port: int

    def wait(self) -> None:
        deadline = time.monotonic() + 120
        while True:
            try:
                self.ask("/health/", 1)
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def ask(self, address: str, times: int) -> tuple[int, int]:
        """Ask for a page; return its status and its size on the way."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            for _time in range(times):
                headers = {"Accept-Encoding": "gzip"}
                connection.request("GET", address, headers=headers)
                response = connection.getresponse()
                size = len(response.read())
        finally:
            connection.close()
        return response.status, size

    def seconds(self) -> float:
        """Return the processor time of the working process so far."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        [worker] = children.read_text().split()
        # The second field is a name in brackets, which may hold anything.
        fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    left_out = {"DJANGO_SETTINGS_MODULE", "BASE_URL", "CI"}
    inherited = {k: v for k, v in os.environ.items() if k not in left_out}
    return Newsroom(
        inherited
        | {
            "DATA_DIR": str(tmp_path),
            "DJANGO_DEBUG": "false",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "LOG_LEVEL": "ERROR",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
        }
    )


def test_archive_and_pages(newsroom: Newsroom, table) -> None:
    articles = int(os.environ.get("BENCH_ARTICLES", "2000"))
    newsroom.manage("compile_catalogues")
    newsroom.manage("migrate", "--no-input", "--verbosity", "0")
    newsroom.manage("setup_newsroom")
    _said, seeding = newsroom.manage("seed_demo")
    _said, start = newsroom.manage("seed_demo")

    growth = table(
        "seed_demo --scale",
        *("articles in three languages", "s of CPU", "articles/s", "min for 100,000"),
    )
    growth.add("sample newsroom", seeding - start, "", "")
    before = 0
    for step in range(1, STEPS + 1):
        size = articles * step // STEPS
        _said, used = newsroom.manage("seed_demo", "--scale", str(size))
        used, new = max(used - start, 0.01), size - before
        minutes = used / new * 100_000 / 60
        growth.add(f"{before:,} to {size:,}", used, new / used, minutes)
        before = size

    pages = table(
        f"Readers' pages, {articles:,} articles in three languages",
        *("type of page", "ms of CPU", "requests/s and core", "KB on the way"),
    )
    said, _used = newsroom.manage("shell", "--no-imports", "--command", ADDRESSES)
    with newsroom.server() as server:
        for name, address in json.loads(said).items():
            server.ask(address, 2)
            begun, asked = server.seconds(), 0
            while asked < LEAST or (
                asked < MOST and server.seconds() - begun < SECONDS
            ):
                status, size = server.ask(address, LEAST)
                asked += LEAST
                assert status in {200, 404}, address
            each = max(server.seconds() - begun, 0.001) / asked
            pages.add(name, each * 1000, 1 / each, size / 1024)
