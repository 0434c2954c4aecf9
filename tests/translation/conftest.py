"""Articles on their way through translation."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override
from PIL import Image
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation

from translation.actions import (
    publish_translation,
    save_translations,
    submit_for_translation,
)
from translation.progress import Progress
from translation.versions import target_page


@pytest.fixture(autouse=True)
def _messages_in_english() -> Any:
    with override("en"):
        yield


def in_words(text: str, code: str = "en") -> str:
    """Return a translation: the same text and markup, each run marked as ``code``."""
    runs = re.split(r"(<[^>]+>)", text)
    return "".join(
        run if run.startswith("<") or not run.strip() else f"{code} {run}"
        for run in runs
    )


@pytest.fixture
def submit(newsroom: Any) -> Callable[..., Any]:
    """Submit a page to languages; return its translation, or one each."""

    def submit_page(page: Any, *codes: str, user: Any = None) -> Any:
        locales = [newsroom.locale(code) for code in codes or ("en",)]
        made = submit_for_translation(page=page, locales=locales, user=user)
        return made if len(made) > 1 else made[0]

    return submit_page


@pytest.fixture
def translate() -> Callable[..., Any]:
    """Translate every segment of a translation but those that contain ``but``."""

    def translate_all(
        translation: Translation, *, but: str | None = None, user: Any = None
    ) -> Any:
        code = translation.target_locale.language_code
        texts = {
            segment.source: in_words(segment.source, code)
            for segment in Progress(translation).required
            if but is None or but not in segment.source
        }
        return save_translations(translation=translation, texts=texts, user=user)

    return translate_all


@pytest.fixture
def publish(submit: Any, translate: Any) -> Callable[..., Any]:
    """Submit, translate and publish a page's version; return its page."""

    def publish_version(page: Any, code: str = "en", *, user: Any = None) -> Any:
        translation = submit(page, code)
        translate(translation, user=user)
        return publish_translation(translation=translation)

    return publish_version


@pytest.fixture
def version_of() -> Callable[[Translation], Any]:
    """Return the page of a translation as the database has it now."""
    return target_page


@pytest.fixture
def picture(db: None) -> Callable[[str], Any]:
    """Return a function that keeps a small drawn picture."""

    def draw(title: str) -> Any:
        file = BytesIO()
        Image.new("RGB", (8, 6), "teal").save(file, "PNG")
        return get_image_model().objects.create(
            title=title, file=ContentFile(file.getvalue(), f"{title}.png")
        )

    return draw


@pytest.fixture
def log_in(client: Any) -> Callable[[Any], None]:
    """Log somebody in whose admin is in English."""

    def log_in_user(user: Any) -> None:
        UserProfile.objects.update_or_create(
            user=user, defaults={"preferred_language": "en"}
        )
        client.force_login(user)

    return log_in_user
