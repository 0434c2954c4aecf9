"""Settings: every variable documented, and production refuses what is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import VARIABLES
from tests.everything import SAMPLE_PRODUCTION, site_variables

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `(?P<name>[A-Z_]+)` \|(?P<rest>.*)\|$", re.MULTILINE)


def documented() -> dict[str, list[str]]:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return {
        # A bar inside a cell is escaped.
        match["name"]: [
            cell.strip().replace(r"\|", "|") for cell in match["rest"].split(" | ")
        ]
        for match in ROW.finditer(text)
    }


MANAGE = [sys.executable, "manage.py", "check"]
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"]


def load_production(
    command: list[str] = MANAGE, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            **environment,
        },
        timeout=60,
        capture_output=True,
        text=True,
    )


def test_every_variable_is_documented_and_none_besides() -> None:
    assert set(documented()) == set(VARIABLES)


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_documentation_gives_meaning_default_and_example(name: str) -> None:
    cells = documented()[name]
    assert len(cells) == 3 and all(cells), cells


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_documented_example_can_be_read(name: str) -> None:
    VARIABLES[name].read(documented()[name][2].strip("`"))


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_documented_default_is_the_real_one(name: str) -> None:
    said, variable = documented()[name][1], VARIABLES[name]
    if variable.required:
        assert said.startswith("required")
    elif variable.default is not None:
        assert VARIABLES[name].read(said.strip("`")) == variable.default
    else:
        assert not said.startswith("required")


def test_no_setting_reads_the_environment_past_the_table() -> None:
    readers = re.compile(r"os\.environ(\.get)?[\[(]|os\.getenv|environ\.Env\(")
    found = [
        str(path)
        for room in ("site", "articles", "evidence", "newsletter")
        for path in (ROOT / room).rglob("*.py")
        if readers.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_tests_are_kept_from_every_variable_that_a_developer_sets() -> None:
    assert set(site_variables()) == set(VARIABLES)


def test_production_starts_with_the_sample_environment() -> None:
    done = load_production(**SAMPLE_PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [MANAGE, GUNICORN], ids=["manage", "gunicorn"])
def test_production_names_everything_that_is_missing_in_one_message(
    command: list[str],
) -> None:
    done = load_production(command)
    assert done.returncode == 1
    required = sorted(name for name, variable in VARIABLES.items() if variable.required)
    first, *faults, last = done.stderr.strip().splitlines()
    assert first.endswith("The environment cannot run this site:")
    assert sorted(faults) == [f"  - {name} is missing" for name in required]
    assert last == "docs/settings.md describes every variable."


def test_production_names_every_wrong_value_at_once() -> None:
    wrong = {
        "SECRET_KEY": "short",
        "BASE_URL": "example.org",
        "DATABASE_URL": "mysql://localhost/x",
        "REDIS_URL": "localhost:6379",
        "ELASTICSEARCH_URL": "localhost:9200",
        "EMAIL_URL": "mail.example.org",
        "HSTS_SECONDS": "a year",
        "TRUST_PROXY": "perhaps",
        "LOG_LEVEL": "LOUD",
        "TIMESTAMP_AUTHORITIES": "https://tsa.example.org",
        "OPENTIMESTAMPS_CALENDARS": "calendar.example.org",
        # Read by the web server alone, and by a store that is not set up.
        "PORT": "http",
        "WEB_THREADS": "0",
        "OBJECT_STORAGE_ENDPOINT": "storage.example.org",
    }
    done = load_production(**{**SAMPLE_PRODUCTION, **wrong})
    assert done.returncode != 0
    for name in wrong:
        assert re.search(rf"- {name} must ", done.stderr), (name, done.stderr)
    assert "short" not in done.stderr.replace("shortcut", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "https://example.org/news"),
        ("BASE_URL", "https://example.org:port"),
        ("DATABASE_URL", "postgres://"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgres://voice:pa/ss@host/voice"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://mail.example.org:post"),
        ("EMAIL_FROM", "newsroom"),
        ("REDIS_URL", "redis://host:pa/ss"),
        ("REDIS_URL", "redis://[::1"),
    ],
)
def test_value_that_would_fail_later_is_refused_and_not_shown(
    name: str, value: str
) -> None:
    with pytest.raises(ValueError, match="^must ") as caught:
        VARIABLES[name].read(value)
    assert "pa/ss" not in str(caught.value)


def test_production_refuses_hosts_without_its_own() -> None:
    done = load_production(**{**SAMPLE_PRODUCTION, "ALLOWED_HOSTS": "example.com"})
    assert "- ALLOWED_HOSTS must name the host of BASE_URL too" in done.stderr


def test_production_refuses_plain_http() -> None:
    done = load_production(**{**SAMPLE_PRODUCTION, "BASE_URL": "http://example.org"})
    assert "- BASE_URL must begin with https://" in done.stderr


def test_production_refuses_hosts_without_bounds() -> None:
    done = load_production(**{**SAMPLE_PRODUCTION, "ALLOWED_HOSTS": "*"})
    assert "- ALLOWED_HOSTS must name hosts" in done.stderr


def test_production_refuses_one_bucket_for_private_and_public_files() -> None:
    done = load_production(
        **{
            **SAMPLE_PRODUCTION,
            "OBJECT_STORAGE_BUCKET": "files",
            "OBJECT_STORAGE_PRIVATE_BUCKET": "files",
        }
    )
    assert "OBJECT_STORAGE_PRIVATE_BUCKET must name a bucket of its own" in done.stderr


@pytest.mark.parametrize(
    "address",
    [
        "https://tiles.example.org/{z}/{x}.png",
        "ftp://tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org;script-src *;/{z}/{x}/{y}.png",
        "https://{z}.example.org/{x}/{y}.png",
        "https://name:word@example.org/{z}/{x}/{y}.png",
    ],
)
def test_no_tile_server_can_widen_the_policy(address: str) -> None:
    with pytest.raises(ValueError, match="must be an address"):
        VARIABLES["MAP_TILES"].read(address)
