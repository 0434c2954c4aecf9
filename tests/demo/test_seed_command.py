"""What ``seed_demo`` says while it works."""

from __future__ import annotations

from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from demo import archive, progress
from demo.accounts import SAMPLE_ACCOUNTS
from demo.actions import seed_newsroom
from demo.archive import grow_archive
from demo.content import SampleContent
from demo.management.commands import seed_demo
from demo.progress import ProgressBar
from tests.demo.conftest import CONTENT


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def seed(taxonomy_only, calendar, monkeypatch, db) -> Any:
    """The command with a small newsroom and archive batches of two stories."""
    make = partial(seed_newsroom, taxonomy_only, calendar=calendar)
    grow = partial(grow_archive, content=SampleContent(CONTENT))
    monkeypatch.setattr(seed_demo, "seed_newsroom", make)
    monkeypatch.setattr(seed_demo, "grow_archive", grow)
    monkeypatch.setattr(archive, "BATCH", 2)

    def run(out: StringIO, **options: Any) -> str:
        call_command("seed_demo", stdout=out, **options)
        return out.getvalue()

    return run


def test_every_step_is_counted_and_the_last_is_the_whole(taxonomy_only, calendar, db):
    told: list[tuple[int, int]] = []
    seed_newsroom(
        taxonomy_only,
        calendar=calendar,
        report=lambda label, done, total: told.append((done, total)),
    )
    [total] = {total for _done, total in told}
    # The accounts are made before the first word.
    first = len(SAMPLE_ACCOUNTS) + 1
    assert [done for done, _total in told] == list(range(first, total + 1))


def test_the_bar_ends_full_and_a_second_run_says_that_all_is_there(seed):
    first = seed(Terminal())
    line, *said = first.rstrip("\n").split("\n")
    bar = line.split("\r")[-1]
    assert "░" not in bar
    assert "100%" in bar
    assert said[0] == "Making pictures for the pages …"
    assert said[-1] == "The sample newsroom is ready."
    assert seed(Terminal()) == "The sample newsroom was already there.\n"


def test_growth_is_shown_from_where_it_was(seed):
    seed(StringIO(), scale=3)
    said = seed(Terminal(), scale=7)
    assert said.endswith("The archive has 7 articles, 4 of them new.\n")
    assert "      7/7 stories in three languages" in said


class Clock:
    """Stands in for the module ``time``."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    return clock


def test_the_rate_leaves_out_what_was_there_before(clock):
    lines: list[str] = []
    bar = ProgressBar(lines.append, 1000, is_terminal=True, done=900, unit="stories")
    clock.now = 10.0
    bar.step("stories", 50)
    assert "950/1000" in lines[0]
    assert "5 stories/s" in lines[0]
    assert "0.2 min left" in lines[0]


def test_a_log_gets_a_line_now_and_then(clock):
    lines: list[str] = []
    bar = ProgressBar(lines.append, 10, is_terminal=False)
    for _step in range(10):
        clock.now += 12.0
        bar.step("pages")
    assert [line.split()[0] for line in lines] == ["30%", "60%", "90%", "100%"]
    assert all(line.endswith("\n") and "\r" not in line for line in lines)
