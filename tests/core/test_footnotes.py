"""Marks that lead from a text to its notes."""

from __future__ import annotations

from django.utils.safestring import mark_safe

from core.templatetags.footnotes import footnote_marks


def test_mark_becomes_a_link_to_its_note() -> None:
    html = footnote_marks(mark_safe("<p>Said so.[[12]]</p>"))
    assert '<a href="#note-12" id="note-ref-12">12</a>' in html


def test_only_the_first_mark_of_a_note_is_led_back_to() -> None:
    html = footnote_marks(mark_safe("<p>One.[[1]] Two.[[1]]</p>"))
    assert html.count('href="#note-1"') == 2
    assert html.count('id="note-ref-1"') == 1


def test_mark_inside_an_attribute_stays() -> None:
    html = mark_safe('<p><a href="/x/?q=>[[1]]">Link</a></p>')
    assert footnote_marks(html) == html


def test_what_is_no_mark_stays() -> None:
    text = mark_safe("<p>[1] [[a]] [[1234]] [[]]</p>")
    assert footnote_marks(text) == text


def test_text_that_is_not_safe_is_escaped() -> None:
    assert "<script>" not in footnote_marks("<script>[[1]]</script>")
