"""From an address to a page, in an archive of any size."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Page

from core.routing import addressed, find_page

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def plan_of(pages: Any) -> str:
    """Return the database's plan for ``pages``, as if its tables were large."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        return json.dumps(pages.explain(format="json"))
    return pages.explain()


def test_each_page_is_found_at_its_address_alone(newsroom, write_article):
    article = write_article(slug="eyni")
    elsewhere = write_article("en", slug="eyni")
    assert find_page(article.url_path) == article
    assert find_page(elsewhere.url_path) == elsewhere
    assert find_page("/az/") == newsroom.fronts["az"]
    for lost in ("/az/eyni/", "/ru/xeberler/eyni/", "/", "", "/az/xeberler/eyn/"):
        assert find_page(lost) is None
    both = Page.objects.filter(addressed(article.url_path, elsewhere.url_path))
    assert set(both.values_list("pk", flat=True)) == {article.pk, elsewhere.pk}


def test_an_address_is_sought_in_an_index(newsroom):
    plan = plan_of(Page.objects.filter(addressed("/az/xeberler/")))
    assert "wagtailcore_page_slug" in plan
