"""How fast a table comes into an archive, and how much memory it takes.

``BENCH_ROWS`` says how many rows (10,000), ``DATABASE_URL`` where, if not in SQLite. It
imports by ``manage.py import_evidence``, in a process of its own, from the file to the
last record: dry run, then records. It passes whatever the numbers are.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
HEADER = (
    *("key", "kind", "title", "summary", "account", "place_type", "geometry", "date"),
    *("date_qualifier", "category", "place", "causes", "claim_1"),
    *("claim_1_source_1_title", "claim_1_source_1_url", "claim_1_source_1_kind"),
    *("claim_1_source_1_issued", "claim_1_source_1_relation"),
)
PLACES = 20
ACCOUNT = """
from django.contrib.auth import get_user_model
get_user_model().objects.create_superuser("bench", "bench@example.org", "x")
"""


def rows(count: int) -> Iterator[list[str]]:
    """One row in twenty is a place, the others are incidents there."""
    for number in range(count):
        if number % PLACES == 0:
            point = f"39.{number % 9000 + 1000}, 46.{number % 8000 + 1000}"
            cells = [f"p{number}", "place", f"Hill {number}", "A hill.", "", "mosque"]
            yield [*cells, point, *[""] * 11]
            continue
        place = f"p{number - number % PLACES}"
        cells = [f"i{number}", "incident", f"Incident {number}", "What is told of it."]
        yield [
            *(*cells, "An account of some length. " * 20, "", "", "may 1993"),
            *("on", "heritage_destruction", place, "breaking_smashing; construction"),
            *("The roof was missing.", f"Report {number % 500}"),
            *(f"https://example.org/{number % 500}", "report", "1994", "supports"),
        ]


def write(path: Path, count: int) -> Path:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in (HEADER, *rows(count)):
            sheet.append(row)
        book.save(path)
        return path
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *rows(count)])
    return path


@pytest.fixture
def manage(tmp_path: Path):
    left_out = {"DJANGO_SETTINGS_MODULE", "BASE_URL", "CI"}
    environment = {k: v for k, v in os.environ.items() if k not in left_out} | {
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DJANGO_DEBUG": "false",
        "LOG_LEVEL": "ERROR",
    }

    def run(*arguments: str) -> tuple[float, int]:
        """Return the seconds that a command takes and the memory that it peaks at."""
        begun = time.monotonic()
        command = [sys.executable, "manage.py", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return time.monotonic() - begun, used.ru_maxrss

    return run


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_import(manage, tmp_path: Path, table, suffix: str) -> None:
    most = int(os.environ.get("BENCH_ROWS", "10000"))
    manage("migrate", "--no-input", "--verbosity", "0")
    manage("setup_newsroom")
    manage("shell", "--no-imports", "--command", ACCOUNT)
    rows_of = table(
        "Importing a table (a place in twenty rows, the others incidents with a claim)",
        *("file", "rows", "s", "rows/s", "MB at most"),
    )
    for count in (most // 10, most):
        path = write(tmp_path / f"{count}.{suffix}", count)
        options = ["--user", "bench", "--language", "en", "--duplicates", "skip"]
        manage("migrate", "--no-input", "--verbosity", "0")
        seconds, kilobytes = manage("import_evidence", str(path), *options)
        rows_of.add(suffix, count, seconds, count / seconds, kilobytes / 1024)
