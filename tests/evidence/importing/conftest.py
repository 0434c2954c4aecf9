"""Tables on their way into an archive."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from evidence.actions.import_turns import carry_on
from evidence.actions.importing import (
    Choices,
    begin_check,
    begin_import,
    begin_writing,
)
from evidence.models import ImportRun


def table(header: list[str], *rows: list[str]) -> bytes:
    """Return a table as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def work_off(run: ImportRun, seconds: float = 60) -> ImportRun:
    """Do what a worker would do, turn after turn."""
    while carry_on(run_id=run.pk, seconds=seconds):
        pass
    run.refresh_from_db()
    return run


@pytest.fixture
def importer(accounts: dict[str, Any], own_store: None) -> Any:
    """The account that imports; the files lie in a folder of this test's own."""
    return accounts["researcher"]


@pytest.fixture
def choices(newsroom: Any) -> Choices:
    return Choices(language=newsroom.locale("en"))


@pytest.fixture
def check(importer: Any, choices: Choices) -> Callable[..., ImportRun]:
    """``check(data, name, **choices)`` hands a file in and checks its rows."""

    def checked(data: bytes, name: str = "table.csv", **changes: Any) -> ImportRun:
        own = Choices(**{**vars(choices), **changes})
        run = begin_import(
            stream=io.BytesIO(data), file_name=name, choices=own, by=importer
        )
        begin_check(run=run, mapping=run.mapping, choices=own)
        return work_off(run)

    return checked


@pytest.fixture
def bring(check: Any, importer: Any) -> Callable[..., ImportRun]:
    """``bring(data, name, **choices)`` imports a file as far as its rows are good."""

    def brought(data: bytes, name: str = "table.csv", **changes: Any) -> ImportRun:
        run = check(data, name, **changes)
        begin_writing(run=run, is_whole=changes.get("is_whole", False), by=importer)
        return work_off(run)

    return brought
