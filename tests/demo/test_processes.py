"""The processes of a newsroom on one machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from demo import processes
from demo.processes import Process, find_hindrance

ROOT = Path(__file__).resolve().parents[2]
TELL = "import os; raise SystemExit(os.environ['DJANGO_DEBUG'] != '{}')"
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("said", [None, "true"])
def test_a_fault_shows_no_code_to_readers_unless_someone_asks(monkeypatch, said):
    monkeypatch.delenv("DJANGO_DEBUG", raising=False)
    if said:
        monkeypatch.setenv("DJANGO_DEBUG", said)
    command = [sys.executable, "-c", TELL.format(said or "false")]
    process = Process("asked", command)
    process.begin()
    assert process.running.wait(30) == 0


def test_killed_process_begins_again_after_a_pause(monkeypatch):
    hands = {"now": 100.0}
    monkeypatch.setattr(processes.time, "monotonic", lambda: hands["now"])
    process = Process("worker", SLEEP)
    process.begin()
    try:
        first = process.running
        first.kill()
        first.wait()

        assert process.keep() == "The worker ended by SIGKILL; again in 1 s."
        hands["now"] += 0.9
        assert process.keep() == ""
        assert process.running is first
        hands["now"] += 0.2
        process.keep()

        assert process.running is not first
        assert process.is_alive
    finally:
        process.end()


def test_process_that_keeps_ending_pauses_longer_each_time(monkeypatch):
    hands = {"now": 100.0}
    monkeypatch.setattr(processes.time, "monotonic", lambda: hands["now"])
    process = Process("worker", [sys.executable, "-c", "raise SystemExit(3)"])
    said = []
    for _round in range(7):
        process.begin()
        process.running.wait()
        said.append(process.keep())
        hands["now"] += 40

    pauses = [1, 2, 4, 8, 16, 30, 30]
    assert said == [f"The worker ended with code 3; again in {p} s." for p in pauses]


@pytest.mark.skipif(not shutil.which("setpriv"), reason="only Linux can tell a child")
def test_killing_the_newsroom_leaves_no_process_behind(tmp_path):
    parent = (
        "import time; from demo.processes import Process;"
        f"p = Process('child', {SLEEP!r}); p.begin();"
        "print(p.running.pid, flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"}
    with subprocess.Popen(
        [sys.executable, "-c", parent],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        child = Path("/proc") / running.stdout.readline().strip()
        # `setpriv` has told the kernel once it has become the child.
        assert wait_until(lambda: b"time.sleep" in (child / "cmdline").read_bytes())
        assert wait_until(lambda: b"setpriv" not in (child / "cmdline").read_bytes())
        running.send_signal(signal.SIGKILL)

    # Whoever inherits the dead child may take a while to bury it.
    assert wait_until(lambda: not (child / "exe").exists())


def test_taken_port_is_named_before_anything_is_prepared():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        expected = f"Something else listens on 127.0.0.1:{port}"
        assert expected in find_hindrance("127.0.0.1", port)
        with pytest.raises(CommandError, match=expected):
            call_command("run_newsroom", prepare=True, port=port)


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80", ""])
def test_port_that_is_none_is_refused_in_words(port):
    with pytest.raises(CommandError, match="is no port: give a number from 1 to 65535"):
        call_command("run_newsroom", f"--port={port}")
