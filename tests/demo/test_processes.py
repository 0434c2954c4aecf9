"""The processes of a newsroom on one machine."""

import sys

import pytest

from demo.processes import Process

TELL = "import os; raise SystemExit(os.environ['DJANGO_DEBUG'] != '{}')"


@pytest.mark.parametrize("said", [None, "true"])
def test_a_fault_shows_no_code_to_readers_unless_someone_asks(monkeypatch, said):
    monkeypatch.delenv("DJANGO_DEBUG", raising=False)
    if said:
        monkeypatch.setenv("DJANGO_DEBUG", said)
    command = [sys.executable, "-c", TELL.format(said or "false")]
    process = Process("asked", command)
    process.begin()
    assert process.running.wait(30) == 0
