"""The clock runs each sweep when it is due, and one failure stops no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from core import clock


@pytest.fixture(autouse=True)
def no_other_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_registered", {})


@pytest.fixture
def hands() -> Iterator[dict[str, float]]:
    """Where the hands of the clock stand; a test moves them."""
    yield {"now": 100.0}


def test_sweep_runs_at_once_and_then_each_time_it_is_due(
    hands: dict[str, float],
) -> None:
    runs: list[float] = []
    clock.register_sweep("count", lambda: runs.append(hands["now"]), 60)
    ticking = clock.Clock(now=lambda: hands["now"])

    for hands["now"] in (100.0, 130.0, 159.0, 160.0, 190.0, 225.0):
        ticking.tick()

    assert runs == [100.0, 160.0, 225.0]


def test_failing_sweep_is_logged_and_stops_no_other(
    hands: dict[str, float], caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[str] = []

    def fail() -> None:
        raise RuntimeError("no more paper")

    clock.register_sweep("fails", fail, 30)
    clock.register_sweep("works", lambda: runs.append("ran"), 30)
    ticking = clock.Clock(now=lambda: hands["now"])

    assert ticking.tick() == ["fails"]
    assert runs == ["ran"]
    assert "The sweep fails failed." in caplog.text
    assert "no more paper" in caplog.text

    hands["now"] += 30
    assert ticking.tick() == ["fails"]
    assert runs == ["ran", "ran"]


def test_registering_a_name_again_replaces_the_sweep() -> None:
    runs: list[str] = []
    clock.register_sweep("same", lambda: runs.append("old"), 30)
    clock.register_sweep("same", lambda: runs.append("new"), 30)

    clock.Clock().tick()

    assert runs == ["new"]


def test_run_clock_once_runs_everything_and_ends() -> None:
    runs: list[str] = []
    clock.register_sweep("daily", lambda: runs.append("daily"), 86_400)
    clock.register_sweep("often", lambda: runs.append("often"), 30)

    call_command("run_clock", once=True)

    assert runs == ["daily", "often"]


def test_run_clock_once_says_which_sweep_failed() -> None:
    def fail() -> None:
        raise RuntimeError

    clock.register_sweep("fails", fail, 30)

    with pytest.raises(CommandError, match="fails"):
        call_command("run_clock", once=True)
