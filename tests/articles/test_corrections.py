"""Corrections: dated, explained, in the open, never deleted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry

from articles import actions
from articles.models import ArticlePage, Correction, CorrectionText

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(write_article):
    """One story, live in Azerbaijani and English, a draft in Russian."""
    az = write_article("az", title="Kənd suya qovuşdu")
    en = write_article(
        "en", title="Village gets water", translation_key=az.translation_key
    )
    ru = write_article(
        "ru",
        title="Село получило воду",
        translation_key=az.translation_key,
        publish=False,
    )
    return {"az": az, "en": en, "ru": ru}


def audit(article: ArticlePage) -> list[str]:
    entries = PageLogEntry.objects.filter(
        page=article.pk, action__startswith="articles."
    )
    return list(entries.order_by("pk").values_list("action", flat=True))


def test_correction_is_one_fact_with_words_per_language(story, accounts):
    correction = actions.publish_correction(
        article=story["az"],
        texts={"az": " Tarix səhv idi. ", "en": "The date was wrong.", "ru": "  "},
        user=accounts["editor_az"],
    )
    assert correction.story == story["en"].translation_key
    assert dict(correction.texts.values_list("locale__language_code", "text")) == {
        "az": "Tarix səhv idi.",
        "en": "The date was wrong.",
    }
    assert correction.made_by == accounts["editor_az"]


def test_correction_is_in_the_history_of_every_language_version(story, accounts):
    actions.publish_correction(
        article=story["az"], texts={"az": "Səhv."}, user=accounts["editor_az"]
    )
    for version in story.values():
        assert audit(version) == ["articles.correction.publish"]
    entry = PageLogEntry.objects.get(
        page=story["az"].pk, action="articles.correction.publish"
    )
    assert entry.data["texts"] == {"az": "Səhv."}
    assert "%(" not in str(entry.message)


def test_draft_cannot_be_corrected_in_public(write_article):
    with pytest.raises(ValidationError) as refusal:
        actions.publish_correction(
            article=write_article(publish=False), texts={"az": "Səhv."}
        )
    assert refusal.value.code == "not_live"
    assert not Correction.objects.exists()


def test_correction_without_words_in_the_articles_language_is_refused(story):
    with pytest.raises(ValidationError):
        actions.publish_correction(article=story["az"], texts={"en": "Wrong."})
    assert not Correction.objects.exists()


@pytest.mark.parametrize("texts", [{"az": "Səhv.", "de": "x"}, {"az": "x" * 2001}])
def test_unknown_language_or_endless_text_is_refused_whole(story, texts):
    with pytest.raises(ValidationError):
        actions.publish_correction(article=story["az"], texts=texts)
    assert not Correction.objects.exists()


def test_correction_cannot_claim_a_time_to_come(story):
    later = timezone.now() + timedelta(hours=1)
    with pytest.raises(ValidationError):
        actions.publish_correction(article=story["az"], texts={"az": "Səhv."}, at=later)


def test_translation_changes_no_fact(story, accounts):
    earlier = timezone.now() - timedelta(days=3)
    correction = actions.publish_correction(
        article=story["az"], texts={"az": "Səhv."}, at=earlier
    )
    actions.translate_correction(
        correction=correction,
        language_code="en",
        text="Wrong.",
        user=accounts["translator"],
    )
    correction.refresh_from_db()
    assert correction.at == earlier
    assert correction.texts.get(locale__language_code="en").text == "Wrong."
    assert audit(story["en"])[-1] == "articles.correction.translate"
    assert audit(story["az"]) == ["articles.correction.publish"]


def test_second_translation_does_not_overwrite_the_first(story):
    correction = actions.publish_correction(
        article=story["az"], texts={"az": "Səhv.", "en": "Wrong."}
    )
    with pytest.raises(ValidationError):
        actions.translate_correction(
            correction=correction, language_code="en", text="Other."
        )
    assert correction.texts.get(locale__language_code="en").text == "Wrong."


def test_amending_keeps_the_earlier_words_in_the_audit(story, accounts):
    correction = actions.publish_correction(
        article=story["az"], texts={"az": "Tarix səhv idi."}
    )
    actions.amend_correction(
        correction=correction,
        language_code="az",
        text="Tarix yanlış idi.",
        user=accounts["chief"],
    )
    entry = PageLogEntry.objects.get(action="articles.correction.amend")
    assert entry.data["before"] == "Tarix səhv idi."
    assert entry.data["text"] == "Tarix yanlış idi."
    assert entry.user == accounts["chief"]
    assert "Tarix səhv idi." in str(entry.message)
    assert CorrectionText.objects.get().text == "Tarix yanlış idi."
