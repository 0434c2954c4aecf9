"""What the text of an article points to: pages, documents, pictures, articles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.models import Collection, PageViewRestriction
from wagtail.rich_text import expand_db_html

from core.models import Picture
from core.pictures.actions import make_picture_renditions
from tests.core.picture_files import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def link(page: Any) -> str:
    return f'<p><a linktype="page" id="{page.pk}">söz</a></p>'


@pytest.fixture
def show(client) -> Callable[[Any], str]:
    return lambda article: client.get(article.url_path).content.decode()


@pytest.fixture
def document(db) -> Callable[[str], Any]:
    def make(name: str) -> Any:
        file = ContentFile(b"data", name=name)
        collection = Collection.get_first_root_node()
        return get_document_model().objects.create(
            title=name, file=file, collection=collection
        )

    return make


@pytest.fixture
def picture(db) -> Callable[[], Picture]:
    def make() -> Picture:
        file = ImageFile(ContentFile(jpeg(64, 48)), name="drawing.jpg")
        picture = Picture.objects.create(title="Rəsm", file=file)
        make_picture_renditions(picture.pk)
        return picture

    return make


def test_a_link_leads_to_the_version_in_the_language_of_the_page(
    newsroom, write_article, show
):
    original = write_article("az", title="Hədəf")
    english = write_article("en", title="Target")
    for page in (original, english):
        type(page).objects.filter(pk=page.pk).update(
            translation_key=original.translation_key
        )
    source = write_article("en", title="Source", blocks=[("paragraph", link(original))])
    assert f'<a href="{english.url_path}">söz</a>' in show(source)
    # In Russian there is none: the first that is public stands in.
    source = write_article("ru", title="Файл", blocks=[("paragraph", link(original))])
    assert f'<a href="{original.url_path}">söz</a>' in show(source)


def test_a_link_to_a_page_that_is_not_public_leads_nowhere(write_article, show):
    draft = write_article(title="Gizli", slug="gizli-unvan", publish=False)
    private = write_article(title="Qapalı", slug="qapali-unvan")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    gone = f'<p><a linktype="page" id="{10**9}">söz</a></p>'
    blocks = [("paragraph", html) for html in (link(draft), link(private), gone)]
    html = show(write_article(blocks=blocks))
    assert html.count("<a>söz</a>") == 3
    assert "gizli-unvan" not in html
    assert "qapali-unvan" not in html
    # The same where no view has read anything beforehand.
    assert expand_db_html(link(draft)) == "<p><a>söz</a></p>"


def test_documents_of_blocks_and_links_are_there(write_article, show, document):
    linked, shown, heard, seen = map(
        document, ("linked.pdf", "shown.pdf", "heard.wav", "seen.webm")
    )
    transcript = {"title": "Ad", "transcript": "Söz"}
    html = show(
        write_article(
            blocks=[
                (
                    "paragraph",
                    f'<p><a linktype="document" id="{linked.pk}">a</a>'
                    f'<a linktype="document" id="{10**9}">b</a></p>',
                ),
                ("document", {"document": shown.pk, "title": "Sənəd"}),
                ("audio", {"recording": heard.pk, **transcript}),
                ("video", {"recording": seen.pk, **transcript}),
                ("document", {"document": 10**9, "title": "Silinib"}),
            ]
        )
    )
    for file in (linked, shown, heard, seen):
        assert f'"{file.url}"' in html
    assert "<a>b</a>" in html
    assert "Silinib" not in html


def test_a_long_text_costs_no_more_queries_than_a_short_one(
    write_article, client, document, picture, django_assert_max_num_queries
):
    def write(title: str, count: int) -> str:
        blocks: list[tuple[str, Any]] = []
        for number in range(count):
            target = write_article(title=f"{title} {number}")
            file, image = document(f"{title}-{number}.pdf"), picture()
            shown = {"image": image.pk, "alt_text": "Rəsm"}
            inside = (
                link(target) + f'<p><a linktype="document" id="{file.pk}">b</a></p>'
            )
            blocks += [
                ("paragraph", inside),
                ("fact_box", {"title": "Arayış", "text": inside}),
                ("footnote", {"label": str(number), "text": inside}),
                ("document", {"document": file.pk, "title": "Sənəd"}),
                ("image", shown),
                ("gallery", [{"type": "item", "value": shown, "id": f"i{number}"}]),
                (
                    "related",
                    {"articles": [{"type": "item", "value": target.pk, "id": "r"}]},
                ),
            ]
        page = write_article(title=title, blocks=blocks, is_live_report=True)
        return page.url_path

    short, long = write("qisa", 1), write("uzun", 6)
    client.get(short)
    with CaptureQueriesContext(connection) as few:
        client.get(short)
    with django_assert_max_num_queries(8) as many:
        html = client.get(long).content.decode()
    assert len(many) == len(few) == 8
    assert html.count("<figure") >= 12
    assert html.count("uzun-0.pdf") == html.count("uzun-5.pdf") == 4
    assert html.count("/az/xeberler/uzun-3/") >= 4


def test_blocks_elsewhere_are_whole_objects(write_article, document, picture):
    target, file, image = write_article(title="Hədəf"), document("a.pdf"), picture()
    related = {"articles": [{"type": "item", "value": target.pk, "id": "r"}]}
    article = write_article(
        blocks=[
            ("document", {"document": file.pk, "title": "Sənəd"}),
            ("image", {"image": image.pk, "alt_text": "Rəsm"}),
            ("related", related),
        ]
    )
    shown, drawn, named = (block.value for block in article.body)
    assert shown["document"] == file
    assert drawn["image"].title == "Rəsm"
    assert named["articles"][0].title == "Hədəf"
