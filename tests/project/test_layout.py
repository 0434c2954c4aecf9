"""The house keeps its shape: rooms, import order, files of a readable size."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"

# From the roof to the ground: a room may import rooms on a lower floor only, so
# never one that stands beside it.
FLOORS = [
    {"config"},
    # The sample newsroom fills the front page: docs/decisions/0006.
    {"api", "demo"},
    {"front"},
    {"search", "newsletter", "translation", "association"},
    {"articles"},
    {"evidence"},
    {"core", "delivery"},
]
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}
ROOMS_BESIDE_SITE = {"articles", "evidence", "newsletter"}

TOP_LEVEL = {
    *("manage.py", "site", "articles", "evidence", "newsletter", "locale"),
    *("templates", "requirements.txt", "tests", "Dockerfile", ".dockerignore"),
    *("README.md", "pyproject.toml", "Makefile", "compose.yaml", ".ci", "docs"),
    ".gitignore",
}


def files(*patterns: str) -> list[Path]:
    """Files of the project, committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        + ["--", *patterns],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def room_of(path: Path) -> str | None:
    parts = path.relative_to(ROOT).parts
    if parts[0] == "site" and len(parts) > 2:
        return parts[1]
    return parts[0] if parts[0] in ROOMS_BESIDE_SITE else None


def imported_modules(source: str) -> Iterator[tuple[int, str]]:
    """Every module that the source names in an import, wherever it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # Relative imports stay inside the room.
            if node.level == 0 and node.module:
                yield node.lineno, node.module
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0] if node.args else None
            if (
                name in {"import_module", "import_string", "__import__"}
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
            ):
                yield node.lineno, first.value


def climbs(room: str, source: str) -> list[str]:
    """Imports of the source that do not lead to a lower floor."""
    return [
        f"line {line}: {room} imports {module}"
        for line, module in imported_modules(source)
        if (other := module.split(".")[0]) in FLOOR_OF
        and other != room
        and FLOOR_OF[other] <= FLOOR_OF[room]
    ]


@pytest.mark.parametrize(
    "path",
    [path for path in files("*.py") if room_of(path)],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_imports_flow_down_only(path: Path) -> None:
    room = room_of(path)
    assert room in FLOOR_OF, f"{room} has no floor in the import order"
    assert climbs(room, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("evidence", "from articles.models import ArticlePage"),
        ("search", "import translation.desk"),
        ("core", "from delivery import headers"),
        ("articles", "def late():\n    from front.models import FrontPage"),
        ("core", "import_module('search.engine')"),
        ("front", "import config.urls"),
    ],
)
def test_import_order_sees_what_climbs(room: str, source: str) -> None:
    assert climbs(room, source)


def test_import_order_lets_what_descends_pass() -> None:
    assert climbs("front", "import search.engine, articles.models, core, json") == []


@pytest.mark.parametrize("room", ["articles", "evidence", "newsletter"])
def test_rooms_beside_site_are_packages(room: str) -> None:
    assert (ROOT / room / "__init__.py").is_file()


@pytest.mark.parametrize("folder", ["site", "locale"])
def test_source_root_and_catalogues_never_become_packages(folder: str) -> None:
    # Both are names of the standard library, which a package would shadow.
    assert not (ROOT / folder / "__init__.py").exists()


def test_source_root_is_named_in_three_places() -> None:
    naming = {
        "manage.py": r'sys\.path\.insert\(0, str\(.*/ "site"\)\)',
        "Dockerfile": r"PYTHONPATH=/app/site:/app\b",
        "pyproject.toml": r'^pythonpath = \["site", "\."\]$',
    }
    for name, pattern in naming.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        assert len(re.findall(pattern, text, re.MULTILINE)) == 1, name
    elsewhere = [
        path.relative_to(ROOT)
        for path in files("*.py", "Makefile", ".ci/*", "compose.yaml", "Dockerfile")
        if re.search(
            r"sys\.path\.(insert|append|extend)|^\s*(ENV|export)?\s*PYTHONPATH\s*[=:]",
            path.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        and path != Path(__file__)
    ]
    assert set(map(str, elsewhere)) == {"manage.py", "Dockerfile"}


def test_top_level_holds_only_what_was_agreed() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in files()}
    assert names - TOP_LEVEL == set()
    assert {"manage.py", "site", "articles", "locale", "Dockerfile"} <= names


def test_nothing_of_the_source_root_is_ignored() -> None:
    for pattern in (ROOT / ".gitignore", ROOT / ".dockerignore"):
        lines = pattern.read_text(encoding="utf-8").split()
        assert not {"site", "/site", "site/", "/site/"} & set(lines), pattern.name


def test_no_file_is_too_long_to_read() -> None:
    # A stylesheet is one request, so its length is weighed, not counted: see
    # test_stylesheets.py.
    long = {
        str(path.relative_to(ROOT)): count
        for path in files("*.py", "*.html", "*.js", "Makefile", ".ci/*")
        if "migrations" not in path.parts
        and (count := path.read_text(encoding="utf-8").count("\n")) > 400
    }
    assert long == {}


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager", "misc"])
def test_files_are_named_for_their_subject(word: str) -> None:
    assert [p for p in files("*.py") if word in (p.stem, p.parent.name)] == []
