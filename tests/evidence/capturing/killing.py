"""A worker that is killed at random instants while it captures, and what is left.

The worker is a process of its own: it loads the site once and forks for each errand,
so a kill hits the errand and not the loading. Run as a script it is that worker.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[3]

__all__ = ["Worker"]


class Worker:
    """Runs errands in a copy of the test's database, and can be killed at any."""

    def __init__(self, folder: Path, port: int, *, has_browser: bool = False) -> None:
        self.folder = folder
        database = folder / "database.sqlite3"
        # As the test's transaction sees it.
        database.write_bytes(connection.connection.serialize())
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(port), str(int(has_browser))],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.dev",
                "DATA_DIR": str(folder),
                "DATABASE_URL": f"sqlite:///{database}",
                "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Worker:
        assert self._hear() == "ready"
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def run(self, errand: str) -> Any:
        """Run an errand to its end and return what it found."""
        self._say(errand)
        int(self._hear())
        answer = json.loads(self._hear())
        assert answer["status"] == 0, errand
        return answer["found"]

    def kill(self, errand: str, after: float) -> bool:
        """Begin an errand and kill it after some seconds; say whether that hit it."""
        self._say(errand)
        process = int(self._hear())
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        return bool(json.loads(self._hear())["status"] != 0)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "the worker itself is gone"
        return line


def serve(port: int, has_browser: bool) -> None:
    """Be the worker: fork for each errand on standard input, say how it ended."""
    import django  # noqa: PLC0415

    django.setup()
    from tests.evidence.capturing import errands  # noqa: PLC0415

    engine = errands.engine_for(port, has_browser)
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        name, *arguments = line.split()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            status = 1
            try:
                found = errands.ERRANDS[name](engine, *arguments)
                os.write(writing, json.dumps(found).encode())
                status = 0
            finally:
                os._exit(status)
        os.close(writing)
        print(child, flush=True)  # noqa: T201
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        _pid, status = os.waitpid(child, 0)
        found = json.loads(said) if status == 0 and said else None
        print(json.dumps({"status": status, "found": found}), flush=True)  # noqa: T201


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2] == "1")
