"""Run everything that proves the site: form, types, settings, tests, browser.

What is missing is installed with apt where that may be done (as root, or through sudo
without a password). Where it may not, one line names each group of tests that is left
out; with ``CI=true`` leaving anything out is a fault, a skipped test too.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
STRICT = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
MESSAGES = "tests/project/test_messages.py"
# Captures with a real Chromium, scans read by a real tesseract, copies of recordings by
# a real ffmpeg.
SEEN = [
    "tests/evidence/capturing/test_picture.py",
    "tests/evidence/documents/test_recognising.py",
    "tests/evidence/recordings/test_ffmpeg.py",
]
TESSERACT = (
    "tesseract-ocr",
    *(f"tesseract-ocr-{pack}" for pack in ("aze", "aze-cyrl", "rus", "eng")),
)
OUR_CODE = ["manage.py", "site", "articles", "evidence", "newsletter"]

SAMPLE_PRODUCTION = {
    "SECRET_KEY": "a-sample-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "example.org",
    "BASE_URL": "https://example.org",
    "DATABASE_URL": "postgres://voice:voice@database.example.org/voice",
    "EMAIL_URL": "smtp+tls://voice:voice@mail.example.org:587",
    "EMAIL_FROM": "newsroom@example.org",
    "TRUST_PROXY": "true",
}

Command = list[str]
Variables = dict[str, str]


@dataclass(frozen=True)
class Group:
    """Steps that run one after another, and what has to be there for them."""

    name: str
    steps: list[tuple[Command, Variables]]
    packages: tuple[str, ...] = ()
    is_ready: Callable[[], bool] = lambda: True


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def has(*programs: str) -> Callable[[], bool]:
    return lambda: all(map(shutil.which, programs))


has_ffmpeg = has("ffmpeg", "ffprobe")


def has_browser() -> bool:
    return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))


def has_tesseract() -> bool:
    if not shutil.which("tesseract"):
        return False
    said = subprocess.run(
        ["tesseract", "--list-langs"], stdout=subprocess.PIPE, text=True
    ).stdout
    return {"aze", "aze_cyrl", "rus", "eng"} <= set(said.split())


def has_postgresql() -> bool:
    found = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return bool(found or shutil.which("initdb"))


def site_variables() -> list[str]:
    table = ROOT / "site" / "config" / "environment.py"
    return re.findall(r'Variable\("(\w+)"', table.read_text(encoding="utf-8"))


def templates() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.html"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.split()
    return [name for name in listed if (ROOT / name).is_file()]


def groups() -> list[Group]:
    """Everything, the quickest to fail first; the browser's tests come last."""
    manage = [PYTHON, "manage.py"]
    pytest = [PYTHON, "-m", "pytest", "--quiet"]
    production = {
        **SAMPLE_PRODUCTION,
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
    }
    testing = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    lint: list[Command] = [
        [str(BIN / "ruff"), "check", "."],
        [str(BIN / "ruff"), "format", "--check", "."],
        [str(BIN / "djhtml"), "--check", *templates()],
        [str(BIN / "mypy"), *OUR_CODE],
        [str(BIN / "hadolint"), "Dockerfile"],
    ]
    deploy = ["check", "--deploy", "--fail-level", "WARNING"]
    parallel = ["--numprocesses", "2"]
    no_browser = ["--ignore", "tests/browser"]
    beside_postgresql = [PYTHON, "tests/postgresql/cluster.py"]
    npm = ["npm", "ci", "--prefix", "tests/lighthouse", "--silent"]
    return [
        Group("lint", [(command, {}) for command in lint]),
        Group(
            "project",
            [
                ([*manage, "compile_catalogues"], testing),
                ([*manage, "makemigrations", "--check", "--dry-run"], testing),
                ([*manage, *deploy], production),
            ],
        ),
        Group(
            "catalogues beside the source",
            [([*pytest, MESSAGES], {})],
            packages=("gettext",),
            is_ready=has("xgettext", "msgmerge"),
        ),
        Group(
            "tests on SQLite",
            [
                (
                    [
                        *pytest,
                        *parallel,
                        *no_browser,
                        *("--ignore", MESSAGES),
                        *(part for path in SEEN for part in ("--ignore", path)),
                    ],
                    {},
                )
            ],
            packages=("openssl",),
            is_ready=has("openssl"),
        ),
        Group(
            "pages and scans as people see them",
            [([*pytest, *SEEN], {})],
            packages=("chromium", "fonts-dejavu-core", "ffmpeg", *TESSERACT),
            is_ready=lambda: has_browser() and has_tesseract() and has_ffmpeg(),
        ),
        Group(
            "tests on PostgreSQL",
            [
                (
                    [
                        *beside_postgresql,
                        *pytest,
                        *parallel,
                        *no_browser,
                        "-m",
                        "database",
                    ],
                    {},
                )
            ],
            packages=("postgresql",),
            is_ready=has_postgresql,
        ),
        Group(
            "tests in Chromium, with Lighthouse",
            [
                (npm, {"PUPPETEER_SKIP_DOWNLOAD": "1"}),
                ([*pytest, *parallel, "tests/browser"], {}),
            ],
            packages=("chromium", "fonts-dejavu-core", "nodejs", "npm"),
            is_ready=lambda: has_browser() and has("node", "npm")(),
        ),
    ]


