"""What readers' pages load, and colours that everyone can read."""

from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.STATICFILES_DIRS[0])
TEMPLATES = Path(settings.TEMPLATES[0]["DIRS"][0])
SITE = (STATIC / "css/site.css").read_text()
KIB = 1024


def colours(scheme: int) -> dict[str, str]:
    """Return the tokens' colours: scheme 0 is light, 1 is dark."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", SITE)
    return {name: found[scheme] for name, *found in pairs}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_stand_out_from_every_ground(scheme: int) -> None:
    found = colours(scheme)
    for words, ground in product(("ink", "ink-soft", "accent"), ("paper", "tint")):
        assert contrast(found[words], found[ground]) >= 4.5, (words, ground)
    assert contrast(found["ink"], found["mark"]) >= 4.5


def test_browsers_without_light_dark_get_the_light_colours() -> None:
    plain = dict(re.findall(r"--([\w-]+): (#\w{6});", SITE.split("@supports")[0]))
    assert plain == colours(0)


def test_nothing_comes_from_elsewhere() -> None:
    sheets = sorted((STATIC / "css").glob("*.css"))
    assert sheets
    for sheet in sheets:
        text = sheet.read_text()
        assert "@import" not in text
        for address in re.findall(r"url\(\"?([^\")]+)", text):
            assert (sheet.parent / address).resolve().is_file(), address


def test_an_article_loads_no_more_than_its_budget() -> None:
    """60 KB and 8 requests: the page (12 KB, compressed), two cuts of the typeface, two
    stylesheets, the icon, a picture, and a script on live reports."""
    parts = [
        STATIC / name for name in ("css/site.css", "css/article.css", "js/live.js")
    ]
    words = sum(len(gzip.compress(part.read_bytes())) for part in parts)
    icon = (STATIC / "icons/favicon.svg").stat().st_size
    for script in ("latin", "cyrillic"):
        faces = list((STATIC / "fonts").glob(f"voice-serif-{script}-*.woff2"))
        assert len(faces) == 2
        weight = words + icon + sum(face.stat().st_size for face in faces)
        assert weight + 12 * KIB <= 60 * KIB, f"{script}: {weight / KIB:.1f} KiB"


def test_templates_of_readers_carry_no_inline_code() -> None:
    """The content security policy would drop it."""
    faults = [
        (template.relative_to(TEMPLATES).as_posix(), match[0])
        for template in TEMPLATES.rglob("*.html")
        if "admin" not in template.parts
        for match in re.finditer(
            r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)", template.read_text()
        )
    ]
    assert faults == []
