"""The translation editor speaks the language of the account."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation


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


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("az", "Əl ilə tərcümə edilib: 1 may 2026"),
        ("en", "Translated manually on 1 May 2026"),
        ("ru", "Переведено вручную: 1 мая 2026"),
    ],
)
def test_day_of_a_translation_is_written_in_the_readers_language(code, said):
    # After eight in the evening in Greenwich it is tomorrow in Baku.
    stored = StringTranslation(
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        updated_at=datetime(2026, 4, 30, 20, 30, tzinfo=UTC),
    )
    with override(code):
        assert stored.get_comment() == said
