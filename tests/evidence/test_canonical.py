"""Canonical JSON: the same value gives the same bytes, and nothing vague gets in."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from evidence.canonical import NotCanonicalError, canonical, digest
from evidence.dates import DateQualifier


def test_keys_are_sorted_as_utf_16_as_in_the_example_of_rfc_8785() -> None:
    # Section 3.2.3: U+1F600 is a surrogate pair, which sorts before U+FB33.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_text_is_escaped_as_in_the_example_of_rfc_8785() -> None:
    # Section 3.2.2, without its numbers.
    value = {"string": '\u20ac$\u000f\nA\'B"\\\\"/', "literals": [None, True, False]}
    assert canonical(value) == (
        b'{"literals":[null,true,false],'
        b'"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_digest_is_the_sha256_of_the_canonical_bytes() -> None:
    assert digest({"b": 1, "a": "ə"}) == digest({"a": "ə", "b": 1})
    # printf '{"a":"ə","b":1}' | sha256sum
    assert digest({"b": 1, "a": "ə"}) == (
        "e9d09bc7d7337c4411cc63df594e71389f83b495e4bd42a4015e1faa83eba7fa"
    )


def test_members_of_a_choice_are_written_as_their_value() -> None:
    assert canonical([DateQualifier.BEFORE]) == b'["before"]'


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (1.5, r"\$ is a float \(1\.5\); write it as text"),
        ({"a": [0, 2.0]}, r"\$\.a\[1\] is a float"),
        ([float("nan")], r"\$\[0\] is a float"),
        (float("inf"), "float"),
        (2**53, "beyond 2"),
        ({"n": -(2**53)}, r"\$\.n is an integer"),
        ((1, 2), "is a tuple"),
        ({"a": {1}}, r"\$\.a is a set"),
        (b"bytes", "is a bytes"),
        ({1: "a"}, "has a key that is not text: 1"),
        ({None: "a"}, "has a key that is not text"),
        ({"a": "\ud800"}, r"\$\.a holds half of a surrogate pair"),
        ({"\udfff": 1}, "half of a surrogate pair"),
        (gettext_lazy("Date"), "which JSON does not have"),
        (object(), "is a object"),
    ],
)
def test_what_is_not_canonical_is_refused_by_its_place(value: Any, where: str) -> None:
    with pytest.raises(NotCanonicalError, match=where):
        canonical(value)
    with pytest.raises(NotCanonicalError):
        digest(value)


def test_largest_integers_pass() -> None:
    assert canonical([2**53 - 1, -(2**53) + 1]) == (
        b"[9007199254740991,-9007199254740991]"
    )


def test_endless_nesting_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(NotCanonicalError, match="nested deeper"):
        canonical(loop)


def some_value(random_: random.Random, depth: int = 0) -> Any:
    kind = random_.randrange(4 if depth > 3 else 6)
    if kind == 0:
        return random_.choice([None, True, False])
    if kind == 1:
        return random_.randint(-(2**53) + 1, 2**53 - 1)
    if kind in (2, 3):
        letters = ["a", "ə", "Ш", '"', "\\", "\n", "\x00", "\u2028", "😀", "/"]
        return "".join(random_.choices(letters, k=random_.randrange(6)))
    if kind == 4:
        return [some_value(random_, depth + 1) for _ in range(random_.randrange(4))]
    return {
        f"{random_.choice('abəШ😀')}{number}": some_value(random_, depth + 1)
        for number in range(random_.randrange(4))
    }


def shuffled(value: Any, random_: random.Random) -> Any:
    if isinstance(value, list):
        return [shuffled(item, random_) for item in value]
    if isinstance(value, dict):
        items = [(key, shuffled(item, random_)) for key, item in value.items()]
        random_.shuffle(items)
        return dict(items)
    return value


def test_canonical_form_says_the_value_and_does_not_depend_on_order() -> None:
    random_ = random.Random(8785)
    for _ in range(500):
        value = some_value(random_)
        written = canonical(value)
        assert json.loads(written) == value
        assert canonical(shuffled(value, random_)) == written
        assert canonical(json.loads(written)) == written
