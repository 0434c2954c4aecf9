"""The engine that goes out into the web."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import translation

from evidence.capturing.devtools import BrowserFault
from evidence.capturing.engine import Captured, CaptureEngine
from evidence.capturing.exchange import Exchange
from evidence.capturing.faults import CaptureError, Reason
from evidence.capturing.fetching import Fetcher, Limits, Visit
from evidence.capturing.html_words import HtmlWords, decode_html
from evidence.capturing.picture import Browser, NoPicture, Picture
from evidence.capturing.recording_proxy import RecordingProxy
from evidence.capturing.robots import RobotsSaid, ask_robots
from evidence.capturing.unpacking import unpack
from evidence.capturing.validating import validate_wacz
from evidence.capturing.wacz import WARC_NAME, Package, write_wacz
from evidence.capturing.warc import WARCWriter

__all__ = ["SOFTWARE", "WebCaptureEngine"]

SOFTWARE = "Voice of Karabakh capture 1.0"
MARKUP = {"text/html", "application/xhtml+xml"}
LARGEST_MARKUP = 8 * 1024 * 1024
LONGEST_TEXT = 1_000_000
# Seconds of a visit that are kept for packing and checking.
RESERVE = 20


class WebCaptureEngine(CaptureEngine):
    """Fetches, records, shows, packs, and checks its own package before it returns.

    Without a ``browser`` the page itself is captured, without what it shows from other
    files and without a picture; the facts say so.
    """

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        browser: Browser | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._browser = browser
        self._limits = limits or Limits()

    def capture(self, url: str, folder: Path) -> Captured:
        with Visit(self._limits, folder) as visit:
            robots = ask_robots(url, self._fetcher, visit)
            hops = self._fetcher.follow(url, visit)
            page = hops[-1]
            if page.status >= 400:
                raise CaptureError(Reason.STATUS, str(page.status))
            title, text = _words(page, visit)
            picture, exchanges, facts = self._show(hops, visit, folder)
            if picture:
                title, text = picture.title or title, picture.text
            facts = {
                "url": url,
                "software": SOFTWARE,
                "agent": self._fetcher.agent,
                **_facts(hops, picture),
                "robots": robots.as_facts(hop.url for hop in hops),
                **facts,
            }
            package = Package(
                url=hops[0].url,
                date=hops[0].started,
                title=title,
                text=text,
                size=sum(exchange.payload_length for exchange in exchanges),
                software=SOFTWARE,
                entries=[],
                facts=facts,
            )
            wacz = folder / "capture.wacz"
            self._pack(package, robots, exchanges, picture, visit, wacz)
            return Captured(
                url=url,
                final_url=picture.url if picture else page.url,
                captured_at=hops[0].started,
                status=page.status,
                media_type=page.media_type,
                payload_sha256=page.payload_sha256,
                title=title,
                text=text,
                wacz=wacz,
                picture=_keep(folder / "picture.png", picture.png if picture else None),
                document=_document(page, visit, folder),
                facts=facts,
            )

    def probe(self, url: str) -> int:
        with Visit(self._limits) as visit:
            return self._fetcher.follow(url, visit)[-1].status

    def _show(
        self, hops: list[Exchange], visit: Visit, folder: Path
    ) -> tuple[Picture | None, list[Exchange], dict[str, Any]]:
        """Show the page; return picture, all that was fetched, and facts about it."""
        kind = hops[-1].media_type
        if kind not in MARKUP | {"text/plain"} and not kind.startswith("image/"):
            return None, hops, {"picture": {"missing": NoPicture.NOT_A_PAGE.value}}
        if self._browser is None:
            return None, hops, {"picture": {"missing": NoPicture.NO_BROWSER.value}}
        facts: dict[str, Any] = {"browser": self._browser.version()}
        proxy = RecordingProxy(self._fetcher, visit, hops, folder)
        picture = None
        with proxy:
            seconds = visit.seconds_left - RESERVE
            try:
                picture = self._browser.take(hops[0].url, proxy, folder, seconds)
                facts["picture"] = {
                    "width": picture.width,
                    "height": picture.height,
                    "cut": picture.is_cut,
                }
            except BrowserFault as fault:
                facts["picture"] = {
                    "missing": NoPicture.FAILED.value,
                    "fault": str(fault)[:200],
                }
        facts["left_out"] = [
            {"url": url, "reason": reason} for url, reason in proxy.left_out
        ]
        return picture, proxy.exchanges, facts

    def _pack(
        self,
        package: Package,
        robots: RobotsSaid,
        exchanges: list[Exchange],
        picture: Picture | None,
        visit: Visit,
        path: Path,
    ) -> None:
        """Write the WACZ to ``path`` and prove that it is whole."""
        warc = visit.open_file()
        info = {
            "software": SOFTWARE,
            "format": "WARC File Format 1.1",
            "http-header-user-agent": self._fetcher.agent,
            "robots": "recorded, not followed",
        }
        writer = WARCWriter(warc, info)
        writer.write_info(package.date, WARC_NAME)
        for exchange in [*exchanges, *robots.exchanges]:
            writer.write_exchange(exchange)
        if picture:
            made = datetime.now(UTC)
            page = f":{package.url}"
            writer.write_resource(f"urn:fullPage{page}", made, "image/png", picture.png)
            words = picture.text.encode("utf-8")
            writer.write_resource(
                f"urn:text{page}", made, "text/plain; charset=utf-8", words
            )
        package.entries.extend(writer.entries)
        with path.open("w+b") as out:
            write_wacz(out, warc, package)
            out.flush()
            os.fsync(out.fileno())
            with translation.override("en"):
                faults = validate_wacz(out)
                if faults:
                    raise CaptureError(Reason.BROKEN, "; ".join(map(str, faults[:5])))


def _facts(hops: list[Exchange], picture: Picture | None) -> dict[str, Any]:
    page = hops[-1]
    return {
        "status": page.status,
        "final_url": picture.url if picture else page.url,
        "media_type": page.media_type,
        "payload_sha256": page.payload_sha256,
        "hops": [
            {
                "url": hop.url,
                "status": hop.status,
                "location": hop.location,
                "ip": hop.ip,
                "date": hop.started.isoformat(),
            }
            for hop in hops
        ],
        "headers": [[name, value] for name, value in page.headers],
        "tls": {
            "version": page.tls_version,
            "cipher": page.tls_cipher,
            "certificates": [found.fingerprint for found in page.certificates],
        },
    }


def _words(page: Exchange, visit: Visit) -> tuple[str, str]:
    """Return title and text of a page as its source has them."""
    if page.media_type not in MARKUP | {"text/plain"}:
        return "", ""
    content = unpack(page, visit)
    content.seek(0)
    source = decode_html(content.read(LARGEST_MARKUP), page.header("content-type"))
    if page.media_type == "text/plain":
        return "", source.replace("\0", "")[:LONGEST_TEXT]
    words = HtmlWords(source)
    return words.title, words.text[:LONGEST_TEXT]


def _document(page: Exchange, visit: Visit, folder: Path) -> Path | None:
    """Return the captured file itself, where it is a document to be read."""
    if page.media_type != "application/pdf":
        return None
    content = unpack(page, visit)
    path = folder / "document.pdf"
    with path.open("wb") as out:
        content.seek(0)
        while piece := content.read(1024 * 1024):
            out.write(piece)
    return path


def _keep(path: Path, data: bytes | None) -> Path | None:
    if data is None:
        return None
    path.write_bytes(data)
    return path
