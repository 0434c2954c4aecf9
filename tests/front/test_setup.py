"""Setting up the newsroom: once, again, and at another address."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from front.actions import set_up_newsroom


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("https://example.org", "https://example.org"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_pages_have_their_full_address_where_the_site_is(
    newsroom, settings, address, root
):
    settings.WAGTAILADMIN_BASE_URL = address
    set_up_newsroom()
    Site.clear_site_root_paths_cache()

    page = Page.objects.get(pk=newsroom.news["ru"].pk)
    assert page.full_url == f"{root}/ru/{page.slug}/"
    # One site: links within it need no host.
    assert page.url == f"/ru/{page.slug}/"


def test_setting_up_again_writes_nothing(newsroom):
    set_up_newsroom()
    with CaptureQueriesContext(connection) as asked:
        set_up_newsroom()
    said = [query["sql"] for query in asked]
    assert [sql for sql in said if re.match("INSERT|UPDATE|DELETE", sql)] == []
