"""What tests of the archive may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import translation
from wagtail.users.models import UserProfile

from evidence.models import Exhibit
from tests.conftest import Newsroom
from tests.evidence.archive import take
from tests.evidence.records import Recorder
from tests.evidence.witnesses import Tsa


@pytest.fixture
def english() -> Iterator[None]:
    """Let sentences for people be English, not the site's first language."""
    with translation.override("en"):
        yield


@pytest.fixture
def own_store(settings: Any, tmp_path: Path) -> None:
    """Let the archive's files of this test lie in a folder of their own."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}


@pytest.fixture(scope="session")
def tsa_keys(tmp_path_factory: pytest.TempPathFactory) -> Tsa:
    return Tsa.in_folder(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def tsa(tsa_keys: Tsa) -> Tsa:
    """A time-stamping authority that answers; a test may replace ``server.answer``."""
    tsa_keys.server.answer = tsa_keys.answer
    tsa_keys.server.requests.clear()
    return tsa_keys


@pytest.fixture
def exhibit(own_store: None) -> Exhibit:
    """A small file in an archive of its own."""
    return take(b"The bytes of a file.", "one.txt")


@pytest.fixture
def keeper(django_user_model: Any) -> Any:
    """An account that sees private files and may resolve findings, in English."""
    user = django_user_model.objects.create_user("keeper", "keeper@example.org", "x")
    rights = ("access_admin", "view_private", "change_fixityfinding")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


@pytest.fixture
def recorder(newsroom: Newsroom) -> Any:
    """The account that records in tests of the archive."""
    return get_user_model().objects.create_user("recorder", "recorder@example.org", "x")


@pytest.fixture
def reviewer(newsroom: Newsroom) -> Any:
    """The account that reviews, publishes and withdraws what ``recorder`` recorded."""
    user = get_user_model().objects.create_user("reviewer", "reviewer@example.org", "x")
    rights = ("review_record", "withdraw_record")
    user.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="evidence", codename__in=rights
        )
    )
    return user


@pytest.fixture
def records(newsroom: Newsroom, recorder: Any, reviewer: Any) -> Recorder:
    """Makes, changes, translates and withdraws records: see ``Recorder``."""
    return Recorder(newsroom, recorder, reviewer)


@pytest.fixture
def make_record(records: Recorder) -> Any:
    """``make_record(kind="incident", code="en", …)``: see :meth:`Recorder.make`."""
    return records.make
