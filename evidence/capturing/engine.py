"""What captures a web page: one interface, the real engine and one for tests."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evidence.capturing.faults import CaptureError

__all__ = ["CaptureEngine", "Captured", "MemoryCaptureEngine"]


@dataclass(frozen=True)
class Captured:
    """One page as it was, in files that the caller takes away or deletes.

    ``facts`` can be stored as JSON: redirects, headers, certificates, robots, what was
    left out, tools. ``document`` is the captured file itself where it is a document.
    """

    url: str
    final_url: str
    captured_at: datetime
    status: int
    media_type: str
    payload_sha256: str
    title: str
    text: str
    wacz: Path
    picture: Path | None = None
    document: Path | None = None
    facts: dict[str, Any] = field(default_factory=dict)


class CaptureEngine(ABC):
    """Captures pages and asks whether addresses still answer."""

    @abstractmethod
    def capture(self, url: str, folder: Path) -> Captured:
        """Capture ``url`` into files in ``folder``, an empty folder of this capture.

        Raise :class:`CaptureError`; then nothing is to be kept.
        """

    @abstractmethod
    def probe(self, url: str) -> int:
        """Return the status with which ``url``, after redirects, answers now.

        Raise :class:`CaptureError` if there is no answer.
        """


class MemoryCaptureEngine(CaptureEngine):
    """For tests: no network. ``pages`` maps addresses to what lies there.

    A page is bytes of a WACZ, or the :class:`CaptureError` that it raises. An address
    that is not listed is captured as an empty page. Every page has ``picture`` and
    ``document``, unless they are empty.
    """

    def __init__(
        self,
        pages: dict[str, bytes | CaptureError] | None = None,
        *,
        picture: bytes = b"",
        document: bytes = b"",
    ) -> None:
        self.pages = pages or {}
        self.picture = picture
        self.document = document
        self.asked: list[str] = []

    def capture(self, url: str, folder: Path) -> Captured:
        self.asked.append(url)
        page = self.pages.get(url, b"")
        if isinstance(page, CaptureError):
            raise page
        moment = datetime.now(UTC)
        wacz = folder / "capture.wacz"
        wacz.write_bytes(page or f"{url} {moment.isoformat()}".encode())
        return Captured(
            url=url,
            final_url=url,
            captured_at=moment,
            status=200,
            media_type="text/html",
            payload_sha256="0" * 64,
            title=f"Page of {url}",
            text="Words of the page",
            wacz=wacz,
            picture=self._file(folder / "picture.png", self.picture),
            document=self._file(folder / "document.pdf", self.document),
            facts={"status": 200, "software": "memory"},
        )

    @staticmethod
    def _file(path: Path, data: bytes) -> Path | None:
        if not data:
            return None
        path.write_bytes(data)
        return path

    def probe(self, url: str) -> int:
        self.asked.append(url)
        page = self.pages.get(url, b"")
        if isinstance(page, CaptureError):
            raise page
        return 200
