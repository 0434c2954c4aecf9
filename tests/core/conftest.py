"""Pictures as a newsroom stores and changes them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.images import ImageFile

from core.models import Picture

Upload = Callable[..., Picture]


@pytest.fixture
def upload(django_capture_on_commit_callbacks: Callable[..., object]) -> Upload:
    """Store a picture; ``background=False`` loses its task, like a killed worker."""

    def store(data: bytes, name: str = "photo.jpg", *, background: bool = True):
        picture = Picture(title="Photo", file=ImageFile(BytesIO(data), name=name))
        with django_capture_on_commit_callbacks(execute=background):
            picture.save()
        return picture

    return store


@pytest.fixture
def save(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> Callable[[Picture], list[object]]:
    """Save a changed picture, let its tasks run, and return them."""

    def change(picture: Picture) -> list[object]:
        with django_capture_on_commit_callbacks(execute=True) as woken:
            picture.save()
        return woken

    return change
