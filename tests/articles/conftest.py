"""Fixtures of the articles' tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from articles.models import (
    ArticlePage,
)
from tests.articles.feed_reader import Terms
from tests.conftest import Newsroom
from tests.evidence.conftest import make_record, recorder, records, reviewer
from tests.translation.conftest import publish, submit, translate

__all__ = [
    "make_record",
    "publish",
    "recorder",
    "records",
    "reviewer",
    "submit",
    "translate",
]


@pytest.fixture
def terms(newsroom: Newsroom) -> Terms:
    return Terms(newsroom)


@pytest.fixture
def filed_story(
    write_article: Callable[..., ArticlePage], terms: Terms
) -> dict[str, Any]:
    """One story in three languages, filed under everything there is."""
    key = uuid.uuid4()
    versions = {}
    for code, (title, standfirst, tag) in {
        "az": ("Dağlıq kənddə bərpa işləri", "Üç ev təmir olundu: ə, ğ.", "bərpa"),
        "en": ("Repairs in a mountain village", "Three houses mended.", "repair"),
        "ru": ("Ремонт в горном селе", "Починили три дома.", "ремонт"),
    }.items():
        versions[code] = write_article(
            code, title=title, standfirst=standfirst, translation_key=key
        )
        terms.file(versions[code], tag)
        versions[code].refresh_from_db()
    return versions


@pytest.fixture
def story(write_article):
    """One story, live in Azerbaijani and English, a draft in Russian."""
    az = write_article("az", title="Kənd suya qovuşdu")
    en = write_article(
        "en", title="Village gets water", translation_key=az.translation_key
    )
    ru = write_article(
        "ru",
        title="Село получило воду",
        translation_key=az.translation_key,
        publish=False,
    )
    return {"az": az, "en": en, "ru": ru}
