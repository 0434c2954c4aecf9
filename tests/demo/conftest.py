"""A small sample newsroom: six articles, one in each state."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from demo import taxonomy
from demo.content import SampleContent
from demo.dates import Calendar

CONTENT = Path(__file__).resolve().parent / "content"
NOON = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
def content(monkeypatch: pytest.MonkeyPatch) -> SampleContent:
    """The small content; its images are plain, because drawing takes time."""
    monkeypatch.setattr(taxonomy, "draw", _draw)
    return SampleContent(CONTENT)


def _draw(scene: str, seed: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), seed % 2**24).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def taxonomy_only(content: SampleContent) -> SampleContent:
    """What the archive needs of the newsroom: no articles, no pages."""
    content.stories = []
    content.pages = []
    return content


@pytest.fixture
def calendar(time_machine) -> Calendar:
    time_machine.move_to(NOON)
    return Calendar(NOON)
