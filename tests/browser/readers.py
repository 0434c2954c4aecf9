"""What readers, feed readers and crawlers find of a story, asked as they ask."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

PATIENCE_SECONDS = 60


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Return once ``holds`` does; what happens in the background may take its time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not after {PATIENCE_SECONDS} s"
        time.sleep(0.1)


@dataclass(frozen=True)
class Reader:
    """Somebody without a session and without a cache, at the site's address."""

    address: str

    def get(self, path: str) -> tuple[int, str]:
        """Return the status and the text of ``path``."""
        try:
            with urllib.request.urlopen(
                self.address + path, timeout=PATIENCE_SECONDS
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()

    def sitemap(self) -> str:
        """Return all files of the sitemap, one after the other."""
        files = re.findall(
            r"<loc>[^<]*?(/sitemaps/[^<]+)</loc>", self.get("/sitemap.xml")[1]
        )
        assert files
        return "\n".join(self.get(path)[1] for path in files)


@dataclass(frozen=True)
class Version:
    """One language version of an article, as it lies among the pages of the site."""

    code: str
    headline: str
    path: str
    tag: str

    @property
    def section(self) -> str:
        return self.path.rsplit("/", 2)[0] + "/"

    def lists(self, day: date) -> dict[str, str]:
        """Return name → path of every list in which the version stands if it is live
        since ``day``."""
        code, section = self.code, self.section
        below = section.removeprefix(f"/{code}/")
        return {
            "front page": f"/{code}/",
            "section": section,
            "section above": section.rstrip("/").rsplit("/", 1)[0] + "/",
            "tag": f"/{code}/tags/{self.tag}/",
            "kind": f"/{code}/kinds/news/",
            "day": f"/{code}/archive/{day.year}/{day.month}/{day.day}/",
            "search": f"/{code}/search/?q={quote(self.headline)}",
            "Atom feed": f"/{code}/feed/atom.xml",
            "RSS feed": f"/{code}/feed/rss.xml",
            "Atom feed of the section": f"/{code}/feed/section/{below}atom.xml",
            "RSS feed of the section": f"/{code}/feed/section/{below}rss.xml",
            "Atom feed of the tag": f"/{code}/feed/tag/{self.tag}/atom.xml",
            "news sitemap": "/news-sitemap.xml",
        }


def names_page(text: str, path: str) -> bool:
    """Whether a page, feed or sitemap has a link to ``path``."""
    return re.search(rf"{re.escape(path)}[\"'<#?]", text) is not None


def where_missing(reader: Reader, version: Version, day: date) -> list[str]:
    """Return the lists, of those that should show a live version, that do not."""
    missing = [
        name
        for name, path in version.lists(day).items()
        if not names_page(reader.get(path)[1], version.path)
    ]
    if not names_page(reader.sitemap(), version.path):
        missing.append("sitemap")
    return missing


def where_left(reader: Reader, version: Version, day: date) -> list[str]:
    """Return the lists that still show anything of a version that is not public."""
    left = [
        name
        for name, path in version.lists(day).items()
        if names_page(text := reader.get(path)[1], version.path)
        or (version.headline in text and name != "search")
    ]
    if names_page(reader.sitemap(), version.path):
        left.append("sitemap")
    return left
