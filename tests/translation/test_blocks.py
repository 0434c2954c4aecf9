"""Every block of an article's body comes through translation with all its words."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from articles.models import ArticlePage
from core.body import registered_blocks
from translation.checks import page_messages
from translation.progress import Progress

# What each block says, in words that stand nowhere else.
TABLE = {
    "data": [["İl", "Nəfər"], ["2024", "12 500"], ["—", "azalıb"]],
    "table_caption": "Qayıdanlar",
    "first_row_is_table_header": True,
}


@pytest.fixture
def every_block(write_article, picture):
    def document(name):
        file = ContentFile(b"x", name)
        return get_document_model().objects.create(title=name, file=file).pk

    related = write_article(title="Əlaqəli")
    image = {"alt_text": "Ev", "caption": "Altyazı", "credit": "Foto: biz"}
    recording = {"title": "Yazı", "transcript": "Danışıq."}
    return {
        "paragraph": "<p>Abzas <b>qalın</b> "
        '<a href="https://example.org/">keçid</a>.</p><ul><li>Bənd</li></ul>',
        "heading": "Başlıq",
        "image": {"image": picture("a").pk, **image},
        "gallery": [
            {"type": "item", "id": "1", "value": {"image": picture("b").pk, **image}},
            {
                "type": "item",
                "id": "2",
                "value": {"image": picture("c").pk, "alt_text": "Ağac"},
            },
        ],
        "quote": {"text": "Sitat.", "attribution": "Müəllim"},
        "pull_quote": {"text": "Çıxarış.", "attribution": ""},
        "table": TABLE,
        "document": {"document": document("a.pdf"), "title": "Sənəd"},
        "video": {"recording": document("a.mp4"), **recording},
        "audio": {"recording": document("a.mp3"), **recording},
        "fact_box": {"title": "Faktlar", "text": "<p>Məlumat.</p>"},
        "footnote": {"label": "1", "text": "<p>Qeyd.</p>"},
        "related": {"articles": [{"type": "item", "id": "3", "value": related.pk}]},
    }


def test_the_sample_has_every_block_of_the_article(every_block):
    body = ArticlePage._meta.get_field("body").stream_block
    registered = {name for name, _block in registered_blocks()}
    assert every_block.keys() == body.child_blocks.keys() - registered


def texts_in(value):
    """Yield every text in a stream's JSON, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("id", "type", "table_header_choice"):
                yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


def test_every_block_is_translated_whole(write_article, publish, every_block):
    article = write_article(title="Hamısı", blocks=list(every_block.items()))
    english = publish(article)
    ours = {block.block_type: block for block in english.body}
    theirs = {block.block_type: block for block in article.body}
    assert ours.keys() == theirs.keys()
    for kind, block in ours.items():
        value = json.dumps(block.get_prep_value()["value"], ensure_ascii=False)
        for text in texts_in(block.get_prep_value()["value"]):
            letters = "".join(filter(str.isalpha, text))
            if letters:
                assert "en " in text, (kind, text)
        assert kind == "related" or "en " in value
    assert ours["image"].value["image"] == theirs["image"].value["image"]
    assert ours["document"].value["document"] == theirs["document"].value["document"]
    assert ours["footnote"].value["label"] == "1"
    assert [p.pk for p in ours["related"].value["articles"]] == [
        p.pk for p in theirs["related"].value["articles"]
    ]
    assert 'href="https://example.org/"' in str(ours["paragraph"].value.source)


def test_tables_are_translated_cell_by_cell_and_numbers_are_facts(
    write_article, publish
):
    english = publish(write_article(blocks=[("table", TABLE)]))
    table = english.body[0].value
    assert table["data"] == [
        ["en İl", "en Nəfər"],
        ["2024", "12 500"],
        ["—", "en azalıb"],
    ]
    assert table["table_caption"] == "en Qayıdanlar"
    assert table["first_row_is_table_header"] is True


def test_the_lead_image_has_its_words_in_each_language(write_article, publish, picture):
    english = publish(
        write_article(lead_image=picture("a"), lead_alt="Ev", lead_caption="Altyazı")
    )
    assert (english.lead_alt, english.lead_caption) == ("en Ev", "en Altyazı")


def test_a_block_field_without_a_value_has_nothing_to_translate(
    write_article, submit, every_block
):
    quote = ("quote", {"text": "Sitat.", "attribution": None})
    translation = submit(write_article(blocks=[quote]))
    assert "Sitat." in {s.source for s in Progress(translation).required}


def test_every_translatable_page_field_reaches_translators():
    assert list(page_messages(ArticlePage)) == []
