"""What staff and readers are told of the checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from wagtail.users.models import UserProfile

from evidence.actions.fixity import (
    check_exhibit,
    resolve_finding,
)
from evidence.alerts import FixityPanel
from evidence.fixity import fixity_of
from evidence.models import CustodyEvent, Exhibit, FixityFinding
from evidence.store import ORIGINALS
from tests.evidence.archive import take

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Kind = CustodyEvent.Kind


@pytest.fixture(autouse=True)
def _alone(own_store: None) -> None:
    """Every test has an archive of its own."""


@pytest.fixture
def exhibit() -> Exhibit:
    return take(b"The bytes of a file.", "one.txt")


@pytest.fixture
def keeper(django_user_model: Any) -> Any:
    """An account that may resolve findings."""
    user = django_user_model.objects.create_user("keeper", "keeper@example.org", "x")
    user.user_permissions.add(Permission.objects.get(codename="change_fixityfinding"))
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


def file_of(exhibit: Exhibit) -> Path:
    path = Path(default_storage.path(ORIGINALS.name_of(exhibit.sha256)))
    path.chmod(0o600)
    return path


def flip(exhibit: Exhibit) -> None:
    path = file_of(exhibit)
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.write_bytes(content)


def mend(exhibit: Exhibit, content: bytes = b"The bytes of a file.") -> None:
    file_of(exhibit).write_bytes(content)


def test_failure_shows_on_the_home_page_until_it_is_resolved(
    exhibit: Exhibit, keeper: Any, recorder: Any, client: Any, english: None
) -> None:
    keeper.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(keeper)
    assert "Damaged exhibits" not in client.get("/admin/").content.decode()
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    page = client.get("/admin/").content.decode()
    assert "Damaged exhibits" in page
    assert exhibit.name in page
    assert FixityPanel(recorder).render_html({}) == ""
    mend(exhibit)
    check_exhibit(exhibit=exhibit)
    assert "Damaged exhibits" in client.get("/admin/").content.decode()
    resolve_finding(
        finding=FixityFinding.objects.get(), by=keeper, explanation="A bad disk."
    )
    assert "Damaged exhibits" not in client.get("/admin/").content.decode()


def test_readers_are_told_how_each_exhibit_stands(
    keeper: Any, django_assert_num_queries: Any
) -> None:
    good, bad, mended, fresh = (
        take(name.encode(), f"{name}.txt") for name in ("one", "two", "three", "four")
    )
    flip(bad)
    flip(mended)
    for exhibit in (good, bad, mended):
        check_exhibit(exhibit=exhibit)
    mend(mended, b"three")
    check = check_exhibit(exhibit=mended)
    with django_assert_num_queries(2):
        found = fixity_of([good, bad, mended, fresh])
    states = [found[e.pk].state for e in (good, bad, mended, fresh)]
    assert states == ["good", "failed", "failed", "unchecked"]
    assert found[mended.pk].at == check.at
    finding = FixityFinding.objects.get(exhibit=mended)
    resolve_finding(finding=finding, by=keeper, explanation="A bad disk.")
    assert fixity_of([mended])[mended.pk].state == "good"
