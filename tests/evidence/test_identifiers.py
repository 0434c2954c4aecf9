"""ARK identifiers: opaque, checked, and the same however they were copied."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.identifiers import (
    ALPHABET,
    NAME_LENGTH,
    ark,
    check_character,
    is_valid,
    mint,
    normalise,
    parse_ark,
)

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("text", "character"),
    [
        # The worked example of NOID's own documentation, and one of N2T's.
        ("13030/xf93gt2", "q"),
        ("13030/tf5p30086", "k"),
    ],
)
def test_check_character_is_that_of_noid(text: str, character: str) -> None:
    assert check_character(text) == character


def test_minted_names_are_valid_opaque_and_differ() -> None:
    names = [mint() for _ in range(2000)]
    assert len(set(names)) == len(names)
    for name in names:
        assert len(name) == NAME_LENGTH
        assert set(name) <= set(ALPHABET)
        assert name[0].isalpha()
        assert is_valid(name)


def test_alphabet_has_no_vowel_and_no_l() -> None:
    assert len(set(ALPHABET)) == 29
    assert not set("aeiouyl") & set(ALPHABET)


def test_every_single_wrong_character_is_found() -> None:
    name = mint()
    for place, right in enumerate(name):
        for wrong in set(ALPHABET) - {right}:
            assert not is_valid(name[:place] + wrong + name[place + 1 :])


def test_every_swap_of_neighbours_is_found() -> None:
    for _ in range(200):
        name = mint()
        for place in range(NAME_LENGTH - 1):
            first, second = name[place], name[place + 1]
            if first != second:
                swapped = name[:place] + second + first + name[place + 2 :]
                assert not is_valid(swapped)


@pytest.mark.parametrize("name", ["", "b", "b" * 9, "b" * 11, "ə" * 10, "B3KX09WZ4Q"])
def test_names_of_another_form_are_invalid(name: str) -> None:
    assert not is_valid(name)


def test_name_is_valid_under_its_own_naan_only(settings: Any) -> None:
    name = mint()
    settings.ARK_NAAN = "12345"
    assert not is_valid(name)
    assert is_valid(name, "99999")
    assert ark(name) == f"ark:/12345/{name}"
    assert ark(name, "99999") == f"ark:/99999/{name}"


@pytest.mark.parametrize(
    "written",
    [
        "ark:/99999/{}",
        "ark:99999/{}",
        "ARK:/99999/{}",
        "https://example.org/ark:/99999/{}",
        "https://example.org/en/ark:99999/{}/",
        "  ark:/99999/{}\n",
    ],
)
def test_ark_is_read_however_it_is_written(written: str) -> None:
    name = mint()
    assert parse_ark(written.format(name)) == ("99999", name)


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u2011", "\u00ad", "–", "-\n"])
def test_hyphens_mean_nothing(hyphen: str) -> None:
    name = mint()
    broken = name[:3] + hyphen + name[3:7] + hyphen + name[7:]
    assert normalise(broken) == name
    assert parse_ark(f"ark:/999{hyphen}99/{broken}") == ("99999", name)


@pytest.mark.parametrize(
    "text",
    ["", "ark:", "ark:/99999/", "ark:/99999", "https://example.org/", "doi:10.1/abc"]
    + ["bark:/99999/b3kx09wz4q", "ark:/99999/b3kx/09wz4q", "ark:/99999/" + "b" * 5000],
)
def test_what_is_no_ark_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an ARK|mistyped"):
        parse_ark(text)


def test_mistyped_ark_is_refused_as_such() -> None:
    name = mint()
    other = ALPHABET[(ALPHABET.index(name[4]) + 1) % 29]
    with pytest.raises(ValueError, match="mistyped"):
        parse_ark(ark(name[:4] + other + name[5:]))
