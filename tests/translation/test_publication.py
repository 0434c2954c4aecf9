"""A version is published whole, or not at all."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail_localize.models import StringTranslation, Translation

from articles.models import ArticlePage, Person, PersonWords
from translation.actions import publish_translation, save_draft, save_translations
from translation.models import EarlierTranslation
from translation.progress import Progress
from translation.quality import findings
from translation.querysets import Standing, stale_since, translation_state
from translation.refusals import TranslationRefused

BLOCKS = [
    ("paragraph", "<p>Birinci abzas burada.</p>"),
    ("paragraph", "<p>İkinci abzas orada.</p>"),
]


def rewrite(article, index, html, **fields):
    """Change one paragraph of the published original and publish it again."""
    article = ArticlePage.objects.get(pk=article.pk)
    stream = article.body.get_prep_value()
    stream[index]["value"] = html
    article.body = article.body.stream_block.to_python(stream)
    for name, value in fields.items():
        setattr(article, name, value)
    article.save_revision().publish()
    return article


def words(page):
    return str(page.body.render_as_block())


def test_an_untranslated_part_is_named_in_the_refusal(
    write_article, submit, translate, version_of
):
    translation = submit(write_article(blocks=BLOCKS))
    translate(translation, but="İkinci")
    with pytest.raises(TranslationRefused) as refusal:
        publish_translation(translation=translation)
    assert refusal.value.code == "untranslated"
    assert "İkinci abzas orada." in str(refusal.value)
    assert version_of(translation).live is False


def test_a_whole_translation_goes_live_without_a_word_of_the_source(
    write_article, publish
):
    english = publish(write_article(title="Yol açıldı", blocks=BLOCKS))
    assert english.live
    assert english.title == "en Yol açıldı"
    assert "en Birinci abzas burada." in words(english)
    assert "<p>Birinci" not in words(english)


def test_half_a_translation_saved_as_a_draft_leaves_the_live_version_alone(
    write_article, publish, version_of
):
    article = write_article(blocks=BLOCKS)
    english = publish(article)
    rewrite(article, 1, "<p>Tamam yeni bir şey.</p>")
    translation = translation_for(english)
    texts = {"Birinci abzas burada.": "The first, put better."}
    save_translations(translation=translation, texts=texts)
    revision = save_draft(translation=translation)
    translation.save_target(publish=False)
    live = version_of(translation)
    assert words(live) == words(english)
    assert "put better" in str(revision.content)
    assert "Tamam yeni" not in str(revision.content)


def translation_for(page):
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale_id=page.locale_id
    )


def test_the_live_version_stays_whole_while_its_source_changes(
    write_article, publish, version_of
):
    article = write_article(blocks=BLOCKS)
    english = publish(article)
    translation = translation_for(english)
    rewrite(article, 0, "<p>Birinci abzas indi burada.</p>")
    assert "en Birinci abzas burada." in words(version_of(translation))
    with pytest.raises(TranslationRefused):
        publish_translation(translation=translation)
    assert "en Birinci abzas burada." in words(version_of(translation))


def test_the_earlier_translation_is_offered_with_what_changed(write_article, publish):
    article = write_article(blocks=BLOCKS)
    translation = translation_for(publish(article))
    rewrite(article, 0, "<p>Birinci abzas indi burada.</p>")
    (missing,) = Progress(translation).missing
    assert missing.earlier.text == "en Birinci abzas burada."
    assert missing.earlier.earlier_source == "Birinci abzas burada."


def test_two_changes_in_a_row_keep_what_was_translated(write_article, publish):
    article = write_article(blocks=BLOCKS)
    translation = translation_for(publish(article))
    rewrite(article, 0, "<p>Birinci abzas indi burada.</p>")
    rewrite(article, 0, "<p>Birinci abzas artıq burada.</p>")
    (missing,) = Progress(translation).missing
    assert missing.earlier.text == "en Birinci abzas burada."
    assert EarlierTranslation.objects.count() == 1


def test_earlier_translations_are_matched_paragraph_by_paragraph(
    write_article, publish
):
    html = "<p>Alma ağacı bağda.</p><p>Armud ağacı həyətdə.</p><p>Nar kolu.</p>"
    article = write_article(blocks=[("paragraph", html)])
    translation = translation_for(publish(article))
    rewrite(
        article,
        0,
        "<p>Yeni giriş.</p><p>Alma ağacı bağda.</p><p>Armud ağacı evdə.</p>",
    )
    missing = {s.source: s.earlier for s in Progress(translation).missing}
    assert missing["Armud ağacı evdə."].text == "en Armud ağacı həyətdə."
    assert missing["Yeni giriş."] is None
    assert set(missing) == {"Armud ağacı evdə.", "Yeni giriş."}


def test_a_paragraph_that_moves_keeps_its_translation(write_article, publish):
    article = write_article(blocks=BLOCKS)
    translation = translation_for(publish(article))
    article = ArticlePage.objects.get(pk=article.pk)
    article.body = [("heading", "Başlıq"), ("paragraph", BLOCKS[0][1])]
    article.body = article.body
    article.save_revision().publish()
    assert [s.source for s in Progress(translation).missing] == ["Başlıq"]


def test_publishing_the_new_translation_ends_staleness(
    write_article, publish, translate, version_of
):
    article = write_article(blocks=BLOCKS)
    english = publish(article)
    translation = translation_for(english)
    assert translation_state(article)["en"].standing == Standing.UP_TO_DATE
    with time_machine.travel("2027-01-02T03:04:05+00:00", tick=False):
        rewrite(article, 0, "<p>Birinci abzas indi burada.</p>")
        now = timezone.now()
    assert stale_since(english) == now
    state = translation_state(article)
    assert (state["en"].standing, state["en"].since) == (Standing.STALE, now)
    assert state["ru"].standing == Standing.MISSING
    translate(translation)
    publish_translation(translation=translation)
    assert stale_since(english) is None
    assert "en Birinci abzas indi burada." in words(version_of(translation))
    assert not EarlierTranslation.objects.exists()


def test_a_new_image_in_the_text_makes_a_version_stale_a_new_author_does_not(
    write_article, publish, picture
):
    article = write_article(
        blocks=[
            *BLOCKS,
            ("image", {"image": picture("a").pk, "alt_text": "Bir ev", "caption": ""}),
        ]
    )
    english = publish(article)
    person = Person.objects.create()
    article = ArticlePage.objects.get(pk=article.pk)
    article.contributors.create(person=person)
    article.save_revision().publish()
    assert stale_since(english) is None
    rewrite(article, 2, {"image": picture("b").pk, "alt_text": "Bir ev"})
    assert stale_since(english) is not None


def test_going_back_to_the_translated_words_ends_staleness(write_article, publish):
    article = write_article(blocks=BLOCKS)
    english = publish(article)
    rewrite(article, 0, "<p>Başqa.</p>")
    rewrite(article, 0, BLOCKS[0][1])
    assert stale_since(english) is None


def test_a_lost_link_is_refused_and_explained(write_article, submit, translate):
    html = '<p>Bax <a href="https://example.org/a">bura</a>.</p>'
    translation = submit(write_article(blocks=[("paragraph", html)]))
    translate(translation)
    source = 'Bax <a id="a1">bura</a>.'
    save_translations(translation=translation, texts={source: "Look here."})
    with pytest.raises(TranslationRefused) as refusal:
        publish_translation(translation=translation)
    assert refusal.value.code == "quality"
    assert "link" in str(refusal.value)


def test_a_changed_number_is_a_warning_however_it_is_written(
    write_article, submit, translate
):
    html = "<p>12 500 nəfər, 3,5 km.</p>"
    translation = submit(write_article(blocks=[("paragraph", html)]))
    translate(translation)
    texts = {"12 500 nəfər, 3,5 km.": "12,500 people, 3.5 km."}
    save_translations(translation=translation, texts=texts)
    assert findings(Progress(translation), ArticlePage) == []
    texts = {"12 500 nəfər, 3,5 km.": "12,600 people, 3.5 km."}
    save_translations(translation=translation, texts=texts)
    (warning,) = findings(Progress(translation), ArticlePage)
    assert not warning.is_serious
    assert "12500" in warning.message and "12600" in warning.message
    assert publish_translation(translation=translation).live


def test_broken_markup_counts_as_untranslated_but_is_not_lost(
    write_article, submit, translate
):
    translation = submit(write_article(blocks=BLOCKS))
    translate(translation)
    bad = "<script>x</script>"
    save_translations(translation=translation, texts={"Birinci abzas burada.": bad})
    with pytest.raises(TranslationRefused):
        publish_translation(translation=translation)
    assert StringTranslation.objects.filter(data=bad, has_error=True).exists()


def test_a_version_waits_for_its_source(write_article, submit, translate):
    translation = submit(write_article(publish=False))
    translate(translation)
    with pytest.raises(TranslationRefused) as refusal:
        publish_translation(translation=translation)
    assert refusal.value.code == "source_not_live"


def test_only_who_may_publish_there_publishes(
    write_article, submit, translate, accounts, version_of
):
    translation = submit(write_article())
    translate(translation, user=accounts["translator"])
    with pytest.raises(PublishPagePermissionError):
        publish_translation(translation=translation, user=accounts["translator"])
    assert not version_of(translation).live
    assert publish_translation(translation=translation, user=accounts["chief"]).live


def test_who_translated_is_credited_once(
    write_article, submit, translate, accounts, newsroom
):
    person = Person.objects.create(account=accounts["translator"])
    PersonWords.objects.create(term=person, locale=newsroom.locale("en"), name="T")
    translation = submit(write_article())
    translate(translation, user=accounts["translator"])
    publish_translation(translation=translation)
    english = publish_translation(translation=translation)
    assert [c.person for c in english.translator_credits.all()] == [person]


def test_every_act_is_in_the_audit_log(write_article, publish, accounts):
    english = publish(write_article(), user=accounts["translator"])
    acts = set(
        PageLogEntry.objects.filter(page_id=english.pk).values_list("action", flat=True)
    )
    assert {
        "translation.submit",
        "translation.translate",
        "translation.publish",
        "wagtail.publish",
    } <= acts
    assert not ModelLogEntry.objects.exists()


@pytest.mark.parametrize(
    ("code", "title", "slug"),
    [
        ("en", "Roads of the “North” open", "roads-of-the-north-open"),
        ("ru", "Дороги Щучьего открыты", "dorogi-shchuchego-otkryty"),
    ],
)
def test_an_address_is_made_of_the_translated_title(
    write_article, submit, translate, code, title, slug
):
    translation = submit(write_article(title="Şimal yolları açıldı"), code)
    translate(translation)
    texts = {"Şimal yolları açıldı": title}
    save_translations(translation=translation, texts=texts)
    assert publish_translation(translation=translation).slug == slug


def test_a_translator_may_choose_the_address_until_it_is_public(
    write_article, submit, translate
):
    article = write_article(title="Şimal yolları")
    translation = submit(article)
    translate(translation)
    texts = {article.slug: "Qarabağ Yolu"}
    save_translations(translation=translation, texts=texts)
    assert publish_translation(translation=translation).slug == "qarabag-yolu"
    save_translations(translation=translation, texts={article.slug: "other"})
    save_translations(translation=translation, texts={"Şimal yolları": "New title"})
    published = publish_translation(translation=translation)
    assert (published.title, published.slug) == ("New title", "qarabag-yolu")


def test_addresses_are_unique_among_siblings(write_article, publish):
    first = publish(write_article(title="Eyni"))
    second = publish(write_article(title="Eyni"))
    assert (first.slug, second.slug) == ("en-eyni", "en-eyni-2")


def test_a_new_address_of_the_source_makes_no_version_stale(write_article, publish):
    article = write_article(blocks=BLOCKS)
    english = publish(article)
    rewrite(article, 0, BLOCKS[0][1], slug="yeni-unvan")
    assert stale_since(english) is None
    assert Progress(translation_for(english)).is_complete


def test_a_draft_submitted_again_and_then_published_is_not_stale(
    write_article, submit, translate
):
    article = write_article(publish=False, blocks=BLOCKS)
    submit(article)
    article = ArticlePage.objects.get(pk=article.pk)
    article.title = "Başqa başlıq"
    article.save_revision()
    translation = submit(ArticlePage.objects.get(pk=article.pk))
    translate(translation)
    article.get_latest_revision().publish()
    english = publish_translation(translation=translation)
    assert english.title == "en Başqa başlıq"
    assert stale_since(english) is None
