"""The admin is the newsroom's: its name, its words, nothing for developers."""

from __future__ import annotations

import re

import pytest
from wagtail.models import WorkflowPage
from wagtail.users.models import UserProfile


def title_of(html: str) -> str:
    found = re.search(r"<title>\s*(.*?)\s*</title>", html, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("code", "name", "password"),
    [
        ("az", "Qarabağın səsi", "Şifrə"),
        ("en", "Voice of Karabakh", "Password"),
        ("ru", "Голос Карабаха", "Пароль"),
    ],
)
def test_sign_in_page_is_of_the_site_and_in_one_language(
    newsroom, client, code, name, password
):
    html = client.get("/admin/login/", headers={"accept-language": code}).text
    assert title_of(html).endswith(f"- {name}")
    assert re.search(rf"<h1>\s*{name}\s*</h1>", html)
    label = re.search(r'<label[^>]*for="id_password"[^>]*>\s*([^<*]+?)\s*<', html)
    assert label and label[1] == password
    assert "Wagtail" not in title_of(html)


@pytest.mark.parametrize(
    ("username", "code", "name"),
    [
        ("editor_az", "az", "Qarabağın səsi"),
        ("editor_ru", "ru", "Голос Карабаха"),
    ],
)
def test_dashboard_greets_with_the_name_of_the_site(
    accounts, client, username, code, name
):
    profile = UserProfile.get_for_user(accounts[username])
    profile.preferred_language = code
    profile.save()
    client.force_login(accounts[username])
    html = client.get("/admin/").text
    assert title_of(html).endswith(f"- {name}")
    assert re.search(rf"<h1[^>]*>\s*{name}\s*</h1>", html)
    assert "whats-new-in-wagtail" not in html
    assert "css/admin.css" in html


def test_steps_of_each_workflow_are_named_in_its_language(newsroom):
    pages = WorkflowPage.objects.select_related("workflow", "page__locale")
    assert {
        page.page.locale.language_code: [task.name for task in page.workflow.tasks]
        for page in pages
    } == {
        "az": ["Redaktə (az)", "Təsdiq (az)"],
        "en": ["Editing (en)", "Approval (en)"],
        "ru": ["Правка (ru)", "Утверждение (ru)"],
    }
