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

LIGHTHOUSE = ROOT / "tests" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("accessibility", "best-practices", "seo")
LANGUAGES = ["az", "en", "ru"]
# The newest article with a live version in every language, and its section.
FIND_STORY = """
from articles.models import ArticlePage
from django.db.models import Count
keys = (ArticlePage.objects.live().values("translation_key")
    .annotate(versions=Count("pk")).filter(versions=3).values("translation_key"))
newest = ArticlePage.objects.live().filter(translation_key__in=keys)
story = newest.order_by("-first_published_at", "-pk").first()
for article in ArticlePage.objects.filter(translation_key=story.translation_key):
    print("PATH", article.locale.language_code, article.url_path,
        article.get_parent().url_path)
"""


@pytest.fixture(scope="session")
def paths(live_newsroom: LiveNewsroom) -> dict[tuple[str, str], str]:
    """(language, kind of page) → its path in the sample newsroom."""
    found = {}
    for line in live_newsroom.python(FIND_STORY).splitlines():
        if line.startswith("PATH "):
            _mark, code, article, section = line.split()
            found[code, "article"], found[code, "section"] = article, section
    for code in LANGUAGES:
        found[code, "front page"] = f"/{code}/"
        found[code, "search"] = f"/{code}/search/"
    return found


def test_chromium_is_the_real_one(browser: Browser) -> None:
    assert int(browser.version.split(".")[0]) > 100


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["front page", "section", "article", "search"])
def test_page_gets_full_marks(
    kind: str,
    language: str,
    paths: dict[tuple[str, str], str],
    live_newsroom: LiveNewsroom,
    chromium: str,
    tmp_path: Path,
) -> None:
    report = tmp_path / "report.json"
    subprocess.run(
        [
            *(str(LIGHTHOUSE), f"{live_newsroom.address}{paths[language, kind]}"),
            *("--quiet", "--no-enable-error-reporting", "--form-factor=mobile"),
            *("--output=json", f"--output-path={report}"),
            *("--throttling-method=provided",),
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
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
