"""A record's address is its identifier, in every language."""

from __future__ import annotations

import pytest

from evidence.models import RecordPage
from tests.evidence.conftest import recorder, records, reviewer
from translation.actions import publish_translation

__all__ = ["recorder", "records", "reviewer"]

pytestmark = pytest.mark.django_db


def test_a_translated_record_keeps_its_identifier(records, submit, translate, accounts):
    record = records.make("place", code="az", title="Köhnə körpü")
    page = RecordPage.objects.get(record=record.pk)

    for code in ("en", "ru"):
        translation = submit(page, code)
        draft = RecordPage.objects.get(record=record.pk, locale__language_code=code)
        assert draft.slug == record.name
        translate(translation)
        publish_translation(translation=translation, user=accounts["chief"])

    pages = RecordPage.objects.filter(record=record.pk, live=True)
    found = dict(pages.values_list("locale__language_code", "slug"))
    assert found == dict.fromkeys(("az", "en", "ru"), record.name)
    titles = set(pages.values_list("title", flat=True))
    assert titles == {"Köhnə körpü", "en Köhnə körpü", "ru Köhnə körpü"}
