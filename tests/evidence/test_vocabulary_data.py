"""The vocabularies that ship: whole, stable, as long as the standards they follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evidence import vocabulary_data
from evidence.vocabulary_data import Scheme, schemes

LANGUAGES = {"az", "en", "ru"}
SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
# What the database can hold.
LONGEST_SLUG, LONGEST_CODE, LONGEST_LABEL = 80, 12, 160

# Terms of each scheme. Those of EAMENA and of the IUCN-CMP have as many terms as the
# standard (the methods of assessment two more: field and desk, which group them).
COUNTS = {
    "assessment_method": 12 + 2,
    "assessor_role": 14,
    "category": 58,
    "cause": 69,
    "cause_category": 25,
    "certainty": 6,
    "condition": 6,
    "designation": 19,
    "effect": 22,
    "extent": 7,
    "object_type": 28,
    "place_type": 61,
    "redaction_reason": 9,
    "rights": 11,
    "sensitivity": 13,
    "severity": 6,
    "source_kind": 38,
    "threat": 11 + 39,
}
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
# Letters of our Azerbaijani words that English words have not.
NOT_AZERBAIJANI = re.compile(r"[А-Яа-яЁёwW]")
# Names of licences are the same in every language.
LICENCE = re.compile(r"CC0? ?[A-Z0-9. -]*")


def every_scheme() -> list[Scheme]:
    return schemes()


def test_schemes_and_their_sizes_are_the_known_ones() -> None:
    assert {scheme.name: len(scheme.terms) for scheme in every_scheme()} == COUNTS


def test_ordinal_schemes_are_the_known_ones() -> None:
    ordinal = {scheme.name for scheme in every_scheme() if scheme.is_ordinal}
    assert ordinal == {"certainty", "condition", "extent", "severity"}


def test_file_is_named_for_its_scheme() -> None:
    folder = Path(vocabulary_data.__file__).parent / "vocabularies"
    names = sorted(path.stem for path in folder.iterdir())
    assert names == [scheme.name for scheme in every_scheme()]


@pytest.mark.parametrize("scheme", every_scheme(), ids=lambda scheme: scheme.name)
class TestScheme:
    def test_slugs_are_unique_and_of_one_form(self, scheme: Scheme) -> None:
        slugs = [term.slug for term in scheme.terms]
        assert len(set(slugs)) == len(slugs)
        assert [slug for slug in slugs if not SLUG.fullmatch(slug)] == []
        assert max(map(len, slugs)) <= LONGEST_SLUG

    def test_parents_stand_before_their_children(self, scheme: Scheme) -> None:
        seen: set[str] = set()
        for term in scheme.terms:
            assert not term.parent or term.parent in seen, term.slug
            seen.add(term.slug)

    def test_labels_are_complete_and_tidy(self, scheme: Scheme) -> None:
        for term in scheme.terms:
            assert set(term.labels) == LANGUAGES, term.slug
            for label in term.labels.values():
                assert 0 < len(label) <= LONGEST_LABEL
                assert label == re.sub(r"[ \t\n]+", " ", label).strip()
                assert label[0] == label[0].upper()

    def test_labels_are_in_their_language(self, scheme: Scheme) -> None:
        for term in scheme.terms:
            words = LICENCE.sub("", term.labels["ru"])
            assert not re.search(r"[A-Za-z]", words), term
            assert CYRILLIC.search(words) or not re.search(r"[^\W\d]", words), term
            assert not NOT_AZERBAIJANI.search(term.labels["az"]), term
            assert not CYRILLIC.search(term.labels["en"]), term

    def test_no_two_terms_look_alike(self, scheme: Scheme) -> None:
        for language in LANGUAGES:
            labels = [term.labels[language].casefold() for term in scheme.terms]
            assert len(set(labels)) == len(labels), language

    def test_source_is_named(self, scheme: Scheme) -> None:
        assert scheme.source


def test_threats_carry_their_codes_and_hang_below_them() -> None:
    threats = next(scheme for scheme in every_scheme() if scheme.name == "threat")
    by_slug = {term.slug: term for term in threats.terms}
    for term in threats.terms:
        assert len(term.code) <= LONGEST_CODE
        above, _, last = term.code.rpartition(".")
        assert last.isdigit()
        assert (by_slug[term.parent].code if term.parent else "") == above
    tops = [term.code for term in threats.terms if not term.parent]
    assert tops == [str(number) for number in range(1, 12)]


def test_every_kind_of_incident_the_archive_is_for_has_a_category() -> None:
    category = next(scheme for scheme in every_scheme() if scheme.name == "category")
    tops = [term.slug for term in category.terms if not term.parent]
    assert tops == [
        "heritage_destruction",
        "looting_of_movable_heritage",
        "looting_of_natural_resources",
        "ecological_damage",
        "displacement_and_loss",
    ]
    for top in tops:
        assert sum(term.parent == top for term in category.terms) >= 8
