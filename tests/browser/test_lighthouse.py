"""Lighthouse gives full marks to readers' pages on a phone, in three languages.

Speed is not judged here: it depends on the machine that runs the test.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ROOT, LiveNewsroom
from tests.browser.page_types import LANGUAGES

LIGHTHOUSE = ROOT / "tests" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("accessibility", "best-practices", "seo")


def test_chromium_is_the_real_one(browser: Browser) -> None:
    assert int(browser.version.split(".")[0]) > 100


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["front page", "section", "article", "search"])
def test_page_gets_full_marks(
    kind: str,
    language: str,
    pages: dict[tuple[str, str], str],
    live_newsroom: LiveNewsroom,
    chromium: str,
    tmp_path: Path,
) -> None:
    report = tmp_path / "report.json"
    subprocess.run(
        [
            *(str(LIGHTHOUSE), f"{live_newsroom.address}{pages[language, kind]}"),
            *("--quiet", "--no-enable-error-reporting", "--form-factor=mobile"),
            *("--output=json", f"--output-path={report}"),
            *("--throttling-method=provided",),
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
            # Searches are without number: robots are kept out of them on purpose.
            *(["--skip-audits=is-crawlable"] if kind == "search" else []),
        ],
        env={**os.environ, "CHROME_PATH": chromium},
        check=True,
        timeout=180,
    )
    result = json.loads(report.read_text(encoding="utf-8"))
    assert "runtimeError" not in result, result["runtimeError"]
    marks = {name: result["categories"][name]["score"] for name in CATEGORIES}
    faults = [
        f"{audit['id']}: {audit['title']}"
        for category in result["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"]
        and (audit := result["audits"][reference["id"]])["score"] not in {None, 1}
    ]
    assert faults == []
    assert marks == dict.fromkeys(CATEGORIES, 1)
