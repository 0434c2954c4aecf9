"""Pictures as pages show them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string

from core.pictures import Figure, figures_for

from .conftest import Upload
from .picture_files import jpeg

pytestmark = pytest.mark.django_db


def test_all_pictures_of_a_page_cost_one_query(
    upload: Upload, django_assert_num_queries: Callable[[int], object]
) -> None:
    pictures = [upload(jpeg(700, 500)) for _ in range(3)]
    with django_assert_num_queries(1):
        figures = figures_for({picture.pk for picture in pictures})
        assert len(figures) == 3
        for figure in figures.values():
            render_to_string("core/picture.html", {"figure": figure})
    with django_assert_num_queries(0):
        assert figures_for([]) == {}


def test_picture_without_renditions_shows_nothing(upload: Upload) -> None:
    picture = upload(jpeg(), background=False)
    assert figures_for([picture.pk]) == {}
    assert render_to_string("core/picture.html", {"figure": None}).strip() == ""


@pytest.fixture
def figure(upload: Upload) -> Figure:
    return figures_for([(picture := upload(jpeg(1600, 1200))).pk])[picture.pk]


def test_figure_offers_avif_before_webp_in_all_widths(figure: Figure) -> None:
    (first, avif), (second, webp) = figure.sources
    assert (first, second) == ("image/avif", "image/webp")
    for srcset in (avif, webp):
        assert [part.split()[1] for part in srcset.split(", ")] == [
            "320w", "640w", "960w", "1440w",
        ]  # fmt: skip
        assert all(p.startswith("/media/images/") for p in srcset.split(", "))
    assert (figure.width, figure.height) == (1440, 1080)
    assert (figure.card.width, figure.card.height) == (1440, 960)
    assert "full-960.webp" in figure.src


def test_component_reserves_the_room_and_escapes_the_words(figure: Figure) -> None:
    html = render_to_string(
        "core/picture.html",
        {"figure": figure.with_words('A "quoted" <b>valley</b>'), "sizes": "50vw"},
    )
    assert 'width="1440" height="1080"' in html
    assert 'alt="A &quot;quoted&quot; &lt;b&gt;valley&lt;/b&gt;"' in html
    assert 'loading="lazy"' in html
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")
    card = render_to_string(
        "core/picture.html",
        {"figure": figure, "alt": "Card", "shape": "card", "loading": "eager"},
    )
    assert 'width="1440" height="960"' in card
    assert 'alt="Card"' in card
    assert 'fetchpriority="high"' in card
    assert "lazy" not in card
