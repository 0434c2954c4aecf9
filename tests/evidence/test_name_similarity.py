"""Names that sound alike are near, in whatever alphabet; others are not."""

from __future__ import annotations

import itertools
import random

import pytest

from evidence.similarity import NEAR, are_near, fold_name, name_similarity


@pytest.mark.parametrize(
    "names",
    [
        (
            "Yuxarı Bulaq",
            "Yukhary Bulag",
            "Юхары Булаг",
            "YUXARI BULAQ",
            "yuxari bulaq",
        ),
        ("Qızıl Qaya", "Kyzyl Kaya", "Гызыл Гая", "Qizil-Qaya"),
        ("Güllücə", "Gulluja", "Гюллюджа", "Gullüce"),
        ("Çinarlı", "Chinarly", "Чинарлы", "Cinarli"),
        ("Şəhidlər məscidi", "Shahidlar Mascidi", "Шехидлер месчиди"),
        ("Xan sarayı", "Khan Sarayi", "Хан сарайы"),
        ("İstisu", "Istisu", "Истису", "ISTISU"),
        ("Köhnə körpü", "körpü, köhnə", "Kohne  korpu!"),
    ],
)
def test_spellings_of_one_name_are_near(names: tuple[str, ...]) -> None:
    for a, b in itertools.combinations(names, 2):
        assert are_near(a, b), (a, b, name_similarity(a, b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Old Bridge of Three Springs", "Old Bridge of Three Spring"),
        ("Yuxarı Bulaq məscidi", "Yuxarı Bulaq məscidinin"),
        ("Yuxarı Bulaq", "Yuxarı Bulaq kəndi"),
        ("Мечеть Трёх Родников", "Мечеть трех родников"),
        ("Museum of Carpets, Upper Garden", "Upper Garden Museum of Carpets"),
    ],
)
def test_slips_and_order_do_not_part_a_name(a: str, b: str) -> None:
    assert are_near(a, b), name_similarity(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Upper Garden", "Lower Garden"),
        ("Yuxarı Bağ", "Aşağı Bağ"),
        ("Qızıl Qaya", "Qara Qaya"),
        ("Old Bridge", "Old Mill"),
        ("Mosque of Upper Garden", "Church of Upper Garden"),
        ("School 1", "School 2"),
        ("Meşəli", "Meşəli 2"),
        ("Çinarlı", "Çinarlıq qəbiristanlığı"),
        ("Üçbulaq", "Daşbulaq"),
        ("", ""),
        ("", "Yuxarı Bulaq"),
        ("!?", "?!"),
    ],
)
def test_different_names_are_not_near(a: str, b: str) -> None:
    assert not are_near(a, b), name_similarity(a, b)


def test_similarity_is_a_measure() -> None:
    random_ = random.Random(4)
    letters = "abcəçğıöşü абвгджшч 0123-'"
    for _ in range(1000):
        a, b = (
            "".join(random_.choices(letters, k=random_.randrange(1, 40))) for _ in "ab"
        )
        value = name_similarity(a, b)
        assert 0 <= value <= 1
        assert value == name_similarity(b, a)
        assert name_similarity(a, a) == (1.0 if fold_name(a) else 0.0)


def test_long_names_are_cut_and_leading_zeros_do_not_count() -> None:
    assert len(fold_name("bağ " * 10_000)) <= 300
    assert name_similarity("School 01", "School 1") == 1.0
    assert 0 < NEAR < 1
