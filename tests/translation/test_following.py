"""What becomes of a source becomes of its versions."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from articles.models import (
    ArticlePage,
    ListingEntry,
    Person,
    Place,
    Topic,
    TopicWords,
)
from tests.conftest import add_section
from translation.actions import publish_translation, save_translations
from translation.refusals import TranslationRefused

START = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Baku"))


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def republish(article, **fields):
    article = fresh(article)
    for name, value in fields.items():
        setattr(article, name, value)
    article.save_revision().publish()
    return fresh(article)


@pytest.fixture
def trilingual(write_article, publish):
    """Return a function that publishes an article in all three languages."""

    def make(**fields):
        article = write_article(**fields)
        return article, publish(article, "en"), publish(article, "ru")

    return make


class TestFacts:
    def test_authors_topics_places_are_cleared_everywhere(self, write_article, publish):
        article = write_article(publish=False)
        topic = Topic.objects.create()
        article.contributors.create(person=Person.objects.create())
        article.topic_links.create(topic=topic)
        article.place_links.create(place=Place.objects.create())
        article.save_revision().publish()
        english = publish(fresh(article))
        assert english.contributors.count() == english.topic_links.count() == 1
        article = fresh(article)
        article.contributors.clear()
        article.topic_links.clear()
        article.place_links.clear()
        article.save_revision().publish()
        english = fresh(english)
        assert english.contributors.count() == 0
        assert english.topic_links.count() == english.place_links.count() == 0
        entries = ListingEntry.objects.filter(article=english)
        assert not entries.filter(stream=topic.stream).exists()

    def test_a_change_of_facts_reaches_a_draft_too(self, write_article, submit):
        article = write_article()
        version = submit(article).get_target_instance()
        republish(article, kind="report", is_live_report=True)
        assert (fresh(version).kind, fresh(version).is_live_report) == ("report", True)

    def test_facts_change_at_once_but_words_wait(self, write_article, publish):
        article = write_article(title="Əvvəl")
        english = publish(article)
        republish(article, kind="opinion", title="Sonra")
        english = fresh(english)
        assert (english.kind, english.title, english.live) == (
            "opinion",
            "en Əvvəl",
            True,
        )

    def test_removed_tags_go_and_the_last_one_too(self, write_article, publish):
        article = write_article(publish=False)
        article.tags.set(["yol", "su"])
        article.save_revision().publish()
        english = publish(fresh(article))
        assert sorted(english.tags.names()) == ["en su", "en yol"]
        article = fresh(article)
        article.tags.set(["su"])
        article.save_revision().publish()
        assert list(fresh(english).tags.names()) == ["en su"]
        article = fresh(article)
        article.tags.clear()
        article.save_revision().publish()
        assert list(fresh(english).tags.names()) == []

    def test_a_version_published_again_has_no_tag_of_old(
        self, write_article, publish, submit, translate
    ):
        article = write_article(publish=False)
        article.tags.set(["yol"])
        article.save_revision().publish()
        english = publish(fresh(article))
        article = fresh(article)
        article.tags.clear()
        article.save_revision().publish()
        english = fresh(english)
        english.tags.set(["stray"])
        english.save(clean=False)
        english = publish_translation(translation=submit(fresh(article)))
        assert list(english.tags.names()) == []

    def test_a_removed_image_goes_at_once_and_a_new_one_waits_for_its_words(
        self, write_article, publish, picture, submit, translate
    ):
        first, second = picture("a"), picture("b")
        article = write_article(lead_image=first, lead_alt="Bir ev")
        english = publish(article)
        republish(article, lead_image=second, lead_alt="Bir ağac")
        assert fresh(english).lead_image == first
        assert fresh(english).lead_alt == "en Bir ev"
        republish(article, lead_image=None, lead_alt="")
        assert fresh(english).lead_image is None

    def test_translator_credits_are_not_copied(self, write_article, publish):
        article = write_article()
        english = publish(article)
        english.translator_credits.create(person=Person.objects.create())
        english.save(clean=False)
        republish(article, kind="report")
        assert fresh(english).translator_credits.count() == 1
        assert fresh(article).translator_credits.count() == 0

    def test_a_source_made_private_late_has_private_versions(
        self, write_article, submit, translate
    ):
        article = write_article()
        translation = submit(article)
        translate(translation)
        PageViewRestriction.objects.create(
            page=article, restriction_type=PageViewRestriction.LOGIN
        )
        english = publish_translation(translation=translation)
        assert english.view_restrictions.get().restriction_type == "login"


class TestSchedule:
    @pytest.fixture(autouse=True)
    def _clock(self):
        with time_machine.travel(START, tick=True) as clock:
            self.clock = clock
            yield

    def scheduled(self, write_article, submit, translate, hours=2, **fields):
        article = write_article(
            publish=False, go_live_at=START + timedelta(hours=hours), **fields
        )
        fresh(article).save_revision().publish()
        versions = []
        for translation in submit(fresh(article), "en", "ru"):
            translate(translation)
            versions.append(publish_translation(translation=translation))
        return fresh(article), versions

    def at(self, hours):
        self.clock.move_to(START + timedelta(hours=hours))
        call_command("publish_scheduled", verbosity=0)

    def test_versions_go_live_with_their_source(self, write_article, submit, translate):
        article, versions = self.scheduled(write_article, submit, translate)
        assert not any(fresh(page).live for page in (article, *versions))
        self.at(1.9)
        assert not any(fresh(page).live for page in (article, *versions))
        self.at(2.1)
        assert all(fresh(page).live for page in (article, *versions))

    def test_rescheduling_reaches_the_versions(self, write_article, submit, translate):
        article, versions = self.scheduled(write_article, submit, translate)
        republish(article, go_live_at=START + timedelta(hours=5))
        self.at(2.1)
        assert not any(fresh(page).live for page in (article, *versions))
        self.at(5.1)
        assert all(fresh(page).live for page in (article, *versions))

    def test_a_source_published_early_takes_its_versions_along(
        self, write_article, submit, translate
    ):
        article, versions = self.scheduled(write_article, submit, translate)
        republish(article, go_live_at=None)
        assert all(fresh(page).live for page in (article, *versions))

    def test_a_cancelled_schedule_is_cancelled_for_all(
        self, write_article, submit, translate
    ):
        article, versions = self.scheduled(write_article, submit, translate)
        revision = article.scheduled_revision
        revision.approved_go_live_at = None
        revision.save(user=None, update_fields=["approved_go_live_at"])
        self.at(3)
        assert not any(fresh(page).live for page in versions)

    def test_expiry_reaches_the_versions(self, trilingual):
        article, english, russian = trilingual()
        republish(article, expire_at=START + timedelta(hours=3))
        self.at(2)
        assert fresh(english).live and fresh(russian).live
        self.at(3.1)
        assert not any(fresh(page).live for page in (article, english, russian))

    @pytest.mark.parametrize("approved", [True, False])
    def test_an_embargo_set_later_reaches_every_version(
        self, write_article, submit, translate, approved
    ):
        article, versions = self.scheduled(write_article, submit, translate)
        draft_only = submit(write_article(title="Başqa"), "en").get_target_instance()
        until = START + timedelta(hours=6)
        article.embargo_until = until
        revision = article.save_revision()
        if approved:
            revision.publish()
        for version in versions:
            assert fresh(version).embargo_until == until
            assert fresh(version).go_live_at == until
        assert fresh(draft_only).embargo_until is None
        if approved:
            self.at(3)
            assert not any(fresh(page).live for page in versions)
            self.at(6.1)
            assert all(fresh(page).live for page in (article, *versions))

    def test_an_embargo_holds_a_version_published_under_it(
        self, write_article, submit, translate
    ):
        until = START + timedelta(hours=4)
        article = write_article(embargo_until=until)
        assert not article.live
        translation = submit(article)
        translate(translation)
        english = publish_translation(translation=translation)
        assert not english.live
        self.at(3.9)
        assert not fresh(english).live
        self.at(4.1)
        assert fresh(english).live

    def test_a_draft_does_not_loosen_an_embargo(self, write_article, submit, translate):
        until = START + timedelta(hours=6)
        article, versions = self.scheduled(
            write_article, submit, translate, embargo_until=until
        )
        article.embargo_until = None
        article.go_live_at = None
        article.save_revision()
        assert all(fresh(version).embargo_until == until for version in versions)


class TestCascade:
    def test_unpublishing_takes_all_versions_down(self, trilingual):
        article, english, russian = trilingual()
        fresh(article).unpublish()
        assert not any(fresh(p).live for p in (article, english, russian))
        assert not ListingEntry.objects.exists()

    def test_unpublishing_cancels_what_is_scheduled(self, trilingual):
        article, english, _russian = trilingual()
        later = timezone.now() + timedelta(days=1)
        english.revisions.update(approved_go_live_at=later)
        fresh(article).unpublish()
        assert fresh(english).scheduled_revision is None

    def test_the_view_unpublishes_each_version_once(
        self, trilingual, client, accounts, log_in
    ):
        article, english, russian = trilingual()
        log_in(accounts["chief"])
        address = f"/admin/pages/{article.pk}/unpublish/"
        assert client.get(address).context["translation_count"] == 2
        client.post(address)
        for page in (english, russian):
            assert not fresh(page).live
            unpublished = PageLogEntry.objects.filter(
                page=page, action="wagtail.unpublish"
            )
            assert unpublished.count() == 1

    def test_a_version_alone_may_be_unpublished(self, trilingual):
        article, english, russian = trilingual()
        english.unpublish()
        assert fresh(article).live and fresh(russian).live

    def test_deleting_takes_all_versions_along(self, trilingual):
        article, english, russian = trilingual()
        fresh(article).delete()
        assert not Page.objects.filter(translation_key=article.translation_key).exists()
        assert not Page.find_problems()[4]

    def test_the_view_deletes_all_versions(self, trilingual, client, accounts, log_in):
        article, *_versions = trilingual()
        log_in(accounts["chief"])
        address = f"/admin/pages/{article.pk}/delete/"
        assert "English, Russian" in client.get(address).content.decode()
        client.post(address)
        assert not Page.objects.filter(translation_key=article.translation_key).exists()

    def test_deleting_a_version_leaves_the_story(self, trilingual):
        article, english, russian = trilingual()
        english.delete()
        assert fresh(article).live and fresh(russian).live

    def test_moving_takes_versions_to_the_translated_section(
        self, newsroom, trilingual
    ):
        titles = {"az": "Cəmiyyət", "en": "Society", "ru": "Общество"}
        society = add_section(newsroom.fronts, titles)
        article, english, russian = trilingual()
        fresh(article).move(society["az"], pos="last-child")
        assert fresh(english).url_path.startswith("/en/society/")
        assert fresh(russian).url_path.startswith(society["ru"].url_path)
        stream = society["az"].stream
        assert ListingEntry.objects.filter(stream=stream).count() == 3

    @pytest.mark.parametrize("by_view", [True, False])
    def test_a_move_without_a_translated_section_is_refused_and_nothing_moves(
        self, newsroom, trilingual, client, accounts, log_in, by_view
    ):
        titles = {"az": "Cəmiyyət", "en": "Society"}
        society = add_section(newsroom.fronts, titles)
        article, english, russian = trilingual()
        if by_view:
            log_in(accounts["chief"])
            target = society["az"].pk
            client.post(f"/admin/pages/{article.pk}/move/{target}/confirm/")
        else:
            with pytest.raises(TranslationRefused) as refusal:
                fresh(article).move(society["az"], pos="last-child")
            assert refusal.value.code == "no_section"
        assert fresh(article).url_path == article.url_path
        assert fresh(english).url_path == english.url_path

    def test_the_view_moves_all_versions(
        self, newsroom, trilingual, client, accounts, log_in
    ):
        titles = {"az": "Cəmiyyət", "en": "Society", "ru": "Общество"}
        society = add_section(newsroom.fronts, titles)
        article, english, _russian = trilingual()
        log_in(accounts["chief"])
        address = f"/admin/pages/{article.pk}/move/{society['az'].pk}/confirm/"
        assert "English, Russian" in client.get(address).content.decode()
        client.post(address)
        assert fresh(article).url_path.startswith(society["az"].url_path)
        assert fresh(english).url_path.startswith("/en/society/")


def test_a_handed_over_schedule_keeps_the_words(write_article, submit, translate):
    later = timezone.now() + timedelta(days=2)
    article = write_article(publish=False, go_live_at=later, title="Bir")
    fresh(article).save_revision().publish()
    translation = submit(fresh(article))
    translate(translation)
    save_translations(translation=translation, texts={"Bir": "One"})
    publish_translation(translation=translation)
    republish(article, go_live_at=later + timedelta(days=1))
    revision = translation.get_target_instance().scheduled_revision
    assert revision.content["title"] == "One"
    assert revision.approved_go_live_at == later + timedelta(days=1)
    assert isinstance(revision.as_object(), ArticlePage)
    assert TopicWords.objects.count() == 0