def install(packages: list[str]) -> None:
    """Ask apt for the packages, if this account may; say nothing if it may not."""
    if not packages or not shutil.which("apt-get"):
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if prefix and not shutil.which("sudo"):
        return
    say(f"Installing {', '.join(packages)}")
    prefix += ["env", "DEBIAN_FRONTEND=noninteractive"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    subprocess.run([*prefix, "apt-get", "update", "-qq"], **quiet)
    subprocess.run(
        [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        + packages,
        **quiet,
    )


def missing(group: Group) -> list[str]:
    """The packages to ask for: those of which no program is there yet."""
    there = {
        "openssl": has("openssl"),
        "nodejs": has("node"),
        "npm": has("npm"),
        "chromium": has_browser,
        "fonts-dejavu-core": has_browser,
        "ffmpeg": has_ffmpeg,
        **dict.fromkeys(TESSERACT, has_tesseract),
    }
    return [name for name in group.packages if not there.get(name, lambda: False)()]


def run(command: Command, variables: Variables) -> bool:
    # A developer's own settings must not change what the tests see.
    names = {*site_variables(), "DJANGO_SETTINGS_MODULE"}
    inherited = {k: v for k, v in os.environ.items() if k not in names}
    shown = " ".join(command[:6]).replace(f"{BIN}/", "")
    say(f"→ {shown}{' …' if len(command) > 6 else ''}")
    begun = time.monotonic()
    environment = {**inherited, **variables}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode:
        say(f"✗ failed after {time.monotonic() - begun:.0f} s: {shown}")
    return done.returncode == 0


def run_all(chosen: list[Group], left_out: list[Group]) -> list[str]:
    """Run every step of every group, so that one run tells all that is wrong; return a
    line a group, the bad ones marked."""
    lines = []
    for group in chosen:
        if group in left_out:
            mark = "✗" if STRICT else "–"
            needs = ", ".join(missing(group))
            lines.append(f"{mark} {group.name}: left out, needs {needs}")
            continue
        begun = time.monotonic()
        passed = [run(*step) for step in group.steps]
        mark = "✓" if all(passed) else "✗"
        lines.append(f"{mark} {group.name}: {time.monotonic() - begun:.0f} s")
    return lines


def main() -> int:
    everything = groups()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only",
        choices=[group.name for group in everything],
        metavar="GROUP",
        help="run the group of this name alone",
    )
    only = parser.parse_args().only
    chosen = [group for group in everything if only in {None, group.name}]

    waiting = [group for group in chosen if not group.is_ready()]
    install([package for group in waiting for package in missing(group)])
    left_out = [group for group in waiting if not group.is_ready()]
    lines = run_all(chosen, left_out)
    say("\n".join(["", *lines]))
    return int(any(line.startswith("✗") for line in lines))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
