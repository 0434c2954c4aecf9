"""Each role has the rights that its work needs, and no others."""

import pytest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

pytestmark = pytest.mark.django_db

WRITERS = ["chief", "editor_az", "editor_en", "editor_ru", "researcher"]


def may(user, verb, model):
    return policy_registry.get_by_type(model()).user_has_permission(user, verb)


@pytest.mark.parametrize("model", [get_image_model, get_document_model])
@pytest.mark.parametrize("name", WRITERS)
def test_who_writes_brings_and_chooses_files(accounts, name, model):
    assert all(may(accounts[name], verb, model) for verb in ("add", "choose"))


@pytest.mark.parametrize("model", [get_image_model, get_document_model])
def test_a_translator_chooses_files_but_brings_none(accounts, model):
    assert may(accounts["translator"], "choose", model)
    assert not may(accounts["translator"], "add", model)


@pytest.mark.parametrize("name", WRITERS)
def test_who_writes_finds_the_images_in_the_admin(client, accounts, name):
    client.force_login(accounts[name])
    for address in ("/admin/images/", "/admin/images/add/", "/admin/images/chooser/"):
        assert client.get(address).status_code == 200, address
