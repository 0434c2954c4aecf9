"""The index follows publication, and upkeep finds and mends every difference."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage, Person, PersonWords
from association.models import StandardPage
from core.searchable import SearchDocument
from search import actions, upkeep
from search.engines import get_engine
from search.models import Document
from search.query import Question, ask, parse
from tests.conftest import Newsroom, add_section

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Write = Callable[..., ArticlePage]


def find(text: str, language: str = "az", **filters: Any) -> list[str]:
    """Return the titles that a reader finds."""
    found = ask(Question(parse(text, language), language, **filters))
    rows = Document.objects.select_related("words").in_bulk(list(found.ids))
    return [rows[pk].words.title for pk in found.ids]


def test_an_article_is_found_as_soon_as_it_is_public(write_article: Write) -> None:
    article = write_article(title="Minalar təmizlənir", publish=False)
    assert find("mina") == []
    article.save_revision().publish()
    assert find("mina") == ["Minalar təmizlənir"]
    assert find("mina", "en") == []
    article.refresh_from_db()
    article.unpublish()
    assert find("mina") == []
    assert not Document.objects.exists()
    assert list(get_engine().known()) == []


def test_every_word_that_a_reader_sees_finds_an_article(
    newsroom: Newsroom, write_article: Write
) -> None:
    person = Person.objects.create()
    for code, name in (("az", "Sevinc Nümunə"), ("en", "Example Author")):
        PersonWords.objects.create(term=person, locale=newsroom.locale(code), name=name)
    article = write_article(
        title="Başlıq",
        standfirst="Girişdəki bənövşə",
        kicker="Üstlükdəki nərgiz",
        lead_caption="Altlıqdakı qərənfil",
        blocks=[
            ("paragraph", "<p>Mətndəki lalə</p>"),
            ("table", {"data": [["Cədvəldəki yasəmən"]]}),
        ],
    )
    article.contributors.create(person=person)
    article.tags.add("zanbaq")
    article.save_revision().publish()
    for word in (
        "başlıq", "bənövşə", "nərgiz", "qərənfil", "lalə", "yasəmən", "zanbaq",
        "Sevinc Nümunə",
    ):  # fmt: skip
        assert find(word) == ["Başlıq"], word
    assert find("Example Author") == []


def test_a_draft_of_a_public_article_finds_nothing_new(write_article: Write) -> None:
    article = write_article(title="Sülh")
    article.title = "Müharibə"
    article.save_revision()
    upkeep.build(from_scratch=True)
    assert find("müharibə") == []
    assert find("sülh") == ["Sülh"]
    article.save_revision().publish()
    assert find("müharibə") == ["Müharibə"]
    assert find("sülh") == []


def test_a_deleted_article_is_forgotten(write_article: Write) -> None:
    write_article(title="Mina")
    article = write_article(title="Minalar")
    article.delete()
    assert find("mina") == ["Mina"]
    assert list(upkeep.differences()) == []


def test_a_deleted_section_takes_its_articles_along(
    newsroom: Newsroom, write_article: Write
) -> None:
    section = add_section(newsroom.fronts, {"az": "Təhsil"})["az"]
    write_article(title="Mina", section=section)
    section.delete()
    assert not Document.objects.exists()
    assert list(get_engine().known()) == []


def test_a_change_that_is_rolled_back_leaves_no_trace(write_article: Write) -> None:
    article = write_article(title="Mina", publish=False)
    with pytest.raises(RuntimeError), transaction.atomic():
        article.save_revision().publish()
        assert find("mina") == ["Mina"]
        raise RuntimeError
    assert find("mina") == []
    assert list(get_engine().known()) == []


def test_a_moved_article_changes_its_section_and_address(
    newsroom: Newsroom, write_article: Write
) -> None:
    here, there = (
        newsroom.news["az"],
        add_section(newsroom.fronts, {"az": "İqtisadiyyat"}),
    )
    article = write_article(title="Mina", slug="mina")
    article.move(there["az"], pos="last-child")
    assert find("mina", keys=[there["az"].stream]) == ["Mina"]
    assert find("mina", keys=[here.stream]) == []
    assert Document.objects.get().url == "/az/iqtisadiyyat/mina/"


def test_an_article_is_found_in_every_section_above_it(
    newsroom: Newsroom, write_article: Write
) -> None:
    below = add_section(newsroom.news, {"az": "Kəndlər"})["az"]
    write_article(title="Mina", section=below)
    assert find("mina", keys=[newsroom.news["az"].stream]) == ["Mina"]
    assert Document.objects.get().section == below.stream


def test_a_large_branch_is_left_to_the_sweep(
    newsroom: Newsroom, write_article: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.signals.AT_ONCE", 1)
    top = add_section(newsroom.fronts, {"az": "Yeni"})["az"]
    for number in (1, 2, 3):
        write_article(title=f"Mina {number}")
    newsroom.news["az"].move(top, pos="last-child")
    assert Document.objects.filter(is_stale=True).count() == 3
    assert find("mina", keys=[top.stream]) == []
    actions.refresh_stale()
    assert not Document.objects.filter(is_stale=True).exists()
    assert len(find("mina", keys=[top.stream])) == 3


def test_standard_pages_are_found(newsroom: Newsroom) -> None:
    page = StandardPage(
        title="Haqqımızda", summary="Cəmiyyət", locale=newsroom.locale("az")
    )
    newsroom.fronts["az"].add_child(instance=page)
    page.save_revision().publish()
    assert find("cəmiyyətin", keys=["kind:page"]) == ["Haqqımızda"]


def test_an_index_that_lags_shows_nothing_that_is_not_public(
    newsroom: Newsroom, write_article: Write
) -> None:
    """Whatever the tokens say, the answer is joined with what is public now."""
    write_article(title="Kanareyka birinci")
    section = add_section(newsroom.fronts, {"az": "Gizli"})["az"]
    write_article(title="Kanareyka ikinci", section=section)
    ArticlePage.objects.filter(title="Kanareyka birinci").update(live=False)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    for text in ("kanareyka", "kanareyka birinci", "kanareyka sülh", "kanar"):
        for newest_first in (True, False):
            question = Question(parse(text, "az"), "az", newest_first=newest_first)
            assert not ask(question).ids
    assert len(list(get_engine().known())) == 2


def test_what_is_unchanged_is_not_indexed_again(write_article: Write) -> None:
    article = write_article(title="Mina")
    with CaptureQueriesContext(connection) as queries:
        actions.index_documents(ArticlePage, [article.pk])
    assert not [
        q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]


def test_indexing_costs_no_more_queries_for_more_articles(write_article: Write) -> None:
    first = [write_article(title=f"Mina {number}").pk for number in range(3)]
    more = [write_article(title=f"Sülh {number}").pk for number in range(12)]

    def cost(pks: list[int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            list(
                ArticlePage.search_documents(
                    list(ArticlePage.objects.filter(pk__in=pks))
                )
            )
        return len(queries)

    cost(first)
    assert cost(more) == cost(first)


def test_build_indexes_what_is_missing_and_goes_on_where_it_stopped(
    write_article: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 2)
    for number in range(5):
        write_article(title=f"Mina {number}")
    actions.forget_documents(Document.objects.all())

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upkeep.build(stop)
    assert Document.objects.count() == 2
    assert upkeep.build() == 3
    assert upkeep.build() == 0
    assert len(find("mina")) == 5
    assert list(upkeep.differences()) == []


def test_another_analysis_indexes_everything_anew(
    write_article: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_article(title="Mina")
    for module in (actions, upkeep):
        monkeypatch.setattr(module, "VERSION", "next")
    assert [d.what for d in upkeep.differences()] == ["outdated"]
    assert upkeep.build() == 1
    assert list(upkeep.differences()) == []


def break_everything(write_article: Write) -> None:
    """Leave one difference of each kind."""
    missing = write_article(title="Mina missing")
    hidden = write_article(title="Mina hidden")
    outdated = write_article(title="Mina outdated")
    lost = write_article(title="Mina lost")
    write_article(title="Mina intact")
    Document.objects.filter(object_id=missing.pk).delete()
    ArticlePage.objects.filter(pk=hidden.pk).update(live=False)
    ArticlePage.objects.filter(pk=outdated.pk).update(title="Mina renamed")
    get_engine().remove([Document.objects.get(object_id=lost.pk).pk])


def test_check_names_every_difference(write_article: Write) -> None:
    break_everything(write_article)
    found = sorted(difference.what for difference in upkeep.differences())
    assert found == ["missing", "no document", "no tokens", "not public", "outdated"]
    out = StringIO()
    with pytest.raises(CommandError, match="5 differences"):
        call_command("search_index", "check", stdout=out, stderr=StringIO())
    pk = ArticlePage.objects.get(title="Mina renamed").pk
    assert f"outdated: ArticlePage {pk}" in out.getvalue()


def test_repair_mends_every_difference(write_article: Write) -> None:
    break_everything(write_article)
    call_command("search_index", "repair", stdout=StringIO(), stderr=StringIO())
    assert list(upkeep.differences()) == []
    assert sorted(find("mina")) == [
        "Mina intact", "Mina lost", "Mina missing", "Mina renamed",
    ]  # fmt: skip


def test_build_from_scratch_forgets_what_was_there(write_article: Write) -> None:
    break_everything(write_article)
    out = StringIO()
    call_command(
        "search_index", "build", "--from-scratch", stdout=out, stderr=StringIO()
    )
    assert "4 objects indexed." in out.getvalue()
    assert list(upkeep.differences()) == []


def test_documents_can_be_indexed_in_bulk_without_reading_their_objects(
    write_article: Write,
) -> None:
    articles = [write_article(title=f"Köhnə {number}") for number in range(3)]
    documents = [
        SearchDocument(
            object_id=article.pk,
            language="az",
            translation_key=article.translation_key,
            kind="news",
            title="Təzə\x00 mina",
            url=article.url_path,
            keys=("all", "kind:news"),
        )
        for article in articles
    ]
    assert actions.index_many(ArticlePage, iter(documents)) == 3
    assert len(find("təzə mina")) == 3
    assert find("köhnə") == []
