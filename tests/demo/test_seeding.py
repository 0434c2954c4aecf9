"""The sample newsroom is made once, whole, and as editors would make it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex, WorkflowState

from articles.models import (
    ArticlePage,
    Correction,
    CorrectionText,
    ListingEntry,
    LiveEntry,
    LiveEntryText,
    Person,
)
from demo import accounts, stories
from demo.actions import seed_newsroom
from demo.ledger import key_of
from front.models import FrontPage
from search.models import Document, DocumentText
from translation.models import VersionState

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    """Return table → number of rows, of every table that there is."""
    tables = sorted(
        {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    )
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            counts[table] = cursor.fetchone()[0]
    return counts


def versions(number: str) -> dict[str, ArticlePage]:
    found = ArticlePage.objects.filter(translation_key=key_of("article", number))
    return {page.locale.language_code: page for page in found}


def live(number: str) -> set[str]:
    return {code for code, page in versions(number).items() if page.live}


@pytest.fixture
def seeded(content, calendar) -> Iterator[Any]:
    seed_newsroom(content, calendar=calendar)
    yield content


@pytest.mark.database
def test_every_article_comes_to_the_state_that_its_file_names(seeded, calendar):
    assert live("001") == {"az", "en", "ru"}
    assert live("003") == set(versions("003")) == {"az", "en"}
    assert live("002") == {"az", "en", "ru"}
    for number in ("004", "005", "006"):
        assert live(number) == set(), number

    stale = VersionState.objects.exclude(stale_since=None)
    assert [(s.story, s.locale.language_code) for s in stale] == [
        (key_of("article", "002"), "en")
    ]
    assert "rəqəm 7" in str(versions("002")["az"].body)
    assert "0021" in str(versions("002")["ru"].body)

    embargo = {p.go_live_at for p in versions("004").values()}
    assert embargo == {calendar.soon(days=2, hour=9)}
    assert len(versions("004")) == len(versions("006")) == 3
    assert {p.go_live_at for p in versions("006").values()} == {
        calendar.soon(days=1, hour=8)
    }
    scheduled = versions("006")["en"].scheduled_revision
    assert scheduled is not None
    # The draft waits in the first step of its language's workflow.
    waiting = WorkflowState.objects.get(status=WorkflowState.STATUS_IN_PROGRESS)
    assert waiting.content_object.specific == versions("005")["az"]


def test_nothing_of_an_embargo_a_schedule_or_a_draft_is_in_any_public_place(seeded):
    hidden = ArticlePage.objects.filter(live=False)
    assert hidden.count() == 7
    assert not ListingEntry.objects.filter(article__in=hidden).exists()
    assert not Document.objects.filter(
        translation_key__in=hidden.values("translation_key")
    ).exists()
    for front in FrontPage.objects.all():
        shown = [front.lead, front.breaking_article]
        shown += [second.article for second in front.seconds.all()]
        assert all(page is None or page.live for page in shown)
    words = " ".join(DocumentText.objects.values_list("text", flat=True))
    assert "0010" in words
    assert "0040" not in words


def test_each_version_is_in_its_own_language_and_marked_as_sample(seeded):
    pages = versions("001")
    assert {code: page.title for code, page in pages.items()} == {
        "az": "Körpü təmir olunur",
        "en": "The bridge is repaired",
        "ru": "Мост ремонтируют",
    }
    assert all(page.is_sample for page in ArticlePage.objects.all())
    assert {tag.name for tag in pages["ru"].tags.all()} == {"вода", "мост"}
    kinds = [block.block_type for block in pages["az"].body]
    for code in ("en", "ru"):
        page = pages[code]
        assert [block.block_type for block in page.body] == kinds
        values = {b.block_type: b.value for b in page.body}
        assert values["table"]["data"][1][1] == "1"
        assert values["gallery"][1]["caption"] == f"Cap 2 {code}"
        assert f'<a href="https://example.org/a">{code}</a>' in str(page.body)
        assert values["related"]["articles"][0] == versions("002")["az"]
    people = {
        code: [str(c.person.pk) for c in page.translator_credits.all()]
        for code, page in pages.items()
    }
    assert people["az"] == []
    assert people["en"] != people["ru"]
    linked = Person.objects.exclude(account=None)
    assert {p.account.username for p in linked} == {"translator", "editor-ru"}


def test_blocks_show_files_that_the_program_made(seeded):
    files = get_document_model().objects.order_by("pk")
    starts = {}
    for file in files:
        with file.open_file() as stored:
            starts[file.file_extension] = stored.read(12)
    assert starts["pdf"].startswith(b"%PDF-1.4")
    assert starts["wav"][:4] == b"RIFF"
    assert starts["wav"][8:12] == b"WAVE"
    assert starts["webm"].startswith(b"\x1a\x45\xdf\xa3")


def test_corrections_and_live_entries_stand_in_every_language(seeded, calendar):
    correction = Correction.objects.get()
    assert correction.story == key_of("article", "002")
    assert CorrectionText.objects.filter(fact=correction).count() == 3
    assert correction.at > versions("002")["az"].first_published_at
    entries = LiveEntry.objects.all()
    assert [calendar.now - entry.at for entry in entries] == [
        timedelta(minutes=10),
        timedelta(minutes=40),
    ]
    texts = LiveEntryText.objects.filter(fact=entries[0], locale__language_code="en")
    assert texts.get().text == "10. en"
    assert versions("001")["en"].is_live_report


def test_dates_lie_in_the_past_and_lists_follow_them(seeded, calendar):
    for page in ArticlePage.objects.live():
        assert page.first_published_at < calendar.now
        assert page.first_published_at <= page.last_published_at <= calendar.now
        entries = ListingEntry.objects.filter(article=page)
        assert {e.published_at for e in entries} == {page.first_published_at}
        document = Document.objects.get(object_id=page.pk, url=page.url_path)
        assert document.published_at == page.first_published_at
    first = {c: p.first_published_at for c, p in versions("002").items()}
    assert first["az"] < first["en"] < first["ru"]
    assert (calendar.now - first["az"]).days in {3, 4}


@pytest.mark.database
def test_seeding_again_changes_nothing(seeded, calendar):
    before = rows()
    newest = Page.objects.latest("latest_revision_created_at")
    assert seed_newsroom(seeded, calendar=calendar) == 0
    assert rows() == before
    again = Page.objects.latest("latest_revision_created_at")
    assert again.latest_revision_created_at == newest.latest_revision_created_at


@pytest.mark.database
def test_seeding_killed_in_the_middle_goes_on_without_doubling(
    content, calendar, monkeypatch
):
    finish = stories.Writer.finish

    def die(writer: Any, story: Any, number: int) -> int:
        done = finish(writer, story, number)
        if story.number == "003":
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(stories.Writer, "finish", die)
    with pytest.raises(KeyboardInterrupt):
        seed_newsroom(content, calendar=calendar)
    assert live("002") == {"az", "en", "ru"}
    assert live("003") == set()

    monkeypatch.setattr(stories.Writer, "finish", finish)
    seed_newsroom(content, calendar=calendar)
    assert live("003") == {"az", "en"}
    assert (
        ArticlePage.objects.filter(translation_key=key_of("article", "003")).count()
        == 2
    )
    assert Correction.objects.count() == 1
    assert LiveEntry.objects.count() == 2
    assert all(not problems for problems in Page.find_problems())
    # Where things are used is known of the pages made before and after.
    used = {
        int(pk) for pk in ReferenceIndex.objects.values_list("object_id", flat=True)
    }
    assert set(ArticlePage.objects.live().values_list("pk", flat=True)) <= used


def test_what_an_editor_deleted_stays_deleted(seeded, calendar):
    versions("003")["en"].delete()
    seed_newsroom(seeded, calendar=calendar)
    assert "en" not in versions("003")


@pytest.fixture
def production(settings):
    settings.SETTINGS_MODULE = "config.settings.production"
    settings.DEBUG = False


def test_production_is_not_seeded_unless_forced(production):
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo")
    assert not ArticlePage.objects.exists()


def test_sample_accounts_have_no_known_password_in_production(production, newsroom):
    accounts.make_accounts()
    made = accounts.accounts()
    assert set(made) == {account.username for account in accounts.SAMPLE_ACCOUNTS}
    assert not any(account.has_usable_password() for account in made.values())


def test_each_role_has_an_account_in_its_own_language(newsroom):
    accounts.make_accounts()
    for account in accounts.SAMPLE_ACCOUNTS:
        user = accounts.accounts()[account.username]
        assert user.check_password(accounts.SAMPLE_PASSWORD)
        assert tuple(user.groups.values_list("name", flat=True)) == account.groups
        assert user.wagtail_userprofile.preferred_language == account.language
        assert not user.is_superuser
