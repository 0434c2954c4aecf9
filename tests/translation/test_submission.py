"""Submitting opens a version; nothing becomes public by it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation

from articles.models import ArticlePage, SectionPage
from tests.conftest import add_section
from translation.actions import submit_for_translation
from translation.models import VersionState
from translation.refusals import TranslationRefused
from translation.segments import refresh

PARAGRAPHS = [("paragraph", f"<p>Abzas {n}, mətn.</p>") for n in range(60)]


def test_submission_of_a_live_article_puts_nothing_live(write_article, submit):
    article = write_article(title="Yol açıldı")
    translation = submit(article)
    version = translation.get_target_instance()
    assert version.live is False
    assert version.live_revision is None


def test_a_new_version_holds_no_word_of_the_source_but_its_working_title(
    write_article, submit, version_of
):
    article = write_article(title="Yol açıldı", kicker="Xəbər", tags=["yol"])
    version = version_of(submit(article))
    assert version.standfirst == version.kicker == ""
    assert len(version.body) == 0
    assert list(version.tags.all()) == []
    assert version.revisions.count() == 0


def test_every_route_refuses_to_publish_an_unfinished_version(
    write_article, submit, version_of
):
    translation = submit(write_article())
    version = version_of(translation)
    with pytest.raises(ValidationError):
        version.save_revision(clean=False).publish()
    version.live, version.standfirst = True, "By hand."
    with pytest.raises(ValidationError, match="not finished"):
        version.save()
    with pytest.raises(ValidationError):
        translation.save_target(publish=True)
    assert version_of(translation).live is False


def test_a_draft_is_submitted_with_its_newest_words(write_article, submit):
    article = write_article(publish=False)
    article.title = "Yeni başlıq"
    article.save_revision()
    translation = submit(ArticlePage.objects.get(pk=article.pk))
    sources = translation.source.stringsegment_set.values_list(
        "string__data", flat=True
    )
    assert "Yeni başlıq" in sources


def test_a_translation_is_no_source_for_another(write_article, newsroom, publish):
    english = publish(write_article(), "en")
    with pytest.raises(TranslationRefused, match="translated from Azerbaijani"):
        submit_for_translation(page=english, locales=[newsroom.locale("ru")])
    assert Translation.objects.count() == 1


def test_a_version_written_by_hand_is_not_taken_over(newsroom):
    with pytest.raises(TranslationRefused, match="no translation of it"):
        submit_for_translation(
            page=newsroom.news["az"], locales=[newsroom.locale("en")]
        )
    assert not Translation.objects.exists()


def test_a_missing_section_is_refused_and_never_made_as_an_alias(
    newsroom, write_article
):
    section = add_section(newsroom.fronts, {"az": "İdman"})["az"]
    article = write_article(section=section)
    with pytest.raises(TranslationRefused, match="“İdman” in English"):
        submit_for_translation(page=article, locales=[newsroom.locale("en")])
    assert Translation.objects.count() == 0
    assert not Page.objects.filter(alias_of__isnull=False).exists()


def test_a_section_is_translated_like_an_article(newsroom, publish, write_article):
    section = add_section(newsroom.fronts, {"az": "İdman"})["az"]
    english = publish(section)
    assert (english.title, english.slug, english.live) == ("en İdman", "en-idman", True)
    assert english.get_parent().specific == newsroom.fronts["en"]
    assert isinstance(english, SectionPage)


def test_submitting_again_gives_the_same_translation(write_article, submit):
    article = write_article()
    assert submit(article) == submit(article)
    assert VersionState.objects.count() == 1


def test_segments_are_the_same_rows_however_often_they_are_refreshed(
    write_article, submit
):
    source = submit(write_article(blocks=PARAGRAPHS)).source
    before = set(StringSegment.objects.values_list("pk", flat=True))
    refresh(source)
    assert set(StringSegment.objects.values_list("pk", flat=True)) == before
    assert len(before) == 63
