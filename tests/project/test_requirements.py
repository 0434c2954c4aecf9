"""What production installs is pinned, hashed, and nothing but what it needs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "tests" / "requirements.txt"
# Names of places that packages are fetched from: an installer's setting, not ours.
REGISTRIES = ("pypi.org", "pythonhosted", "npmjs", "index-url", "find-links")


def pins(path: Path) -> dict[str, str]:
    """Package name → the text of its entry, hashes and all."""
    text = re.sub(r"^\s*#.*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
    entries = re.split(r"(?m)^(?=\S)", text)
    return {
        re.split(r"[=\[<>~! ;]", entry, maxsplit=1)[0].lower(): entry
        for entry in entries
        if entry.strip()
    }


def hand_written(*keys: str) -> set[str]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for key in keys:
        table = table[key]
    return {re.split(r"[=\[<>~! ;]", line, maxsplit=1)[0].lower() for line in table}


@pytest.mark.parametrize("path", [PRODUCTION, DEVELOPMENT], ids=lambda p: str(p.parent))
def test_every_requirement_is_pinned_with_hashes(path: Path) -> None:
    entries = pins(path)
    assert len(entries) > 10
    loose = [
        name
        for name, entry in entries.items()
        if not re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+( ;[^\\]*)? \\\n", entry)
        or "--hash=sha256:" not in entry
    ]
    assert loose == []


def test_wagtail_keeps_the_version_the_site_was_written_for() -> None:
    assert pins(PRODUCTION)["wagtail"].startswith("wagtail==8.0.1 ")


def test_every_hand_written_requirement_is_pinned() -> None:
    assert hand_written("project", "dependencies") - set(pins(PRODUCTION)) == set()
    assert hand_written("dependency-groups", "dev") - set(pins(DEVELOPMENT)) == set()


def test_development_tools_stay_out_of_production() -> None:
    tools = hand_written("dependency-groups", "dev")
    assert {"pytest", "mypy", "ruff", "playwright"} <= tools
    assert tools & set(pins(PRODUCTION)) == set()


def test_both_lists_agree_where_they_overlap() -> None:
    def version(entry: str) -> str:
        return entry.split("\n", 1)[0]

    production, development = pins(PRODUCTION), pins(DEVELOPMENT)
    shared = set(production) & set(development)
    assert shared
    assert [
        n for n in shared if version(production[n]) != version(development[n])
    ] == []


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "tests/requirements.txt",
        "tests/lighthouse/package.json",
        "tests/lighthouse/package-lock.json",
        "pyproject.toml",
        "Dockerfile",
        "Makefile",
    ],
)
def test_no_file_says_where_packages_are_fetched(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    text = text.replace("--no-emit-index-url", "").replace("--no-emit-find-links", "")
    assert [word for word in REGISTRIES if word in text] == []
    assert '"resolved"' not in text
