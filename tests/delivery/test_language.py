"""Which language a reader gets, and that remembering it costs no cacheability."""

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB,en;q=0.9", "en"),
        ("az-Latn-AZ", "az"),
        ("fr,de;q=0.8", "az"),
        ("de;q=1, en;q=0.5, ru;q=0.9", "ru"),
        ("", "az"),
        ("*;q=;;,,\x00", "az"),
    ],
)
def test_the_root_goes_to_the_language_that_the_browser_asks_for(
    client, newsroom, header, code
):
    response = client.get("/", headers={"accept-language": header})
    assert (response.status_code, response["Location"]) == (302, f"/{code}/")
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))


def test_a_choice_is_remembered_at_the_root(client, newsroom):
    chosen = client.get("/language/ru/?to=/ru/")
    assert chosen["Location"] == "/ru/"
    again = client.get("/", headers={"accept-language": "en"})
    assert again["Location"] == "/ru/"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"],
)
def test_a_choice_never_leads_off_the_site(client, newsroom, target):
    assert client.get("/language/en/", {"to": target})["Location"] == "/en/"


def test_an_unknown_language_is_not_found(client, newsroom):
    assert client.get("/language/de/", follow=True).status_code == 404


def test_pages_stay_the_same_for_every_anonymous_reader(client, newsroom):
    client.get("/language/ru/?to=/ru/")
    response = client.get("/az/", headers={"accept-language": "en"})
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


@pytest.mark.parametrize("address", ["/news/", "/admin/no/such/", "/api/v1/none"])
def test_an_unknown_address_is_not_found_and_nowhere_else(client, newsroom, address):
    client.force_login(get_user_model().objects.create_superuser("root"))
    assert client.get(address).status_code == 404
