"""Checking and resolving in the admin, by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from wagtail.users.models import UserProfile

from evidence.actions.fixity import check_exhibit
from evidence.models import Exhibit, FixityCheck, FixityFinding
from tests.evidence.archive import take
from tests.evidence.damage import flip, mend

pytestmark = pytest.mark.django_db


@pytest.fixture
def looker(django_user_model: Any) -> Any:
    """An account that sees private files and may decide nothing."""
    user = django_user_model.objects.create_user("looker", "looker@example.org", "x")
    rights = ("access_admin", "view_private")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


def address(exhibit: Exhibit) -> str:
    return f"/admin/evidence/exhibits/{exhibit.pk}/fixity/"


def test_keeper_checks_and_resolves(exhibit: Exhibit, keeper: Any, client: Any) -> None:
    client.force_login(keeper)
    flip(exhibit)
    page = client.post(address(exhibit), {"check": ""}, follow=True).content.decode()
    assert "The file has changed" in page
    finding = FixityFinding.objects.get()

    answer = {"resolve": finding.pk, "explanation": "A bad disk."}
    page = client.post(address(exhibit), answer).content.decode()
    assert "The file is not whole" in page
    assert "A bad disk." in page, "what was written is not lost"

    mend(exhibit)
    page = client.post(address(exhibit), {"check": ""}, follow=True).content.decode()
    assert "The file is whole." in page
    page = client.post(address(exhibit), answer, follow=True).content.decode()
    assert "The finding is resolved." in page
    assert "Resolved by keeper" in page
    finding.refresh_from_db()
    assert (finding.resolved_by, finding.explanation) == (keeper, "A bad disk.")


def test_others_may_look_but_not_act(
    exhibit: Exhibit, looker: Any, client: Any
) -> None:
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    client.force_login(looker)
    page = client.get(address(exhibit)).content.decode()
    assert "Nobody has resolved this yet." in page
    assert "Check the file now" not in page
    client.post(address(exhibit), {"check": ""})
    assert FixityCheck.objects.count() == 1
    page = client.post(
        address(exhibit), {"resolve": FixityFinding.objects.get().pk}
    ).content.decode()
    assert "You may not do this." in page
    assert FixityFinding.objects.get().resolved_at is None


def test_finding_of_another_exhibit_is_not_found(
    exhibit: Exhibit, keeper: Any, client: Any
) -> None:
    flip(exhibit)
    check_exhibit(exhibit=exhibit)
    other = take(b"Another file.", "two.txt")
    client.force_login(keeper)
    answer = {"resolve": FixityFinding.objects.get().pk, "explanation": "x"}
    assert client.post(address(other), answer).status_code == 404


def test_whoever_may_not_see_private_files_sees_nothing(
    exhibit: Exhibit, recorder: Any, client: Any
) -> None:
    recorder.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(recorder)
    assert client.get(address(exhibit)).status_code != 200


@pytest.mark.parametrize("role", ["chief", "researcher"])
def test_roles_that_keep_the_archive_may_resolve(
    accounts: dict[str, Any], role: str
) -> None:
    assert accounts[role].has_perm("evidence.change_fixityfinding")
    assert not accounts["translator"].has_perm("evidence.change_fixityfinding")
