"""The evidence archive in menus and sitemaps."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.evidence.conftest import make_record, recorder, records, reviewer

__all__ = ["make_record", "recorder", "records", "reviewer"]

pytestmark = pytest.mark.django_db

TITLES = {"az": "Sübut arxivi", "en": "Evidence archive", "ru": "Архив доказательств"}


@pytest.mark.parametrize("code", ["az", "en", "ru"])
def test_each_language_has_its_archive_in_the_menu(client, newsroom, code):
    response = client.get(f"/{code}/evidence/")

    assert response.status_code == 200
    page = response.content.decode()
    link = f'<a href="/{code}/evidence/" aria-current="page">{TITLES[code]}</a>'
    assert link in page
    assert f">{TITLES[code]}</h1>" in page


def sitemap(client, code):
    cache.clear()
    index = client.get("/sitemap.xml").content.decode()
    files = [part.partition("</loc>")[0] for part in index.split("<loc>")[1:]]
    own = [file for file in files if f"/{code}-" in file]
    return "".join(
        client.get(file.removeprefix("http://testserver")).content.decode()
        for file in own
    )


def test_sitemap_has_the_archive_and_visible_records(client, make_record, records):
    shown = make_record(code="az", title="Dam")
    records.translate(shown, "en")
    closed = make_record(code="en")
    type(closed).objects.filter(pk=closed.pk).update(access="restricted")
    draft = make_record(code="en", publish=False)

    found = sitemap(client, "en")

    assert "<loc>http://testserver/en/evidence/</loc>" in found
    assert f"<loc>http://testserver/en/evidence/{shown.name}/</loc>" in found
    assert f'href="http://testserver/az/evidence/{shown.name}/"' in found
    assert closed.name not in found
    assert draft.name not in found
