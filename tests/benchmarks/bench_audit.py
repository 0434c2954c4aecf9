"""How fast the audit hashes the archive's files, beside ``sha256sum`` on the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.evidence.audit_speed import measure
from tests.evidence.conftest import own_store

__all__ = ["own_store"]

# Name → number of files, bytes of each.
SETS = {
    "few large": (4, 64 * 1024 * 1024),
    "photographs": (120, 3 * 1024 * 1024),
    "small": (4000, 40 * 1024),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SETS))
def test_audit_beside_sha256sum(
    name: str, own_store: None, table: Any, tmp_path: Path
) -> None:
    count, size = SETS[name]
    speeds = measure(tmp_path, count=count, size=size, rounds=5)
    rows = table(
        "The audit beside sha256sum",
        *("files", "MB", "sha256sum MB/s", "audit MB/s", "with SHA-512", "ratio"),
    )
    rows.add(name, count * size / 1e6, *(s / 1e6 for s in speeds), speeds.ratio)
