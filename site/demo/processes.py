"""The processes of a newsroom on one machine, kept running side by side."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from django.conf import settings

__all__ = ["Process", "Supervisor", "find_hindrance", "gunicorn", "manage"]

GRACE_SECONDS = 10
LONGEST_PAUSE_SECONDS = 30.0


def manage(*arguments: str) -> list[str]:
    """Return the command line of ``manage.py`` with ``arguments``."""
    return [sys.executable, str(settings.PROJECT_DIR / "manage.py"), *arguments]


def gunicorn(host: str, port: int) -> list[str]:
    """Return the command line of one web process with many threads.

    One process, so that the cache in its memory is the same for every request.
    """
    return [
        *(sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"),
        *("--bind", f"{host}:{port}", "--workers", "1", "--threads", "8"),
        *("--log-level", "warning"),
    ]


def find_hindrance(host: str, port: int) -> str:
    """Say what keeps a server from listening on ``port`` now, or nothing."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"This account may not listen on port {port}."
        except OSError:
            return f"Something else listens on {host}:{port}. Stop it first."
    return ""


def _bound_to_us(command: Sequence[str]) -> list[str]:
    """Return the command line that ends with us, even if we are killed."""
    setpriv = shutil.which("setpriv")
    return [*([setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []), *command]


@dataclass
class Process:
    """One child process, begun again after a growing pause when it dies."""

    name: str
    command: Sequence[str]
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)
    pause: float = field(default=1.0, init=False)
    begun_at: float = field(default=0.0, init=False)
    begins_at: float | None = field(default=None, init=False)

    def begin(self) -> None:
        # The children import what this process imports. A session of their own
        # keeps the terminal's Ctrl-C for the parent, which ends them in order.
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self.running = subprocess.Popen(  # noqa: S603 - our own fixed commands
            _bound_to_us(self.command),
            env={"DJANGO_DEBUG": "false", **os.environ, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.begun_at, self.begins_at = time.monotonic(), None

    def keep(self) -> str:
        """Begin again what ended, after a pause; return what to say about it."""
        now = time.monotonic()
        if self.is_alive:
            if now - self.begun_at > LONGEST_PAUSE_SECONDS:
                self.pause = 1.0
        elif self.begins_at is None:
            self.begins_at = now + self.pause
            pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            return f"The {self.name} ended {self._how}; again in {pause:.0f} s."
        elif now >= self.begins_at:
            self.begin()
        return ""

    @property
    def _how(self) -> str:
        code = self.running.returncode if self.running else 0
        return f"by {signal.Signals(-code).name}" if code < 0 else f"with code {code}"

    @property
    def is_alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def end(self) -> None:
        if self.running is None:
            return
        if self.is_alive:
            self.running.terminate()
        try:
            self.running.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait()


@dataclass
class Supervisor:
    """Runs a web server and its helpers until a signal, and leaves none behind."""

    web: Process
    helpers: list[Process]
    write: Callable[[str], object]
    _stop: threading.Event = field(default_factory=threading.Event, init=False)

    def run(self, address: tuple[str, int], on_ready: Callable[[], None]) -> bool:
        """Run until a signal says to end; call ``on_ready`` once ``address`` answers.

        Return False if the web server ends before it has answered at all.
        """

        def finish(_signal: int, _frame: FrameType | None) -> None:
            self._stop.set()

        # The last is what a terminal sends when its window is closed.
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, finish)
        processes = [self.web, *self.helpers]
        try:
            for process in processes:
                process.begin()
            while not self._stop.is_set() and not self._answers(address):
                if not self.web.is_alive:
                    return False
                self._stop.wait(0.2)
            if not self._stop.is_set():
                on_ready()
            while not self._stop.wait(1):
                for said in filter(None, [process.keep() for process in processes]):
                    self.write(said)
        finally:
            for process in processes:
                if process.running and process.is_alive:
                    process.running.terminate()
            for process in processes:
                process.end()
        return True

    def _answers(self, address: tuple[str, int]) -> bool:
        # gunicorn listens before it has loaded the site: ask for a whole answer.
        connection = http.client.HTTPConnection(*address, timeout=30)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
