"""An editor's preview is the page that readers will get."""

import json

import pytest

from articles.models import ArticlePage
from tests.conftest import body

pytestmark = pytest.mark.django_db

LINKS = ("contributors", "topic_links", "place_links", "translator_credits")
FIELDS = {"contributors": "person", "topic_links": "topic", "place_links": "place"}


@pytest.fixture
def preview(client, accounts):
    """Return a function that previews an article's form as its editor.

    ``preview(address, …)`` takes the form's fields; a link's is the key of its term.
    """
    client.force_login(accounts["editor_az"])

    def show(address, **fields):
        data = {
            "title": "Sərgi açılır",
            "slug": "sergi",
            "kind": "news",
            "standfirst": "Lid.",
            "body-count": "1",
            "body-0-type": "heading",
            "body-0-order": "0",
            "body-0-deleted": "",
            "body-0-value": "Zallar",
        }
        for name in LINKS:
            key = fields.pop(name, None)
            data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
            if key:
                data |= {
                    f"{name}-TOTAL_FORMS": "1",
                    f"{name}-0-{FIELDS[name]}": key,
                    f"{name}-0-part": "author",
                    f"{name}-0-ORDER": "1",
                }
        answer = client.post(address, data | fields)
        assert json.loads(answer.content)["is_valid"], answer.content
        return client.get(f"{address}?in_preview_panel=true").content.decode()

    return show


def test_a_new_article_is_shown_with_all_it_is_filed_under(preview, newsroom, terms):
    html = preview(
        f"/admin/pages/add/articles/articlepage/{newsroom.news['az'].pk}/preview/",
        tags="təzə",
        is_live_report="on",
        contributors=terms.author.pk,
        topic_links=terms.topic.pk,
        place_links=terms.place.pk,
    )
    assert '<h1 class="article__headline">Sərgi açılır</h1>' in html
    for words in ("Zallar", "təzə", "Əli Sınaq", "Ekologiya", "Çinarlı"):
        assert words in html
    assert not ArticlePage.objects.exists()


def test_a_draft_is_shown_and_readers_keep_what_is_public(
    preview, client, write_article
):
    article = write_article(title="Köhnə başlıq", blocks=[("heading", "Köhnə")])
    html = preview(f"/admin/pages/{article.pk}/edit/preview/", title="Yeni başlıq")
    assert "Yeni başlıq" in html and "Köhnə" not in html
    public = client.get(article.url_path).content.decode()
    assert "Köhnə başlıq" in public and "Yeni başlıq" not in public


def test_a_saved_draft_shows_the_people_and_terms_of_its_revision(
    client, accounts, filed_story
):
    article = filed_story["az"]
    draft = article.get_latest_revision_as_object()
    draft.topic_links = []
    draft.tags = ["yeni"]
    draft.body = body(("heading", "Qaralama"))
    draft.save_revision()
    client.force_login(accounts["editor_az"])
    html = client.get(f"/admin/pages/{article.pk}/view_draft/").content.decode()
    assert "Qaralama" in html and "yeni" in html
    assert "/az/topics/" not in html.split("<main")[1].split("</article>")[0]
    assert 'rel="author"' in html
