"""Addresses made of Azerbaijani and Russian titles."""

import pytest

from core.slugs import slugify, transliterate


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("İşğal olunmuş ərazilər", "isgal-olunmus-eraziler"),
        ("ÇIRAĞIN İŞIĞI", "ciragin-isigi"),
        ("Öz gücü – üçüncü", "oz-gucu-ucuncu"),
        ("Азәрбајҹан", "azerbaycan"),
        ("Щука, ёж и съезд", "shchuka-ezh-i-sieezd"),
        ("Юлия Яковлева", "iuliia-iakovleva"),
        ("It’s the reader's day", "its-the-readers-day"),
        ("€ — !", ""),
    ],
)
def test_titles_become_ascii_slugs(title, slug):
    assert slugify(title) == slug


def test_a_long_title_is_cut_between_words():
    slug = slugify("söz " * 60, length=22)
    assert slug == "soz-soz-soz-soz-soz"


def test_one_endless_word_is_cut_anyway():
    assert slugify("a" * 300, length=50) == "a" * 50


def test_dotted_capital_leaves_no_combining_mark():
    assert transliterate("İI") == "ii"
