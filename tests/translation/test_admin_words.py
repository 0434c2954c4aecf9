"""The translation editor speaks the language of the account."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile


@pytest.fixture
def words(accounts, client):
    """Return the words that the editor's scripts get, in the account's language."""

    def read(code: str) -> dict[str, str]:
        profile = UserProfile.get_for_user(accounts["translator"])
        profile.preferred_language = code
        profile.save()
        client.force_login(accounts["translator"])
        script = client.get(reverse("wagtail_localize:javascript_catalog")).text
        found = re.search(r"const newcatalog = (\{.*?\n  \});", script, re.DOTALL)
        return json.loads(found[1]) if found else {}

    return read


def test_editor_speaks_one_language(words):
    azerbaijani, russian = words("az"), words("ru")
    assert azerbaijani["Dashboard"] == "İdarə paneli"
    assert russian["Dashboard"] == "Панель управления"
    of_both = azerbaijani.keys() & russian.keys()
    same = [key for key in of_both if azerbaijani[key] == russian[key] != key]
    assert same == []


def test_english_editor_has_no_words_of_another_language(words):
    azerbaijani, english = words("az"), words("en")
    changed = {k: v for k, v in english.items() if v == azerbaijani.get(k) != k}
    assert changed == {}
