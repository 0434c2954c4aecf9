"""What a site's robots.txt says. It is asked for and recorded with each capture.

A record of evidence is not an index of a site: what robots.txt forbids is captured all
the same, one page at a time and slowly, and the capture says that it was forbidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.robotparser import RobotFileParser

from evidence.capturing.addresses import WebAddress
from evidence.capturing.exchange import Exchange
from evidence.capturing.faults import CaptureError
from evidence.capturing.fetching import Fetcher, Visit

__all__ = ["TOKEN", "RobotsSaid", "ask_robots"]

# The name that robots.txt files may speak to.
TOKEN = "VoiceOfKarabakhArchive"  # noqa: S105
LARGEST = 512 * 1024


@dataclass(frozen=True)
class RobotsSaid:
    """The answer for one host. ``rules`` is None where it says nothing."""

    url: str
    exchanges: list[Exchange] = field(default_factory=list)
    rules: RobotFileParser | None = None
    fault: str = ""

    def allows(self, urls: Iterable[str]) -> bool | None:
        """Say whether these addresses may be read; None where nothing was said.

        Addresses of other hosts are none of its business.
        """
        if self.rules is None:
            return None
        own = self.url.removesuffix("robots.txt")
        return all(
            self.rules.can_fetch(TOKEN, url) for url in urls if url.startswith(own)
        )

    def as_facts(self, urls: Iterable[str]) -> dict[str, Any]:
        answer = self.exchanges[-1] if self.exchanges else None
        return {
            "url": self.url,
            "status": answer.status if answer else None,
            "sha256": answer.payload_sha256 if answer else "",
            "allows": self.allows(urls),
            "fault": self.fault,
        }


def ask_robots(url: str, fetcher: Fetcher, visit: Visit) -> RobotsSaid:
    """Ask the host of ``url`` for its robots.txt (RFC 9309)."""
    asked = f"{WebAddress.parse(url).origin}/robots.txt"
    try:
        exchanges = fetcher.follow(asked, visit)
    except CaptureError as error:
        return RobotsSaid(asked, fault=error.reason.value)
    answer = exchanges[-1]
    if answer.status >= 500:
        return RobotsSaid(asked, exchanges)
    # No such file: everything may be read.
    found = b"" if answer.status >= 400 else answer.read_payload(LARGEST)
    rules = RobotFileParser()
    rules.parse(found.decode("utf-8-sig", "replace").splitlines())
    return RobotsSaid(asked, exchanges, rules)
