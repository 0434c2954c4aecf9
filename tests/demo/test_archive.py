"""The archive made in bulk is what editors and signals would have made."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from articles import listings
from articles.models import ArticlePage, ListingEntry
from core.locales import language_codes
from demo import archive
from demo.actions import seed_newsroom
from demo.archive import grow_archive
from demo.content import SampleContent
from demo.models import SeededItem
from search.actions import digest_of
from search.models import Document
from tests.demo.conftest import CONTENT, NOON

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def full(taxonomy_only, calendar) -> SampleContent:
    """The small content, whose taxonomy is there and whose articles are not."""
    seed_newsroom(taxonomy_only, calendar=calendar)
    return SampleContent(CONTENT)


def entries() -> set[tuple[object, ...]]:
    return set(
        ListingEntry.objects.values_list(
            "stream", "locale_id", "article_id", "published_at"
        )
    )


def stories() -> list[tuple[object, ...]]:
    """Return what the archive says, in an order that no database decides."""
    pages = ArticlePage.objects.order_by("translation_key", "locale_id")
    return [
        (
            page.translation_key, page.slug, page.title, page.url_path, page.kind,
            page.standfirst, str(page.body), page.first_published_at,
            [c.person_id for c in page.contributors.all()],
            sorted(tag.name for tag in page.tags.all()),
        )
        for page in pages
    ]  # fmt: skip


def test_two_hundred_stories_keep_the_tree_whole(full):
    assert grow_archive(200, content=full) == 200
    assert ArticlePage.objects.live().count() == 200 * len(language_codes())
    assert all(not problems for problems in Page.find_problems())
    for page in ArticlePage.objects.all()[:50]:
        assert page.url_path == f"{page.get_parent().url_path}{page.slug}/"
        assert page.is_sample
        page.full_clean()
        assert page.publication_faults() == {}
    # An editor's next page finds its place after those made in bulk.
    parent = ArticlePage.objects.first().get_parent().specific
    added = parent.add_child(
        instance=ArticlePage(title="Sonrakı", locale=parent.locale, live=False)
    )
    assert added.path > parent.get_children().exclude(pk=added.pk).last().path
    assert all(not problems for problems in Page.find_problems())


def test_lists_are_those_that_signals_would_have_made(full):
    grow_archive(30, content=full)
    bulk = entries()
    ListingEntry.objects.all().delete()
    listings.refresh_many(ArticlePage.objects.values_list("pk", flat=True))
    assert entries() == bulk
    assert len(bulk) > 30 * 3 * 4


def test_search_documents_are_those_that_articles_give(full):
    grow_archive(30, content=full)
    given = ArticlePage.search_documents(list(ArticlePage.search_public()))
    expected = {(d.object_id, d.language): digest_of(d) for d in given}
    found = Document.objects.values_list("object_id", "language", "digest")
    assert {(pk, code): digest for pk, code, digest in found} == expected
    assert len(expected) == 90


def test_versions_of_a_story_share_its_facts_and_are_in_their_languages(full):
    grow_archive(20, content=full)
    for key in set(ArticlePage.objects.values_list("translation_key", flat=True)):
        az, en, ru = ArticlePage.objects.filter(translation_key=key).order_by("locale")
        assert len({page.kind for page in (az, en, ru)}) == 1
        assert len({page.lead_image_id for page in (az, en, ru)}) == 1
        assert [b.id for b in az.body] == [b.id for b in en.body]
        words = len(str(az.body).split())
        assert words >= 150
        assert "предложение" in str(ru.body).lower() or "третье" in str(ru.body).lower()
        assert not az.translator_credits.exists()
        assert en.translator_credits.exists()
        assert en.first_published_at > az.first_published_at
        assert en.first_published_at.year >= NOON.year - 10


def test_embargoed_and_draft_words_are_not_dealt_into_the_archive(full):
    grow_archive(100, content=full)
    text = " ".join(str(page.body) for page in ArticlePage.objects.all())
    assert "0010" in text
    for hidden in ("0040", "0050", "0060"):
        assert hidden not in text


def test_growing_in_steps_and_after_a_crash_gives_the_same_archive(full, monkeypatch):
    grow_archive(12, content=full)
    at_once = stories()
    for page in list(ArticlePage.objects.all()):
        page.delete()
    SeededItem.objects.filter(key="archive:1").update(object_id=0)

    monkeypatch.setattr(archive, "BATCH", 4)
    build = archive.Builder.build

    def die(builder, numbers):
        build(builder, numbers)
        if 8 in numbers:
            raise KeyboardInterrupt

    monkeypatch.setattr(archive.Builder, "build", die)
    with pytest.raises(KeyboardInterrupt):
        grow_archive(12, content=full)
    assert ArticlePage.objects.count() == 8 * 3
    monkeypatch.setattr(archive.Builder, "build", build)
    assert grow_archive(12, content=full) == 4
    assert grow_archive(12, content=full) == 0
    assert stories() == at_once


def test_another_seed_gives_another_archive(full):
    grow_archive(5, seed=1, content=full)
    first = {row[2] for row in stories()}
    keys = set(ArticlePage.objects.values_list("translation_key", flat=True))
    assert grow_archive(5, seed=2, content=full) == 5
    assert len(first) > 5
    assert ArticlePage.objects.count() == 30
    assert ArticlePage.objects.exclude(translation_key__in=keys).count() == 15
