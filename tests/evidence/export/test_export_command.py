"""The command that exports: what it writes, and what it refuses."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evidence.models import (
    Record,
)
from tests.evidence.archive import Archive

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def index_of(bag: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((bag / "data" / "index.json").read_bytes())
    return index


def test_command_exports_what_readers_may_see(
    archive: Archive, tmp_path: Path, capsys: Any
) -> None:
    call_command("export_evidence", str(tmp_path / "bag"))
    assert capsys.readouterr().out.strip() == str(tmp_path / "bag")
    index = index_of(tmp_path / "bag")
    assert {row["record"] for row in index["versions"]} == set(
        Record.objects.visible().values_list("name", flat=True)
    )
    assert not index["has_originals"]


def test_command_exports_chosen_records_and_everything(
    archive: Archive, tmp_path: Path
) -> None:
    chosen = tmp_path / "chosen.zip"
    call_command("export_evidence", str(chosen), "--record", archive.first.name)
    assert zipfile.is_zipfile(chosen)
    whole = tmp_path / "whole"
    call_command("export_evidence", str(whole), "--everything", "--reason", "A vault.")
    assert index_of(whole)["scope"] == "everything"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--record", "unknown"], "no record unknown"),
        (["--everything"], "."),
        (["--everything", "--record", "x", "--reason", "y"], "either"),
        (["--private"], "."),
    ],
)
def test_command_says_what_is_wrong(
    archive: Archive, tmp_path: Path, options: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("export_evidence", str(tmp_path / "bag"), *options)
    assert not (tmp_path / "bag").exists()


def test_command_writes_over_nothing(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_evidence", str(tmp_path))
