"""A researcher keeps a list's filters, uses them again, and nobody else sees them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from evidence.models import SavedFilter

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_evidence_{}:list"


def save(client: Any, listing: str, name: str, query: str) -> Any:
    address = reverse("evidence_admin:save_filter", args=[listing])
    return client.post(address, {"name": name, "query": query})


def test_a_filter_is_kept_used_again_replaced_and_deleted(
    client, accounts, make_record
) -> None:
    place = make_record(kind="place")
    make_record(publish=False, place=place, title="In draft")
    make_record(place=place, title="Published one")
    client.force_login(accounts["researcher"])
    listing = reverse(LIST.format("incident"))
    kept = "state=draft&q=draft"
    done = save(client, "incident", "Drafts", f"?{kept}&p=3&access=&next=/x/")
    assert done.headers["Location"] == f"{listing}?{kept}"
    page = client.get(listing)
    (offered,) = page.context["saved_filters"]
    assert (offered["name"], offered["url"]) == ("Drafts", f"{listing}?{kept}")
    chosen = client.get(offered["url"])
    html = chosen.content.decode()
    assert "In draft" in html
    assert "Published one" not in html
    assert chosen.context["saved_filters"][0]["is_current"]
    assert not client.get(reverse(LIST.format("place"))).context["saved_filters"]

    # The same name stands for the new filter from now on.
    save(client, "incident", "Drafts", "state=submitted")
    assert SavedFilter.objects.get().query == "state=submitted"
    delete = reverse("evidence_admin:delete_filter", args=[offered["pk"]])
    client.force_login(accounts["chief"])
    assert not client.get(listing).context["saved_filters"]
    assert client.post(delete).status_code == 404
    client.force_login(accounts["researcher"])
    assert client.get(delete).status_code == 405
    client.post(delete)
    assert not SavedFilter.objects.exists()


def test_what_cannot_be_kept_is_asked_again_with_what_was_typed(
    client, accounts
) -> None:
    client.force_login(accounts["researcher"])
    for name, query in (("Everything", "p=2"), ("", "state=draft"), ("x" * 61, "q=a")):
        again = save(client, "source", name, query)
        assert again.status_code == 200
        html = again.content.decode()
        assert name in html
        assert query in html
    assert not SavedFilter.objects.exists()
    assert save(client, "nothing", "A", "q=a").status_code == 404
    client.force_login(accounts["translator"])
    assert save(client, "source", "A", "q=a").status_code in {302, 403}
    assert not SavedFilter.objects.exists()
