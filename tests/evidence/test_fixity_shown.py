"""What staff and readers are told of the checks."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission

from evidence.actions.fixity import (
    check_exhibit,
    resolve_finding,
)
from evidence.alerts import FixityPanel
from evidence.fixity import fixity_of
from evidence.models import CustodyEvent, Exhibit, FixityFinding
from tests.evidence.archive import take
from tests.evidence.damage import flip, mend

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Kind = CustodyEvent.Kind


@pytest.fixture(autouse=True)
def _alone(own_store: None) -> None:
    """Every test has an archive of its own."""


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
    with django_assert_num_queries(1):
        found = fixity_of([good, bad, mended, fresh])
    states = [found[e.pk].state for e in (good, bad, mended, fresh)]
    assert states == ["good", "failed", "failed", "unchecked"]
    assert found[mended.pk].at == check.at
    finding = FixityFinding.objects.get(exhibit=mended)
    resolve_finding(finding=finding, by=keeper, explanation="A bad disk.")
    assert fixity_of([mended])[mended.pk].state == "good"
