"""What tests of the archive may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def english() -> Iterator[None]:
    """Let sentences for people be English, not the site's first language."""
    with translation.override("en"):
        yield
