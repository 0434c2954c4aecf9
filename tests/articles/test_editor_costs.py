"""Opening, saving and publishing an article cost the same, however long it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from articles.models import ArticlePage
from core.models import Picture

LENGTHS = (10, 60)
CHILDREN = ("contributors", "translator_credits", "topic_links", "place_links")


def filled_form(picture: Picture, paragraphs: int, **fields: Any) -> dict[str, Any]:
    """What a browser sends from the article's form."""
    body = [
        ("paragraph", rich_text(f"<p>Abzas {number}: cümlə.</p>"))
        for number in range(paragraphs)
    ]
    return nested_form_data(
        {
            "title": f"Yazı {paragraphs}",
            "slug": "",
            "standfirst": "Giriş.",
            "kind": "news",
            "lead_image": picture.pk,
            "lead_alt": "Şəkil",
            "tags": "su, kənd",
            "body": streamfield(body),
            **{name: inline_formset([]) for name in (*CHILDREN, "comments")},
            **fields,
        }
    )


@pytest.fixture
def picture(db: None) -> Picture:
    name, image = "image.png", get_test_image_file()
    return Picture.objects.create(title="Şəkil", file=ImageFile(image, name=name))


@pytest.fixture
def write_in_admin(
    client: Client,
    accounts: dict[str, Any],
    newsroom: Any,
    picture: Picture,
) -> Callable[..., int]:
    """Return a function that acts in the admin and says what it cost in queries."""
    client.force_login(accounts["chief"])
    section = newsroom.news["az"].pk
    add = f"/admin/pages/add/articles/articlepage/{section}/"

    def act(paragraphs: int, what: str) -> int:
        title = f"Yazı {paragraphs}"
        if not ArticlePage.objects.filter(title=title).exists():
            made = client.post(add, filled_form(picture, paragraphs))
            assert made.status_code == 302, made.content.decode()
        page = ArticlePage.objects.get(title=title)
        address = f"/admin/pages/{page.pk}/edit/"
        with CaptureQueriesContext(connection) as asked:
            if what == "open":
                response = client.get(address)
            else:
                form = filled_form(picture, paragraphs, **{what: "1"})
                response = client.post(address, form)
        assert response.status_code == (200 if what == "open" else 302)
        return len(asked)

    return act


@pytest.mark.parametrize(
    ("what", "most"),
    [("open", 80), ("action-save", 125), ("action-publish", 245)],
)
def test_length_costs_no_query(
    write_in_admin: Callable[..., int], what: str, most: int
) -> None:
    write_in_admin(5, what)  # fills the caches
    short, long = (write_in_admin(length, what) for length in LENGTHS)
    assert short == long
    assert short <= most
