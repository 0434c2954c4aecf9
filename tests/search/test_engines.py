"""What every engine does: one suite for all of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from search.analysis import Term
from search.engines import Engine, Entry, Lookup
from tests.search.conftest import FIRST_DAY

pytestmark = pytest.mark.database

MakeEntry = Callable[..., Entry]
LookUp = Callable[..., Lookup]


def test_all_words_must_match_in_any_form(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    engine.index(
        [
            make_entry(1, "Məcburi köçkünlərin hüquqları"),
            make_entry(2, "Köçkün ailələr", "Onların hüququ qorunur"),
            make_entry(3, "Hüquq və qanun"),
        ]
    )
    assert sorted(engine.search(look_up("köçkünlər hüquq"))) == [1, 2]
    assert engine.search(look_up("köçkünlər mina")) == []


def test_any_word_will_do_where_not_all_must_match(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    engine.index([make_entry(1, "Mina xəritəsi"), make_entry(2, "Sülh danışıqları")])
    found = engine.search(look_up("mina sülh roman", match_all=False))
    assert sorted(found) == [1, 2]


def test_first_letters_find_a_form_that_the_stemmer_does_not_know(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    engine.index([make_entry(1, "Qaçqınçılıq"), make_entry(2, "Qanun")])
    assert engine.search(look_up("qaçqınlaşdırma", match_all=False)) == [1]
    assert engine.search(look_up("qaçqınlaşdırma")) == []


def test_no_words_match_nothing(engine: Engine, make_entry: MakeEntry) -> None:
    engine.index([make_entry(1, "Qanun")])
    for match_all in (True, False):
        assert engine.search(Lookup(terms=[], match_all=match_all)) == []


def test_a_title_counts_more_than_a_text(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    filler = [make_entry(pk, "Hava", "Bu gün yağış yağır") for pk in range(10, 30)]
    engine.index(
        [
            make_entry(1, "Hava", "Bu gün mina tapılıb"),
            make_entry(2, "Mina", "Bu gün hava açıqdır"),
            make_entry(3, "Hava", "Bu gün meşə yanır"),
            *filler,
        ]
    )
    assert engine.search(look_up("mina")) == [2, 1]


def test_a_rare_word_counts_more_than_a_common_one(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    common = [make_entry(pk, f"Rayon xəbəri {pk}") for pk in range(10, 60)]
    engine.index([make_entry(1, "Zəlzələ xəbərdarlığı"), *common])
    found = engine.search(look_up("rayon zəlzələ", match_all=False))
    assert found[0] == 1


def test_newest_first_orders_by_date_and_undated_come_last(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    engine.index(
        [
            make_entry(2, "Mina mina mina"),
            make_entry(1, "Mina"),
            make_entry(9, "Mina", dated=False),
            make_entry(5, "Uzun bir başlıqda mina"),
        ]
    )
    assert engine.search(look_up("mina", newest_first=True)) == [5, 2, 1, 9]
    assert engine.search(look_up("mina", newest_first=True, limit=2)) == [5, 2]


def test_dates_bound_the_answer(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    engine.index([make_entry(pk, "Mina") for pk in (1, 2, 3, 4)])
    engine.index([make_entry(5, "Mina", dated=False)])
    second, fourth = FIRST_DAY + timedelta(days=1), FIRST_DAY + timedelta(days=3)
    for newest_first in (True, False):
        look = look_up("mina", since=second, until=fourth, newest_first=newest_first)
        assert sorted(engine.search(look)) == [2, 3]
    assert sorted(engine.search(look_up("mina", since=fourth))) == [4]


def test_every_filter_must_hold(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    section = "section:0f9a3c"
    engine.index(
        [
            make_entry(1, "Mina", keys=[section, "kind:news"]),
            make_entry(2, "Mina", keys=[section, "kind:opinion"]),
            make_entry(3, "Mina", keys=["section:0f9a", "kind:news"]),
            make_entry(4, "Mina", language="en", keys=[section, "kind:news"]),
        ]
    )

    def found(*keys: str, match_all: bool = True) -> list[int]:
        look = look_up("mina", keys=keys, match_all=match_all)
        return sorted(engine.search(look))

    assert found(section) == [1, 2, 4]
    assert found("language:az", section, "kind:news") == [1]
    assert found("language:az", section, "kind:news", match_all=False) == [1]
    assert found("tag:1") == []


def test_a_filter_is_not_found_as_a_word(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    engine.index([make_entry(1, "Mina", keys=["kind:news"])])
    for word in ("kind", "news", "kind:news", "language", "az"):
        assert engine.search(look_up(word, match_all=False)) == []


def test_an_entry_indexed_again_replaces_the_former_one(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    engine.index([make_entry(1, "Mina", "köhnə mətn", keys=["kind:news"])])
    engine.index([make_entry(1, "Sülh", "təzə mətn", keys=["kind:report"])])
    engine.index([make_entry(1, "Sülh", "təzə mətn", keys=["kind:report"])])
    assert engine.search(look_up("mina", match_all=False)) == []
    assert engine.search(look_up("sülh")) == [1]
    assert engine.search(look_up("sülh", keys=["kind:news"])) == []
    assert engine.frequencies(["mina", "sulh"]) == {"mina": 0, "sulh": 1}
    assert list(engine.known()) == [1]


def test_of_two_entries_with_one_key_the_last_counts(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    engine.index([make_entry(1, "Mina"), make_entry(1, "Sülh")])
    assert engine.search(look_up("mina")) == []
    assert engine.search(look_up("sülh")) == [1]


def test_removed_documents_are_not_found(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    engine.index([make_entry(pk, "Mina") for pk in range(1, 8)])
    engine.remove([2, 3, 99])
    engine.remove([])
    assert sorted(engine.search(look_up("mina"))) == [1, 4, 5, 6, 7]
    assert list(engine.known()) == [1, 4, 5, 6, 7]
    engine.clear()
    assert engine.search(look_up("mina")) == []
    assert list(engine.known()) == []
    engine.index([make_entry(1, "Mina")])
    engine.optimise()
    assert engine.search(look_up("mina")) == [1]


def test_more_entries_than_a_batch_are_all_indexed(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    count = 1100
    engine.index(make_entry(pk, f"Mina {pk}") for pk in range(1, count + 1))
    assert list(engine.known()) == list(range(1, count + 1))
    assert len(engine.search(look_up("mina", limit=10_000))) == count
    assert len(engine.search(look_up("mina"))) == 300
    engine.remove(range(1, count + 1))
    assert list(engine.known()) == []


def test_frequencies_count_documents_not_occurrences(
    engine: Engine, make_entry: MakeEntry
) -> None:
    engine.index(
        [make_entry(1, "Mina mina", "mina"), make_entry(2, "Sülh", "mina"),
         make_entry(3, "Sülh")]
    )  # fmt: skip
    assert engine.frequencies(["mina", "sulh", "roman"]) == {
        "mina": 2,
        "sulh": 2,
        "roman": 0,
    }


def test_tokens_are_never_syntax(engine: Engine, make_entry: MakeEntry) -> None:
    engine.index([make_entry(1, "Qanun"), make_entry(2, "Mina")])
    chooser = random.Random(7)
    alphabet = "\"'\\()*:^&|!<>{}+-~%$;,.=#[]/ANDORNOTNEAR"
    nasty = ['"', "'", "\\", "a OR b", "NEAR(a b)", "title:kitab", "kitab*", "%s", "--"]
    nasty += ["".join(chooser.choices(alphabet, k=12)) for _ in range(100)]
    for text in nasty:
        text = text.replace(" ", "")
        lookup = Lookup(terms=[Term(text, text, text)], keys=[text], match_all=False)
        assert engine.search(lookup) == []
        assert engine.search(Lookup(terms=[Term(text, text, text)])) == []
        assert engine.frequencies([text]) == {text: 0}


def test_a_very_long_document_can_be_indexed(
    engine: Engine, make_entry: MakeEntry, look_up: LookUp
) -> None:
    body = " ".join(f"söz{number}" for number in range(20_000))
    engine.index([make_entry(1, "Mina", f"{body} sonuncu")])
    assert engine.search(look_up("mina sonuncu söz19999")) == [1]
