"""What every test may ask for: a newsroom, accounts, articles."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from wagtail.models import Locale

from articles.models import ArticlePage, SectionPage
from front.actions import set_up_newsroom
from front.models import FrontPage
from tests.everything import STRICT

Report = pytest.TestReport


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    """Let no test be left out where that is a fault: see ``tests/everything.py``."""
    report = yield
    if STRICT and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Left out: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@dataclass
class Newsroom:
    """Front pages per language and one section, ``news``, in all three."""

    fronts: dict[str, FrontPage]
    news: dict[str, SectionPage] = field(default_factory=dict)

    def locale(self, code: str) -> Locale:
        return self.fronts[code].locale


def add_section(
    parents: dict[str, Any], titles: dict[str, str], **fields: Any
) -> dict[str, SectionPage]:
    """Add one section below each language's parent; they translate each other."""
    key = uuid.uuid4()
    sections = {}
    for code, title in titles.items():
        section = SectionPage(
            title=title, translation_key=key, locale=parents[code].locale, **fields
        )
        parents[code].add_child(instance=section)
        section.save_revision().publish()
        sections[code] = section
    return sections


def _stand_newsroom() -> Newsroom:
    """Return the newsroom, made now if the database has none."""
    room = Newsroom(fronts=set_up_newsroom())
    titles = {"az": "Xəbərlər", "en": "News", "ru": "Новости"}
    for section in SectionPage.objects.filter(title__in=titles.values(), depth=3):
        room.news[section.locale.language_code] = section
    if not room.news:
        room.news = add_section(room.fronts, titles)
    return room


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Put a newsroom into the fresh database: each test begins with it."""
    with django_db_blocker.unblock():
        _stand_newsroom()


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    return _stand_newsroom()


@pytest.fixture
def accounts(newsroom: Newsroom) -> dict[str, Any]:
    """One account a role: chief, editor_az, editor_en, editor_ru, translator,
    researcher, and admin (superuser)."""
    groups = {
        "chief": "Chief editors",
        "editor_az": "Editors (az)",
        "editor_en": "Editors (en)",
        "editor_ru": "Editors (ru)",
        "translator": "Translators",
        "researcher": "Researchers",
    }
    users = get_user_model().objects
    made = {"admin": users.create_superuser("admin", "admin@example.org", "secret")}
    for name, group in groups.items():
        made[name] = users.create_user(name, f"{name}@example.org", "secret")
        made[name].groups.add(Group.objects.get(name=group))
    return made


def body(*blocks: tuple[str, Any]) -> str:
    """Return StreamField JSON of ``blocks``, each with an id."""
    return json.dumps(
        [{"type": kind, "value": v, "id": str(uuid.uuid4())} for kind, v in blocks]
    )


@pytest.fixture
def write_article(newsroom: Newsroom) -> Callable[..., ArticlePage]:
    """Return a function that writes an article and, by default, publishes it.

    ``write_article("az", title=…, section=…, publish=True, **fields)``; ``blocks`` is a
    list of (type, value) pairs.
    """

    def write(
        code: str = "az",
        *,
        title: str = "Sınaq məqaləsi",
        section: SectionPage | None = None,
        publish: bool = True,
        blocks: list[tuple[str, Any]] | None = None,
        **fields: Any,
    ) -> ArticlePage:
        fields.setdefault("standfirst", "Qısa giriş sözü.")
        default = [("paragraph", "<p>Birinci abzas.</p>")]
        article = ArticlePage(
            title=title,
            locale=newsroom.locale(code),
            body=body(*(default if blocks is None else blocks)),
            live=False,
            **fields,
        )
        (section or newsroom.news[code]).add_child(instance=article)
        revision = article.save_revision()
        if publish:
            revision.publish()
            article.refresh_from_db()
        return article

    return write
