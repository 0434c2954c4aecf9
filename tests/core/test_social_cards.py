"""The cards that social networks show: their letters, their names, their making."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.utils.translation import gettext_lazy
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from core.pictures import CardWords, card_for, cards, enqueue_card, register_card_source
from core.pictures.cards import store_card, sweep_cards
from core.pictures.social_card import (
    HEIGHT,
    TYPEFACE,
    WIDTH,
    draw_social_card,
    drawable,
)

LETTERS = {
    "az": "AaBbCcÇçDdEeƏəFfGgĞğHhXxIıİiJjKkQqLlMmNnOoÖöPpRrSsŞşTtUuÜüVvYyZz",
    "en": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789&%/:;?!",
    "ru": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "signs": "“”„«»’‘–—…№₼€→·−×",
}
WORDS = {
    "headline": "Şuşada məktəb yenidən açıldı",
    "kicker": "Təhsil",
    "kind_label": "Xəbər",
    "site_name": "Qarabağın səsi",
    "language": "az",
}


def card(**words: str) -> Image.Image:
    return Image.open(BytesIO(draw_social_card(**{**WORDS, **words})))


def differ(one: Image.Image, other: Image.Image) -> bool:
    extrema = ImageChops.difference(one, other).convert("L").getextrema()
    return bool(extrema[1] > 64)


@pytest.mark.parametrize("which", LETTERS)
def test_typeface_has_every_letter_of_the_three_languages(which: str) -> None:
    shapes = TTFont(TYPEFACE).getBestCmap()
    assert [letter for letter in LETTERS[which] if ord(letter) not in shapes] == []
    assert drawable(LETTERS[which]) == LETTERS[which]


def test_letters_that_the_typeface_lacks_leave_no_boxes() -> None:
    assert drawable("Café ẵ") == "Café a"
    assert drawable("Bayram 🎉 günü \u200b中文") == "Bayram günü"
    # Letters written as base and accent are drawn as one.
    assert drawable("S\u0327us\u0327a") == "Şuşa"


def test_card_has_the_size_that_networks_ask_for() -> None:
    data = draw_social_card(**WORDS)
    image = Image.open(BytesIO(data))
    assert (
        (image.format, image.size)
        == ("JPEG", (WIDTH, HEIGHT))
        == (
            "JPEG",
            (1200, 630),
        )
    )


@pytest.mark.parametrize("part", ["headline", "kicker", "kind_label", "site_name"])
def test_every_part_is_drawn(part: str) -> None:
    assert differ(card(), card(**{part: "Başqa"}))


def test_each_letter_is_drawn_differently() -> None:
    shapes = {card(headline=letter).tobytes() for letter in "əeğgİIıiшщ"}
    assert len(shapes) == 10


@pytest.mark.parametrize(
    "headline",
    [
        "Qısa",
        "Uzun başlıq " * 40,
        "Ə" * 300,
        "Щ" * 90 + " и " + "Щ" * 90,
        "",
        "🎉",
        "<b>&amp;</b>\n\n\tiki",
    ],
)
def test_any_headline_stays_inside_its_room_and_the_file_small(headline: str) -> None:
    data = draw_social_card(**{**WORDS, "headline": headline, "kicker": "Təhsil" * 40})
    assert len(data) <= 120 * 1024
    image = Image.open(BytesIO(data)).convert("L")
    for edge in (
        (0, 20, 60, HEIGHT),
        (WIDTH - 60, 20, WIDTH, HEIGHT),
        (0, HEIGHT - 30, WIDTH, HEIGHT),
    ):
        assert image.crop(edge).getextrema()[0] > 200


def test_long_headline_is_set_smaller_before_it_is_cut() -> None:
    long = (
        "Beynəlxalq təşkilatların nümayəndələri köçkünlərin hüquqlarını müzakirə etdi"
    )
    assert differ(
        card(headline=long), card(headline=long.removesuffix("müzakirə etdi"))
    )


@pytest.fixture
def _no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_sources", {})


@pytest.fixture(autouse=True)
def _no_cards() -> Iterator[None]:
    yield
    storage = storages["renditions"]
    if storage.exists("cards"):
        for name in storage.listdir("cards")[1]:
            storage.delete(f"cards/{name}")


@pytest.mark.django_db
def test_card_is_drawn_in_the_background_and_found_without_a_query(
    django_capture_on_commit_callbacks: Callable[..., Any],
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    assert card_for(**WORDS) is None
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_card(**WORDS)
        assert card_for(**WORDS) is None
    with django_assert_num_queries(0):
        address = card_for(**WORDS)
    assert address and address.startswith("/media/cards/")
    with storages["renditions"].open(address.removeprefix("/media/")) as file:
        assert Image.open(file).size == (1200, 630)


def test_name_follows_from_the_words_alone() -> None:
    name = CardWords(**WORDS).name
    assert CardWords.of(*map(gettext_lazy, WORDS.values())).name == name
    for part in WORDS:
        assert CardWords(**{**WORDS, part: "x"}).name != name
    # Words may not run into each other.
    moved = {**WORDS, "headline": WORDS["headline"] + "T", "kicker": "əhsil"}
    assert CardWords(**moved).name != name


def test_storing_twice_stores_once() -> None:
    name = store_card(CardWords(**WORDS))
    assert store_card(CardWords(**WORDS)) == name
    assert len(storages["renditions"].listdir("cards")[1]) == 1


def test_page_asks_the_store_only_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    store_card(CardWords(**WORDS))
    cache.clear()
    assert card_for(**WORDS)

    def refuse(*_args: object) -> bool:
        raise AssertionError("asked again")

    with monkeypatch.context() as patch:
        patch.setattr(type(storages["renditions"]), "exists", refuse)
        assert card_for(**WORDS)


@pytest.mark.usefixtures("_no_sources")
def test_sweeper_draws_what_a_lost_task_left() -> None:
    words = CardWords(**WORDS)
    register_card_source("articles", lambda: [words, words])
    assert sweep_cards() == 1
    assert card_for(**WORDS)
    assert sweep_cards() == 0


@pytest.mark.usefixtures("_no_sources")
def test_sweeper_asks_the_store_once_and_lets_other_sweeps_have_their_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register_card_source("articles", lambda: [CardWords(**WORDS)])
    with monkeypatch.context() as patch:
        patch.setattr(cards, "SWEEP_SECONDS", -1)
        assert sweep_cards() == 0
    assert sweep_cards() == 1

    def refuse(*_args: object) -> bool:
        raise AssertionError("asked again")

    with monkeypatch.context() as patch:
        patch.setattr(type(storages["renditions"]), "exists", refuse)
        assert sweep_cards() == 0
