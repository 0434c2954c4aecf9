"""Translators at work in the admin."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page
from wagtail_localize.models import StringTranslation, Translation

from articles.models import ArticlePage
from translation.actions import hand_in_translation, publish_translation
from translation.progress import Progress
from translation.refusals import TranslationRefused


def edit_address(page):
    return f"/admin/pages/{page.pk}/edit/"


def props(response):
    """Return what the translation editor is fed with."""
    found = re.search(r'data-props="([^"]*)"', response.content.decode())
    return json.loads(html.unescape(found[1]))


def put(client, address, text):
    body = encode_multipart(BOUNDARY, {"value": text})
    return client.put(address, body, content_type=MULTIPART_CONTENT)


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def work(write_article, submit):
    article = write_article(title="Yol açıldı")
    translation = submit(article)
    return article, translation, translation.get_target_instance()


class TestEditor:
    def test_it_shows_every_segment(self, work, client, accounts, log_in):
        _article, translation, page = work
        log_in(accounts["translator"])
        shown = props(client.get(edit_address(page)))
        sources = {segment["source"] for segment in shown["segments"]}
        assert {s.source for s in Progress(translation).segments} == sources
        assert shown["initialStringTranslations"] == []

    def test_a_segment_is_saved_and_reaches_no_page(
        self, work, client, accounts, log_in
    ):
        _article, _translation, page = work
        log_in(accounts["translator"])
        shown = props(client.get(edit_address(page)))
        segment = next(s for s in shown["segments"] if s["contentPath"] == "standfirst")
        assert put(client, segment["editUrl"], "A short lead.").status_code == 201
        stored = StringTranslation.objects.get()
        assert (stored.data, stored.last_translated_by) == (
            "A short lead.",
            accounts["translator"],
        )
        assert ArticlePage.objects.get(pk=page.pk).standfirst == ""
        again = props(client.get(edit_address(page)))
        (entry,) = again["initialStringTranslations"]
        assert (entry["segment_id"], entry["error"]) == (segment["id"], None)
        assert client.delete(segment["editUrl"]).status_code == 200
        assert not StringTranslation.objects.exists()

    def test_saving_one_segment_takes_few_queries(
        self, work, client, accounts, log_in, django_assert_max_num_queries
    ):
        _article, _translation, page = work
        log_in(accounts["translator"])
        segment = props(client.get(edit_address(page)))["segments"][-1]
        put(client, segment["editUrl"], "Once.")
        with django_assert_max_num_queries(25):
            assert put(client, segment["editUrl"], "Twice.").status_code == 200

    def test_a_colleagues_words_are_not_overwritten(
        self, work, client, accounts, log_in
    ):
        _article, _translation, page = work
        log_in(accounts["translator"])
        segment = props(client.get(edit_address(page)))["segments"][-1]
        put(client, segment["editUrl"], "Mine.")
        StringTranslation.objects.update(
            data="Theirs.",
            last_translated_by=accounts["editor_en"],
            updated_at=timezone.now(),
        )
        answer = put(client, segment["editUrl"], "Mine again.")
        assert answer.status_code == 409
        assert (answer.json()["theirs"], answer.json()["yours"]) == (
            "Theirs.",
            "Mine again.",
        )
        assert client.delete(segment["editUrl"]).status_code == 409
        assert StringTranslation.objects.get().data == "Theirs."
        fresh = props(client.get(edit_address(page)))["segments"][-1]
        assert put(client, fresh["editUrl"], "Agreed.").status_code == 200

    def test_a_locked_version_takes_no_segment(self, work, client, accounts, log_in):
        _article, _translation, page = work
        log_in(accounts["translator"])
        segment = props(client.get(edit_address(page)))["segments"][-1]
        Page.objects.filter(pk=page.pk).update(
            locked=True, locked_by=accounts["chief"], locked_at=timezone.now()
        )
        assert put(client, segment["editUrl"], "No.").status_code == 423

    def test_a_title_is_shown_without_markup_and_has_a_limit(
        self, work, client, accounts, log_in
    ):
        _article, _translation, page = work
        log_in(accounts["translator"])
        shown = props(client.get(edit_address(page)))["segments"]
        title = next(s for s in shown if s["contentPath"] == "title")
        assert put(client, title["editUrl"], "x" * 256).status_code == 400
        assert not StringTranslation.objects.exists()
        assert put(client, title["editUrl"], "Roads &amp; rails\x00").status_code == 201
        assert Page.objects.get(pk=page.pk).draft_title == "Roads & rails"

    def test_a_stranger_saves_nothing(self, work, client, accounts, log_in):
        _article, _translation, page = work
        log_in(accounts["translator"])
        segment = props(client.get(edit_address(page)))["segments"][-1]
        log_in(accounts["editor_ru"])
        assert put(client, segment["editUrl"], "No.").status_code == 302
        assert not StringTranslation.objects.exists()

    def test_a_changed_paragraph_shows_its_earlier_translation_and_the_change(
        self, write_article, publish, client, accounts, log_in
    ):
        blocks = [("paragraph", "<p>Su içməli idi.</p>")]
        article = write_article(blocks=blocks)
        english = publish(article)
        article = ArticlePage.objects.get(pk=article.pk)
        stream = article.body.get_prep_value()
        stream[0]["value"] = "<p>Su içməli deyil.</p>"
        article.body = article.body.stream_block.to_python(stream)
        article.save_revision().publish()
        log_in(accounts["translator"])
        response = client.get(edit_address(english))
        entries = props(response)["initialStringTranslations"]
        (stale,) = [entry for entry in entries if entry["error"]]
        assert stale["data"] == "en Su içməli idi."
        page = response.content.decode()
        assert "<del>idi.</del>" in page and "<ins>deyil.</ins>" in page

    def test_the_address_is_not_offered_once_it_is_public(
        self, write_article, publish, client, accounts, log_in
    ):
        english = publish(write_article())
        log_in(accounts["translator"])
        shown = props(client.get(edit_address(english)))
        assert "slug" not in {s["contentPath"] for s in shown["segments"]}

    def test_an_original_with_hostile_words_is_escaped(
        self, write_article, submit, client, accounts, log_in
    ):
        hostile = '"><script>alert(1)</script>'
        page = submit(write_article(title=hostile)).get_target_instance()
        log_in(accounts["translator"])
        assert hostile.encode() not in client.get(edit_address(page)).content


class TestRights:
    def test_a_translator_cannot_open_an_original(self, work, client, accounts, log_in):
        article, _translation, page = work
        log_in(accounts["translator"])
        for method in (client.get, client.post):
            response = method(edit_address(article), follow=True)
            assert any("not originals" in text for text in said(response))
        assert client.get(edit_address(page)).status_code == 200

    def test_a_writer_opens_an_original(self, work, client, accounts, log_in):
        article, _translation, _page = work
        log_in(accounts["editor_az"])
        assert b"js-translation-editor" not in client.get(edit_address(article)).content

    def test_a_post_of_facts_to_a_version_changes_none(
        self, work, client, accounts, log_in
    ):
        _article, _translation, page = work
        log_in(accounts["translator"])
        client.post(edit_address(page), {"kind": "opinion", "title": "Mine"})
        assert ArticlePage.objects.get(pk=page.pk).kind == "news"

    def test_images_and_links_are_not_overridable(
        self, write_article, submit, picture, client, accounts, log_in
    ):
        link = '<p><a href="https://example.org/">Bax</a></p>'
        image = {"image": picture("a").pk, "alt_text": "Ev"}
        article = write_article(blocks=[("image", image), ("paragraph", link)])
        translation = submit(article)
        assert not translation.source.overridablesegment_set.exists()
        log_in(accounts["translator"])
        address = f"/admin/localize/translate/{translation.pk}/overrides/1/edit/"
        assert put(client, address, "9").status_code == 403

    def test_a_translator_cannot_publish(
        self, work, translate, client, accounts, log_in
    ):
        _article, translation, page = work
        translate(translation)
        log_in(accounts["translator"])
        assert b'value="publish"' not in client.get(edit_address(page)).content
        client.post(edit_address(page), {"action": "publish"})
        assert not Page.objects.get(pk=page.pk).live


class TestHandingIn:
    def test_a_translator_submits_and_two_approvals_publish(
        self, work, translate, client, accounts, log_in
    ):
        _article, translation, page = work
        translate(translation, user=accounts["translator"])
        log_in(accounts["translator"])
        assert b'value="hand_in"' in client.get(edit_address(page)).content
        client.post(edit_address(page), {"action": "hand_in"})
        for name in ("editor_en", "chief"):
            page = ArticlePage.objects.get(pk=page.pk)
            assert not page.live
            log_in(accounts[name])
            task = page.current_workflow_task_state.pk
            address = f"/admin/pages/workflow/action/{page.pk}/approve/{task}/"
            assert address.encode() in client.get(edit_address(page)).content
            client.post(address)
        page = ArticlePage.objects.get(pk=page.pk)
        assert (page.live, page.title) == (True, "en Yol açıldı")

    def test_retracting_the_original_ends_the_workflow_of_its_versions(
        self, work, translate, version_of
    ):
        article, translation, _page = work
        translate(translation)
        hand_in_translation(translation=translation)
        ArticlePage.objects.get(pk=article.pk).unpublish()
        assert not version_of(translation).workflow_in_progress
        with pytest.raises(TranslationRefused) as refusal:
            hand_in_translation(translation=translation)
        assert refusal.value.code == "source_not_live"

    def test_an_unfinished_translation_is_not_handed_in(
        self, work, translate, client, accounts, log_in
    ):
        _article, translation, page = work
        translate(translation, but="Yol")
        log_in(accounts["translator"])
        response = client.post(edit_address(page), {"action": "hand_in"}, follow=True)
        assert any("Yol açıldı" in text for text in said(response))
        assert not Page.objects.get(pk=page.pk).workflow_in_progress

    def test_nothing_is_handed_in_twice(
        self, work, translate, client, accounts, log_in
    ):
        _article, translation, page = work
        translate(translation)
        log_in(accounts["translator"])
        for _time in range(2):
            client.post(edit_address(page), {"action": "hand_in"})
        assert ArticlePage.objects.get(pk=page.pk).workflow_states.count() == 1
        with pytest.raises(TranslationRefused) as refusal:
            hand_in_translation(translation=translation)
        assert refusal.value.code == "workflow"

    def test_who_may_publish_there_publishes_in_the_editor(
        self, work, newsroom, translate, client, accounts, log_in
    ):
        _article, translation, page = work
        GroupPagePermission.objects.create(
            group=accounts["editor_en"].groups.get(),
            page=newsroom.fronts["en"].page_ptr,
            permission_type="publish",
        )
        translate(translation)
        log_in(accounts["editor_en"])
        client.post(edit_address(page), {"action": "publish"})
        assert Page.objects.get(pk=page.pk).live

    def test_refusals_are_shown_and_nothing_goes_live(
        self, work, client, accounts, log_in
    ):
        _article, _translation, page = work
        log_in(accounts["chief"])
        response = client.post(edit_address(page), {"action": "publish"}, follow=True)
        assert any("not translated yet" in text for text in said(response))
        assert not Page.objects.get(pk=page.pk).live


class TestStockViews:
    def test_a_page_is_submitted_in_the_admin_and_nothing_goes_live(
        self, write_article, newsroom, client, accounts, log_in
    ):
        article = write_article()
        log_in(accounts["editor_az"])
        address = f"/admin/localize/submit/page/{article.pk}/"
        assert client.get(address).status_code == 200
        locales = [newsroom.locale("en").pk, newsroom.locale("ru").pk]
        client.post(address, {"locales": locales})
        versions = Page.objects.filter(translation_key=article.translation_key)
        assert versions.count() == 3
        assert versions.live().count() == 1

    def test_submitting_a_translation_is_refused_with_a_message(
        self, write_article, publish, newsroom, client, accounts, log_in
    ):
        english = publish(write_article())
        log_in(accounts["chief"])
        address = f"/admin/localize/submit/page/{english.pk}/"
        for method in (client.get, client.post):
            data = {"locales": [newsroom.locale("ru").pk]}
            response = method(address, data, follow=True)
            assert response.status_code == 200
            assert any("Submit the original" in text for text in said(response))
        assert Translation.objects.count() == 1

    def test_a_chain_made_by_other_code_does_not_break_the_editor(
        self, write_article, publish, newsroom, client, accounts, log_in
    ):
        article = write_article()
        english, russian = publish(article, "en"), publish(article, "ru")
        source = type(Translation.objects.first().source).get_or_create_from_instance(
            english
        )[0]
        Translation.objects.create(source=source, target_locale=newsroom.locale("ru"))
        log_in(accounts["chief"])
        assert client.get(edit_address(russian)).status_code == 200

    @pytest.mark.parametrize(
        "address",
        [
            "/admin/localize/translate/{translation}/disable/",
            "/admin/localize/page/{page}/convert_to_alias/",
            "/admin/localize/update/{source}/",
        ],
    )
    def test_stopping_aliasing_and_syncing_by_hand_change_nothing(
        self, write_article, publish, client, accounts, log_in, address
    ):
        english = publish(write_article())
        translation = Translation.objects.get()
        log_in(accounts["chief"])
        response = client.post(
            address.format(
                translation=translation.pk,
                page=english.pk,
                source=translation.source_id,
            ),
            {"publish_translations": "on"},
            follow=True,
        )
        assert said(response)
        translation.refresh_from_db()
        assert translation.enabled
        assert Page.objects.get(pk=english.pk).alias_of_id is None

    def test_a_copy_as_alias_is_refused(self, write_article, client, accounts, log_in):
        article = write_article()
        log_in(accounts["chief"])
        data = {
            "alias": "on",
            "new_title": "A",
            "new_slug": "a",
            "new_parent_page": article.get_parent().pk,
        }
        response = client.post(f"/admin/pages/{article.pk}/copy/", data, follow=True)
        assert any("no alias" in text for text in said(response))
        assert not Page.objects.filter(alias_of__isnull=False).exists()

    def test_bulk_publication_names_unfinished_versions(
        self, work, translate, client, accounts, log_in
    ):
        _article, translation, page = work
        log_in(accounts["chief"])
        address = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/"
        response = client.post(address, follow=True)
        assert any("not finished" in text for text in said(response))
        assert not Page.objects.get(pk=page.pk).live
        translate(translation)
        publish_translation(translation=translation)
        Page.objects.get(pk=page.pk).unpublish()
        client.post(address)
        assert Page.objects.get(pk=page.pk).live

    def test_a_preview_shows_the_work_to_its_translators_alone(
        self, work, translate, client, accounts, log_in
    ):
        _article, translation, _page = work
        translate(translation)
        address = f"/admin/localize/translate/{translation.pk}/preview/"
        log_in(accounts["editor_ru"])
        assert client.get(address).status_code == 302
