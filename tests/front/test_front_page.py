"""The front page: curated first, filled by itself, never leaking."""

from datetime import timedelta

import pytest
from django.utils import timezone

from association.models import StandardPage
from tests.conftest import add_section, body

pytestmark = pytest.mark.django_db


def visit(client, code="az"):
    response = client.get(f"/{code}/")
    assert response.status_code == 200
    return response


def test_the_newest_article_leads_where_nobody_chose(client, write_article):
    write_article(title="Köhnə")
    write_article(title="Təzə")
    assert visit(client).context["lead"].headline == "Təzə"


def test_the_chosen_lead_leads(client, newsroom, write_article):
    chosen = write_article(title="Seçilmiş")
    for number in range(3):
        write_article(title=f"Sonrakı {number}")
    front = newsroom.fronts["az"]
    front.lead = chosen
    front.save_revision().publish()
    context = visit(client).context
    assert context["lead"].headline == "Seçilmiş"
    assert "Seçilmiş" not in [t.headline for t in context["seconds"]]


def test_an_unpublished_choice_gives_way_to_the_newest(client, newsroom, write_article):
    newest = write_article(title="Açıq")
    chosen = write_article(title="Geri götürülmüş")
    front = newsroom.fronts["az"]
    front.lead = chosen
    front.save_revision().publish()
    chosen.unpublish()
    context = visit(client).context
    assert context["lead"].headline == newest.title
    assert "Geri götürülmüş" not in visit(client).content.decode()


def test_no_article_stands_twice(client, newsroom, write_article):
    add_section(newsroom.fronts, {"az": "Mədəniyyət"})
    for number in range(16):
        write_article(title=f"Məqalə {number}")
    context = visit(client).context
    top = [context["lead"], *context["seconds"], *context["latest"]]
    assert len({t.id for t in top}) == len(top) == 15


@pytest.mark.parametrize(("hours", "shown"), [(1, True), (-1, False)])
def test_breaking_news_ends_at_its_time(client, newsroom, hours, shown):
    front = newsroom.fronts["az"]
    front.breaking_text = "Təcili xəbər"
    front.breaking_until = timezone.now() + timedelta(hours=hours)
    front.save_revision().publish()
    assert ("Təcili xəbər" in visit(client).content.decode()) is shown


@pytest.mark.parametrize("code", ["az", "en", "ru"])
def test_the_front_page_costs_ten_queries_for_few_and_for_many(
    client, newsroom, write_article, django_assert_max_num_queries, code
):
    sections = [add_section(newsroom.fronts, {code: f"Bölmə {n}"})[code] for n in "abc"]
    counts = set()
    for rounds in (1, 4):
        for number in range(rounds):
            for section in sections:
                write_article(code, title=f"{section} {number}", section=section)
        visit(client, code)
        with django_assert_max_num_queries(10) as captured:
            visit(client, code)
        counts.add(len(captured))
    assert len(counts) == 1


def test_a_missing_translation_is_told_honestly(client, newsroom, write_article):
    article = write_article(title="Yalnız azərbaycanca", slug="yalniz")
    # The same address below another language's prefix.
    address = article.url_path.replace("/az/", "/en/", 1)
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 404
    assert f'href="{article.url_path}"' in html
    assert "Qısa giriş sözü" not in html
    assert 'lang="en"' in html


def test_another_languages_address_leads_to_the_version_asked_for(
    client, newsroom, write_article
):
    article = write_article(title="Yalnız azərbaycanca", slug="yalniz")
    english = write_article(
        "en", title="In English", translation_key=article.translation_key
    )
    address = article.url_path.replace("/az/", "/en/", 1)
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, english.url_path)
    english.unpublish()
    assert client.get(address).status_code == 404


def test_an_unknown_address_is_plainly_not_found(client, newsroom):
    response = client.get("/en/no/such/thing/")
    assert response.status_code == 404
    assert response.templates[0].name == "404.html"


def test_a_draft_is_not_offered_as_a_version(client, newsroom, write_article):
    article = write_article(title="Gizli qaralama", publish=False)
    response = client.get(article.url_path.replace("/az/", "/en/", 1))
    assert "Gizli qaralama" not in response.content.decode()


def test_an_old_address_redirects_after_a_slug_change(
    client, write_article, django_capture_on_commit_callbacks
):
    article = write_article(slug="kohne-unvan")
    old = article.url_path
    with django_capture_on_commit_callbacks(execute=True):
        article.slug = "teze-unvan"
        article.save_revision().publish()
    response = client.get(old)
    assert response.status_code == 301
    assert response["Location"].endswith("/az/xeberler/teze-unvan/")


def test_a_preview_shows_what_readers_do_not_see_yet(
    client, newsroom, accounts, write_article
):
    chosen = write_article(title="Seçilmiş")
    for number in range(3):
        write_article(title=f"Sonrakı {number}")
    front = newsroom.fronts["az"]
    draft = front.get_latest_revision_as_object()
    draft.lead = chosen
    draft.breaking_text = "Təcili xəbər"
    draft.breaking_until = timezone.now() + timedelta(hours=1)
    draft.save_revision()
    client.force_login(accounts["chief"])
    html = client.get(f"/admin/pages/{front.pk}/view_draft/").content.decode()
    lead = html.split("front__lead")[1].split("</section>")[0]
    assert "Seçilmiş" in lead and "Təcili xəbər" in html
    client.logout()
    assert "Təcili xəbər" not in visit(client).content.decode()
    assert visit(client).context["lead"].headline == "Sonrakı 2"


@pytest.mark.parametrize("kind", ["section", "standard page"])
def test_other_pages_are_previewed_as_readers_will_get_them(
    client, newsroom, accounts, write_article, kind
):
    write_article(title="Məqalə bölmədə")
    page = newsroom.news["az"]
    if kind == "standard page":
        page = StandardPage(title="Haqqımızda", locale=newsroom.locale("az"))
        newsroom.fronts["az"].add_child(instance=page)
        page.body = body(("heading", "Qaralama başlığı"))
        page.save_revision()
    client.force_login(accounts["chief"])
    html = client.get(f"/admin/pages/{page.pk}/view_draft/").content.decode()
    assert ("Məqalə bölmədə" if kind == "section" else "Qaralama başlığı") in html
