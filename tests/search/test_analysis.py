"""Words are found in every form, casing, alphabet and spelling."""

from __future__ import annotations

import random
import unicodedata

import pytest

from search.analysis import analyse, fold, stopwords, term, tokenise
from search.analysis.analyzer import VERSION
from search.analysis.azerbaijani import LEMMAS, stem, stem_by_rules
from tests.search.wordsets import pairwise_f1, read

TUNED, HELD_OUT = "azerbaijani_tuned.txt", "azerbaijani_held_out.txt"
WITHOUT_DIACRITICS = str.maketrans("əıöüşçğƏİÖÜŞÇĞ", "eiouscgEIOUSCG")


def stems(text: str, language: str = "az") -> list[str]:
    return analyse(text, language).stems


def test_azerbaijani_forms_of_tuned_words_share_their_stem() -> None:
    f1 = pairwise_f1(read(TUNED), lambda word: stem(fold(word)))
    assert f1 >= 0.98, f"F1 on tuned words is {f1:.3f}"


def test_azerbaijani_forms_of_words_never_tuned_on_share_their_stem(
    record_property: pytest.RecordProperty,
) -> None:
    f1 = pairwise_f1(read(HELD_OUT), lambda word: stem(fold(word)))
    record_property("held_out_f1", round(f1, 3))
    assert f1 >= 0.95, f"F1 on held-out words is {f1:.3f}"


def test_rules_alone_do_most_of_the_work() -> None:
    f1 = pairwise_f1(read(TUNED), lambda word: stem_by_rules(fold(word)))
    assert f1 >= 0.95, f"F1 of the rules alone is {f1:.3f}"


def test_word_list_and_tuned_words_hold_no_word_that_is_held_out() -> None:
    held_out = {fold(lemma) for lemma in read(HELD_OUT)}
    lines = LEMMAS.read_text(encoding="utf-8").splitlines()
    listed = {fold(line.partition("/")[0]) for line in lines if line[:1] != "#"}
    tuned = {fold(lemma) for lemma in read(TUNED)}
    assert not held_out & (listed | tuned)
    assert len(held_out) > 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("qan", "qanun"),
        ("gənc", "Gəncə"),
        ("gün", "günəş"),
        ("nazir", "nazirlik"),
        ("ad", "ada"),
        ("jurnal", "jurnalist"),
        ("erməni", "Ermənistan"),
        ("şahid", "şəhid"),
    ],
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(fold(one)) != stem(fold(other))


def test_every_casing_and_spelling_folds_to_one_form() -> None:
    spellings = [
        "işıq", "İŞIQ", "Işıq", "İşıq", "ISIQ", "isiq", "işiq",
        "i\u0307şıq", "I\u0307ŞIQ", "is\u0327ıq",
    ]  # fmt: skip
    assert {fold(word) for word in spellings} == {"isiq"}
    assert fold("Iran") == fold("İran") == fold("iran") == fold("ıran")


def test_words_typed_without_diacritics_lose_nothing() -> None:
    words = [w for forms in (read(TUNED) | read(HELD_OUT)).values() for w in forms]
    assert len(words) > 4000
    for word in words:
        plain = word.translate(WITHOUT_DIACRITICS)
        assert term(plain, "az") == term(word, "az")
        decomposed = unicodedata.normalize("NFD", word)
        assert stems(decomposed) == stems(word)


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Шуша", "Şuşa"),
        ("Азәрбајҹан", "Azərbaycan"),
        ("Гарабағ", "Qarabağ"),
        ("гачгын", "qaçqın"),
        ("ҝәнҹләр", "gənclər"),
        ("мүһарибәнин", "müharibənin"),
    ],
)
def test_azerbaijani_in_cyrillic_letters_is_its_latin_form(
    cyrillic: str, latin: str
) -> None:
    assert stems(cyrillic) == stems(latin)
    assert fold(cyrillic.upper()) == fold(latin)


def test_russian_keeps_its_letters_and_loses_its_endings() -> None:
    assert len(set(stems("беженцы беженцев БЕЖЕНЦАМИ", "ru"))) == 1
    assert stems("ещё", "ru") == stems("еще", "ru")
    assert fold("Шуша", "ru") == "шуша"
    # A word that no Russian word can be is Azerbaijani in any text.
    assert fold("Әлијев", "ru") == fold("Əliyev")


def test_english_words_lose_their_endings() -> None:
    assert len(set(stems("refugee refugees REFUGEES refugee's", "en"))) == 1
    assert stems("café", "en") == stems("cafe", "en")


def test_suffixes_joined_to_names_and_numbers_are_no_words() -> None:
    assert stems("BMT-nin 2020-ci ildə") == ["bmt", "2020", "il"]
    assert stems("NATO'nun ATƏT’in") == ["nato", "atet"]
    assert stems("mə'lum e’lan") == stems("məlum elan")
    assert len(stems("Zəngəzur-Naxçıvan")) == 2
    assert stems("COVID-19-un") == ["covid", "19"]


def test_tokens_say_where_their_words_stand() -> None:
    text = "«BMT-nin» İ\u0307clası, i\u0307l 2020-ci"
    found = [text[token.start : token.end] for token in tokenise(text, "az")]
    assert found == ["BMT-nin", "İ\u0307clası", "i\u0307l", "2020-ci"]


def test_all_kinds_of_text_are_analysed_without_fault() -> None:
    chooser = random.Random(20260924)
    for _round in range(300):
        text = "".join(
            chr(chooser.choice([chooser.randrange(0x500), chooser.randrange(0x110000)]))
            for _letter in range(60)
        )
        for language in ("az", "en", "ru", "xx"):
            for token in tokenise(text, language):
                forms = term(token.text, language)
                assert forms.stem
                assert forms.fold
                assert not any(mark in "".join(forms) for mark in ' \t\n\x00"')
                assert len(token.text) <= 40
            assert len(analyse(text, language).stems) == len(
                list(tokenise(text, language))
            )


def test_long_runs_of_letters_take_no_longer_than_their_length() -> None:
    for text in ("a" * 100_000, "an" * 50_000, "lar'" * 25_000, "A-n" * 30_000):
        assert analyse(text, "az").stems


def test_stop_words_are_in_folded_form() -> None:
    assert "ucun" in stopwords("az")
    assert "the" in stopwords("en")
    assert "еще" not in stopwords("xx")


def test_version_names_all_that_the_analysis_depends_on() -> None:
    assert VERSION.endswith(unicodedata.unidata_version)
    assert len(VERSION) <= 32
