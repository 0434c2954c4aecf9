"""What a result shows of a text: the right words marked, everything else escaped."""

from __future__ import annotations

import random
import re
from html import unescape

from search.query import parse
from search.snippets import highlight, snippet

TAGS = re.compile(r"</?mark>")


def test_every_form_of_a_word_is_marked() -> None:
    html = highlight("Köçkünlərin evi. KÖÇKÜN, kocknuler", parse("köçkün", "az"), "az")
    assert html == "<mark>Köçkünlərin</mark> evi. <mark>KÖÇKÜN</mark>, kocknuler"


def test_words_typed_without_diacritics_are_marked() -> None:
    html = highlight("Şuşada yağış", parse("susa yagis", "az"), "az")
    assert html == "<mark>Şuşada</mark> <mark>yağış</mark>"


def test_first_letters_are_marked_only_loosely() -> None:
    terms = parse("qaçqınlaşdırma", "az")
    assert "<mark>" not in highlight("Qaçqınçılıq", terms, "az")
    assert "<mark>" in highlight("Qaçqınçılıq", terms, "az", loosely=True)


def test_markup_in_a_text_is_escaped_inside_and_outside_of_marks() -> None:
    text = 'Mina <script>alert("mina")</script> & <b>mina\'nın</b>'
    html = highlight(text, parse("mina script", "az"), "az")
    assert html == (
        "<mark>Mina</mark> &lt;<mark>script</mark>&gt;alert(&quot;"
        "<mark>mina</mark>&quot;)&lt;/<mark>script</mark>&gt; &amp; &lt;b&gt;"
        "<mark>mina&#x27;nın</mark>&lt;/b&gt;"
    )


def test_marks_typed_by_a_reader_or_author_stay_text() -> None:
    html = snippet("<mark>mina</mark>", parse("<mark> mina", "az"), "az")
    assert html.count("<mark>") == html.count("</mark>") == 3
    assert "&lt;" in html


def test_a_snippet_shows_the_passage_with_most_of_the_words() -> None:
    filler = "Yağış yağır. " * 60
    text = f"Mina. {filler}Mina xəritəsi verildi. {filler}"
    html = snippet(text, parse("mina xəritəsi", "az"), "az", length=120)
    assert "<mark>Mina</mark> <mark>xəritəsi</mark> verildi" in html
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert len(TAGS.sub("", html)) < 180


def test_a_snippet_keeps_paragraphs_apart() -> None:
    text = "Kitabxana\nOxu zalı açıqdır.\nGiriş pulsuzdur."
    found = snippet(text, parse("kitabxana", "az"), "az")
    assert found == ("<mark>Kitabxana</mark> · Oxu zalı açıqdır. · Giriş pulsuzdur.")


def test_a_snippet_without_the_words_is_the_beginning() -> None:
    html = snippet("Birinci cümlə. " * 40, parse("roman", "az"), "az", length=50)
    assert html.startswith("Birinci cümlə.")
    assert html.endswith(" …")
    assert snippet("", parse("roman", "az"), "az") == ""


def test_nothing_but_marks_and_escaped_text_ever_comes_out() -> None:
    chooser = random.Random(11)
    pieces = ["mina", "Şuşa", "<", ">", "&", '"', "'", "</mark>", "<mark>", " ", "\n",
              "İ\u0307", "a\u0301", "😀", "\x00", "&lt;", "ə" * 50, "."]  # fmt: skip
    for _round in range(400):
        text = "".join(chooser.choices(pieces, k=chooser.randrange(120)))
        terms = parse("".join(chooser.choices(pieces, k=6)), "az")
        whole = highlight(text, terms, "az", loosely=True)
        assert unescape(TAGS.sub("", whole)) == text or "\x00" in text
        for html in (whole, snippet(text, terms, "az", length=60)):
            bare = TAGS.sub("", html)
            assert "<" not in bare
            assert ">" not in bare
            marks = TAGS.findall(html)
            assert marks == ["<mark>", "</mark>"] * (len(marks) // 2)
