"""Rules that machines check, and the pinned version that our patches are for."""

from __future__ import annotations

from importlib.metadata import version

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.test.utils import isolate_apps
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.models import DraftStateMixin, Page, RevisionMixin, TranslatableMixin
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.locales.components import get_locale_components
from wagtail_localize.models import (
    LocaleSynchronization,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.operations import translate_object
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from articles.models import ArticlePage, Person, Place, Topic
from translation.checks import (
    _unreached,
    check_fields,
    check_snippets,
    page_messages,
    snippet_messages,
)


def test_patches_are_for_the_pinned_version():
    assert version("wagtail-localize") == "1.14.5"


def test_each_patch_is_in_place():
    for attribute in (
        TranslationSource.refresh_segments,
        Translation.save_target,
        StreamFieldSegmentExtractor.handle_block,
        StringTranslation.get_comment,
    ):
        assert attribute.__module__.startswith("translation.")
    assert LocaleSynchronization not in {c["model"] for c in get_locale_components()}


def test_live_status_is_never_copied():
    assert settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE is False


@pytest.mark.parametrize("status", [True, False])
def test_stocks_own_submission_puts_no_source_text_live(
    write_article, newsroom, settings, status
):
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = status
    article = write_article(title="Yol")
    translate_object(article, [newsroom.locale("en")])
    english = ArticlePage.objects.get(locale=newsroom.locale("en"))
    assert not english.live
    assert english.standfirst == ""


def test_terms_are_not_translatable_by_localize():
    assert not any(issubclass(m, TranslatableMixin) for m in (Topic, Place, Person))
    assert check_snippets() == []


@isolate_apps("articles")
def test_a_translatable_snippet_is_forbidden_with_and_without_draft_state():
    class Loose(TranslatableMixin, models.Model):  # noqa: DJ008
        class Meta(TranslatableMixin.Meta):
            app_label = "articles"

    class Drafted(  # noqa: DJ008
        DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model
    ):
        class Meta(TranslatableMixin.Meta):
            app_label = "articles"

    assert [m.id for m in snippet_messages(Drafted)] == ["translation.E001"]
    assert [m.id for m in snippet_messages(Loose)] == ["translation.E002"]


def test_every_page_type_keeps_the_rules():
    assert check_fields() == []


def test_an_overridable_fact_is_forbidden(monkeypatch):
    fields = [SynchronizedField("kind")]
    monkeypatch.setattr(ArticlePage, "translatable_fields", fields)
    assert [m.id for m in page_messages(ArticlePage)] == ["translation.E004"]


def test_a_block_that_translators_never_see_is_found():
    stream = blocks.StreamBlock(
        [
            ("table", TableBlock()),
            ("box", blocks.StructBlock([("code", blocks.RawHTMLBlock())])),
            ("text", blocks.CharBlock()),
        ]
    )
    assert [path for path, _block in _unreached(stream, "body")] == [
        "body.table",
        "body.box.code",
    ]


def test_no_alias_is_ever_made(write_article, newsroom):
    article = write_article()
    with pytest.raises(ValidationError):
        article.create_alias(parent=newsroom.news["en"], update_slug="a")
    with pytest.raises(ValidationError):
        article.copy_for_translation(newsroom.locale("en"), alias=True)
    LocaleSynchronization.objects.bulk_create(
        [
            LocaleSynchronization(
                locale=newsroom.locale("en"), sync_from=newsroom.locale("az")
            )
        ]
    )
    with pytest.raises(ValidationError):
        LocaleSynchronization.objects.get().sync_trees()
    assert not Page.objects.filter(alias_of__isnull=False).exists()


def test_the_locale_form_offers_no_synchronisation(newsroom, client, accounts, log_in):
    log_in(accounts["admin"])
    page = client.get(f"/admin/locales/edit/{newsroom.locale('en').pk}/", follow=True)
    assert page.status_code == 200
    assert b"sync_from" not in page.content
