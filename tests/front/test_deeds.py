"""What each role can really do, tried at the admin's addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, TaskState
from wagtail_localize.models import StringTranslation

from articles.models import ArticlePage, Correction
from core.models import Picture
from tests.articles.test_editor_costs import filled_form
from translation.actions import submit_for_translation

pytestmark = pytest.mark.django_db

Deed = Callable[[Client, ArticlePage, Any], bool]
EDITORS = ("editor_az", "editor_en", "editor_ru")
ROLES = ("chief", *EDITORS, "translator", "researcher")


def _writes_in(code: str) -> Deed:
    def deed(client: Client, article: ArticlePage, newsroom: Any) -> bool:
        before = ArticlePage.objects.count()
        picture = Picture.objects.create(
            title="x", file=ImageFile(get_test_image_file(), name="x.png")
        )
        section = newsroom.news[code].pk
        address = f"/admin/pages/add/articles/articlepage/{section}/"
        client.post(address, filled_form(picture, 1, title="Yeni", slug="yeni"))
        return ArticlePage.objects.count() > before

    return deed


def _edits(client: Client, article: ArticlePage, newsroom: Any) -> bool:
    address = f"/admin/pages/{article.pk}/edit/"
    picture = article.lead_image
    client.post(address, filled_form(picture, 1, title="Dəyişdi", slug=article.slug))
    newest = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    return newest.title == "Dəyişdi"


def _publishes(client: Client, article: ArticlePage, newsroom: Any) -> bool:
    article.unpublish()
    form = filled_form(
        article.lead_image, 1, slug=article.slug, **{"action-publish": "1"}
    )
    client.post(f"/admin/pages/{article.pk}/edit/", form)
    article.refresh_from_db()
    return article.live


def _unpublishes(client: Client, article: ArticlePage, newsroom: Any) -> bool:
    client.post(f"/admin/pages/{article.pk}/unpublish/")
    article.refresh_from_db()
    return not article.live


def _deletes(client: Client, article: ArticlePage, newsroom: Any) -> bool:
    client.post(f"/admin/pages/{article.pk}/delete/")
    return not ArticlePage.objects.filter(pk=article.pk).exists()


def _submits_for_translation(
    client: Client, article: ArticlePage, newsroom: Any
) -> bool:
    english = newsroom.locale("en").pk
    client.post(f"/admin/localize/submit/page/{article.pk}/", {"locales": [english]})
    return article.get_translations().exists()


def _translates_into(code: str) -> Deed:
    def deed(client: Client, article: ArticlePage, newsroom: Any) -> bool:
        locale = Locale.objects.get(language_code=code)
        [translation] = submit_for_translation(page=article, locales=[locale])
        segment = translation.source.stringsegment_set.first()
        client.put(
            f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/",
            encode_multipart(BOUNDARY, {"value": "Words"}),
            content_type=MULTIPART_CONTENT,
        )
        return StringTranslation.objects.filter(locale=locale).exists()

    return deed


def _corrects(client: Client, article: ArticlePage, newsroom: Any) -> bool:
    address = reverse("newsroom:add_correction", args=[article.pk])
    client.post(address, {"az": "Düzəliş."})
    return Correction.objects.exists()


def _sees(address: str) -> Deed:
    def deed(client: Client, article: ArticlePage, newsroom: Any) -> bool:
        return client.get(address).status_code == 200

    return deed


# Deed → who can do it. Articles are Azerbaijani; the chief is always among them.
DEEDS: dict[str, tuple[Deed, set[str]]] = {
    "write in Azerbaijani": (_writes_in("az"), {"editor_az"}),
    "write in Russian": (_writes_in("ru"), {"editor_ru"}),
    "edit an original": (_edits, {"editor_az"}),
    "publish": (_publishes, set()),
    "unpublish": (_unpublishes, set()),
    "delete": (_deletes, set()),
    # Whoever translates or edits a language may ask for its version: a draft.
    "submit for translation": (_submits_for_translation, {*EDITORS, "translator"}),
    "translate into English": (_translates_into("en"), {"editor_en", "translator"}),
    "translate into Russian": (_translates_into("ru"), {"editor_ru", "translator"}),
    "correct in public": (_corrects, {"editor_az"}),
    "see the records": (_sees("/admin/snippets/evidence/incident/"), {"researcher"}),
    "take in evidence": (_sees("/admin/evidence/intake/"), {"researcher"}),
    "keep tags": (_sees("/admin/snippets/articles/tag/"), set()),
    "keep redirects": (_sees("/admin/redirects/"), set()),
}
# No role of the newsroom keeps accounts or the site itself.
NOBODY = ("/admin/users/", "/admin/groups/", "/admin/sites/", "/admin/workflows/list/")


@pytest.fixture
def article(write_article: Any) -> ArticlePage:
    picture = Picture.objects.create(
        title="Şəkil", file=ImageFile(get_test_image_file(), name="a.png")
    )
    return write_article(
        title="Əsli", slug="esli", lead_image=picture, lead_alt="Şəkil"
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", DEEDS)
def test_a_role_can_do_its_work_and_no_other(
    name: str,
    role: str,
    client: Client,
    accounts: dict[str, Any],
    article: ArticlePage,
    newsroom: Any,
) -> None:
    deed, others = DEEDS[name]
    client.force_login(accounts[role])
    assert deed(client, article, newsroom) is (role in {"chief", *others})


@pytest.mark.parametrize("role", ROLES)
def test_no_role_keeps_accounts_or_the_site(
    role: str, client: Client, accounts: dict[str, Any]
) -> None:
    client.force_login(accounts[role])
    assert [path for path in NOBODY if client.get(path).status_code == 200] == []


def approve(client: Client, user: Any, article: ArticlePage) -> None:
    """Approve the step that the article waits at, if ``user`` may."""
    client.force_login(user)
    state = article.current_workflow_task_state
    client.post(
        reverse(
            "wagtailadmin_pages:workflow_action",
            args=[article.pk, "approve", state.pk],
        ),
        {"comment": ""},
    )


def test_an_article_goes_live_by_two_steps_and_only_the_chief_takes_the_last(
    client: Client, accounts: dict[str, Any], write_article: Any
) -> None:
    article = write_article(publish=False)
    article.get_workflow().start(article, accounts["editor_az"])
    for name in ("editor_ru", "translator", "researcher"):
        approve(client, accounts[name], article)
    assert article.current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
    first = article.current_workflow_task_state.pk
    approve(client, accounts["editor_az"], article)
    article = ArticlePage.objects.get(pk=article.pk)
    assert article.current_workflow_task_state.pk != first
    assert not article.live
    approve(client, accounts["editor_az"], article)
    article = ArticlePage.objects.get(pk=article.pk)
    assert not article.live
    approve(client, accounts["chief"], article)
    assert ArticlePage.objects.get(pk=article.pk).live
