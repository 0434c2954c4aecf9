"""An archive to export."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evidence.archive import Archive, build
from tests.evidence.records import Recorder
from tests.evidence.witnesses import Tsa, name_witnesses


@pytest.fixture
def archive(records: Recorder, tsa: Tsa, settings: Any, own_store: None) -> Archive:
    name_witnesses(settings, tsa)
    return build(records)
