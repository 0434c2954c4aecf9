"""Corrections: dated, explained, in the open, never deleted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.users.models import UserProfile

from articles import actions
from articles.models import ArticlePage, Correction, CorrectionText

pytestmark = pytest.mark.django_db


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


def pending(page) -> list[str]:
    row = page.context["table"].data[0]
    return [state.code for state in row.states if not state.text]


def test_editor_corrects_from_the_editor_and_translator_translates(
    client, story, accounts
):
    client.force_login(accounts["editor_az"])
    address = reverse("newsroom:add_correction", args=[story["az"].pk])
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[story["az"].pk]))
    assert address in editor.content.decode()
    assert list(client.get(address).context["form"].fields) == ["az"]
    assert client.post(address, {"az": ""}).status_code == 200
    client.post(address, {"az": "Tarix səhv idi."})
    correction = Correction.objects.get()

    client.force_login(accounts["translator"])
    page = client.get(reverse("newsroom:corrections"))
    assert pending(page) == ["en", "ru"]
    detail = reverse("newsroom:correction", args=[correction.pk])
    was = correction.at
    response = client.post(
        detail,
        {
            "language": "en",
            "verb": "translate",
            "en-text": "The date was wrong.",
            "at": "2020-01-01",
            "story": "0",
        },
    )
    assert response.status_code == 302
    correction.refresh_from_db()
    assert correction.at == was
    assert correction.texts.get(locale__language_code="en").text == (
        "The date was wrong."
    )
    assert pending(client.get(reverse("newsroom:corrections"))) == ["ru"]


@pytest.mark.parametrize(
    ("role", "version", "may"),
    [
        ("chief", "az", True),
        ("chief", "en", True),
        ("editor_az", "az", True),
        ("editor_az", "en", False),
        ("editor_en", "en", True),
        ("editor_ru", "az", False),
        ("translator", "az", False),
        ("researcher", "az", False),
    ],
)
def test_who_may_add_a_correction(client, story, accounts, role, version, may):
    client.force_login(accounts[role])
    address = reverse("newsroom:add_correction", args=[story[version].pk])
    client.post(address, {version: "Yanlış."})
    assert Correction.objects.exists() is may


@pytest.mark.parametrize(
    ("role", "verb", "language", "may"),
    [
        ("chief", "amend", "az", True),
        ("chief", "translate", "ru", True),
        ("editor_az", "amend", "az", True),
        ("editor_az", "translate", "en", False),
        ("editor_en", "translate", "en", True),
        ("editor_en", "amend", "az", False),
        ("translator", "translate", "en", True),
        ("translator", "amend", "az", False),
        ("translator", "translate", "de", False),
        ("researcher", "translate", "en", False),
    ],
)
def test_who_may_write_a_corrections_words(
    client, story, accounts, role, verb, language, may
):
    correction = actions.publish_correction(article=story["az"], texts={"az": "Səhv."})
    client.force_login(accounts[role])
    client.post(
        reverse("newsroom:correction", args=[correction.pk]),
        {"language": language, "verb": verb, f"{language}-text": "Yeni."},
    )
    assert CorrectionText.objects.filter(text="Yeni.").exists() is may


def test_translation_that_came_in_between_is_not_overwritten(client, story, accounts):
    correction = actions.publish_correction(article=story["az"], texts={"az": "Səhv."})
    actions.translate_correction(
        correction=correction, language_code="en", text="First."
    )
    client.force_login(accounts["chief"])
    page = client.post(
        reverse("newsroom:correction", args=[correction.pk]),
        {"language": "en", "verb": "translate", "en-text": "Second."},
    )
    assert page.status_code == 200
    assert correction.texts.get(locale__language_code="en").text == "First."


def test_home_counts_what_waits_for_this_account(client, story, accounts):
    actions.publish_correction(article=story["az"], texts={"az": "Səhv."})
    for role, languages in (
        ("translator", 2),
        ("editor_en", 1),
        ("editor_az", 0),
        ("researcher", 0),
    ):
        client.force_login(accounts[role])
        panel = client.get(reverse("wagtailadmin_home")).content.decode()
        found = panel.partition('id="corrections-waiting')[2].partition("</ul>")[0]
        assert found.count("<li>") == languages, role


def test_list_of_what_waits_leaves_out_what_is_done(client, story, accounts):
    waiting = actions.publish_correction(article=story["az"], texts={"az": "Səhv."})
    actions.publish_correction(
        article=story["az"], texts={"az": "Bir.", "en": "One.", "ru": "Раз."}
    )
    client.force_login(accounts["translator"])
    page = client.get(reverse("newsroom:corrections"), {"waiting": "1"})
    assert [row.pk for row in page.context["table"].data] == [waiting.pk]


def test_list_costs_the_same_at_any_length(
    client, story, accounts, write_article, django_assert_max_num_queries
):
    client.force_login(accounts["translator"])
    address = reverse("newsroom:corrections")
    actions.publish_correction(article=story["az"], texts={"az": "Səhv."})
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    for number in range(5):
        other = write_article(title=f"Məqalə {number}")
        actions.publish_correction(article=other, texts={"az": "Səhv."})
    with django_assert_max_num_queries(len(few)):
        client.get(address)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_pages_of_corrections_show_in_every_admin_language(
    client, story, accounts, language
):
    profile = UserProfile.get_for_user(accounts["chief"])
    profile.preferred_language = language
    profile.save()
    correction = actions.publish_correction(
        article=story["az"], texts={"az": "<script>Səhv</script>"}
    )
    client.force_login(accounts["chief"])
    for address in (
        reverse("newsroom:corrections"),
        reverse("newsroom:correction", args=[correction.pk]),
        reverse("newsroom:add_correction", args=[story["az"].pk]),
    ):
        page = client.get(address)
        assert page.status_code == 200
        html = page.content.decode()
        assert f'<html lang="{language}"' in html
        assert "<script>Səhv" not in html
