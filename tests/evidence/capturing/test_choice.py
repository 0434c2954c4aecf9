"""Which engine the settings choose."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as project_settings

from evidence.capturing import (
    MemoryCaptureEngine,
    WebCaptureEngine,
    get_engine,
)
from evidence.capturing import picture as picture_module


def engine_with(settings: Any, **chosen: Any) -> Any:
    settings.CAPTURING = {**project_settings.CAPTURING, "engine": "web", **chosen}
    return get_engine()


def test_tests_reach_no_network() -> None:
    assert isinstance(get_engine(), MemoryCaptureEngine)


def test_web_engine_says_who_asks_and_admits_the_public_web_only(
    settings: Any,
) -> None:
    engine = engine_with(settings, agent="Archive/2 (+https://example.org/)")
    assert isinstance(engine, WebCaptureEngine)
    assert engine._fetcher.agent == "Archive/2 (+https://example.org/)"
    assert engine._fetcher.guard._exempt == frozenset()
    assert engine._fetcher.guard._ports == {80, 443, 8080, 8443}


def test_chromium_is_taken_where_it_is(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = engine_with(settings, chromium="/opt/chromium", sandbox=True)
    assert named._browser.path == "/opt/chromium"
    assert named._browser.has_sandbox
    monkeypatch.setattr(picture_module.shutil, "which", lambda name: None)
    assert engine_with(settings, chromium=None)._browser is None


def test_captures_of_a_process_share_one_pace(settings: Any) -> None:
    first, second = engine_with(settings), engine_with(settings)
    assert first._fetcher._pace is second._fetcher._pace
