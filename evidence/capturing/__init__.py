"""Capturing web pages as evidence: fetched safely, recorded whole, shown and checked.

:func:`get_engine` gives what captures. Nothing here knows a model.
"""

from __future__ import annotations

from django.conf import settings

from evidence.capturing.addresses import AddressGuard
from evidence.capturing.engine import Captured, CaptureEngine, MemoryCaptureEngine
from evidence.capturing.faults import CaptureError, Reason
from evidence.capturing.fetching import Fetcher
from evidence.capturing.pace import Pace
from evidence.capturing.picture import Browser, find_chromium
from evidence.capturing.validating import Fault, validate_wacz
from evidence.capturing.web_engine import WebCaptureEngine

__all__ = [
    "CaptureEngine",
    "CaptureError",
    "Captured",
    "Fault",
    "MemoryCaptureEngine",
    "Reason",
    "WebCaptureEngine",
    "get_engine",
    "validate_wacz",
]

# One for all captures of this process.
_PACE = Pace()


def get_engine() -> CaptureEngine:
    """Return the engine of the settings; without Chromium it makes no pictures."""
    chosen = settings.CAPTURING
    if chosen["engine"] == "memory":
        return MemoryCaptureEngine()
    chromium = find_chromium(chosen["chromium"])
    browser = None
    if chromium:
        browser = Browser(chromium, chosen["agent"], has_sandbox=chosen["sandbox"])
    fetcher = Fetcher(guard=AddressGuard(), agent=chosen["agent"], pace=_PACE)
    return WebCaptureEngine(fetcher=fetcher, browser=browser)
