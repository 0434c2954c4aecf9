"""An editor need not think of a page's address."""

import pytest

from articles.models import ArticlePage

pytestmark = pytest.mark.django_db

FORMSETS = ("contributors", "topic_links", "place_links", "translator_credits")


@pytest.fixture
def save(client, newsroom, accounts):
    """Return a function that saves an article's form as the chief editor.

    Without a page it is a new one; ``publish`` presses the other button. The form is
    that of the page: what is not given stays as it is.
    """
    client.force_login(accounts["chief"])

    def save_form(page=None, *, publish=False, **fields):
        data = {"kind": "news", "standfirst": "Lid", "body-count": "0", "slug": ""}
        if page:
            draft = page.get_latest_revision_as_object()
            data |= {"title": draft.title, "slug": draft.slug}
        for name in FORMSETS:
            data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
        if publish:
            data["action-publish"] = "1"
        address = (
            f"/admin/pages/{page.pk}/edit/"
            if page
            else f"/admin/pages/add/articles/articlepage/{newsroom.news['az'].pk}/"
        )
        response = client.post(address, data | fields)
        assert response.status_code == 302, response.context["form"].errors
        pages = ArticlePage.objects.all()
        saved = pages.get(pk=page.pk) if page else pages.latest("pk")
        return saved.get_latest_revision_as_object()

    return save_form


@pytest.mark.parametrize("publish", [False, True])
def test_the_address_is_made_of_the_title(save, publish):
    page = save(title="Şəki: “İlğım” sərgisi", publish=publish)
    assert page.slug == "seki-ilgim-sergisi"
    assert page.live is publish


def test_two_articles_of_one_title_have_two_addresses(save):
    assert save(title="Sərgi").slug == "sergi"
    assert save(title="Sərgi", publish=True).slug == "sergi-2"


def test_a_title_without_letters_has_an_address_too(save):
    assert save(title="?!").slug == "x"


def test_the_address_of_a_draft_follows_its_title(save):
    other = save(title="Sərgi açılır")
    page = save(title="Sərgi açılır")
    assert page.slug == "sergi-acilir-2"
    page = save(page, title="Sərgi bağlanır")
    assert page.slug == "sergi-baglanir"
    assert save(other, title="Sərgi açılır").slug == "sergi-acilir"


def test_an_address_that_somebody_wrote_is_kept(save):
    page = save(title="Sərgi", slug="öz ünvanım")
    assert page.slug == "oz-unvanim"
    assert save(page, title="Başqa başlıq").slug == "oz-unvanim"
    assert save(page, slug="Under_score").slug == "Under_score"


def test_a_public_address_changes_only_by_hand(save):
    page = save(title="Sərgi", publish=True)
    assert save(page, title="Yeni başlıq", publish=True).slug == "sergi"
    assert save(page, slug="", publish=True).slug == "sergi"
    assert save(page, slug="yeni", publish=True).slug == "yeni"
