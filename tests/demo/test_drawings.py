"""Drawings of the sample newsroom."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from demo.content import SampleContent
from demo.drawings import SCENES, draw, paint


@pytest.mark.parametrize("scene", SCENES)
def test_scene_is_drawn_the_same_again_and_in_two_views(scene: str) -> None:
    first = paint(scene, 1)
    assert first.size == (1600, 1067)
    assert first.tobytes() == paint(scene, 1).tobytes()
    assert first.tobytes() != paint(scene, 2).tobytes()
    assert first.tobytes() != paint(f"{scene}-2", 1).tobytes()


def test_drawing_is_a_jpeg_of_moderate_size() -> None:
    data = draw("valley", 3)
    assert Image.open(BytesIO(data)).format == "JPEG"
    assert len(data) < 600_000


def test_every_image_of_the_sample_content_can_be_drawn() -> None:
    for row in SampleContent().images.values():
        name, _dash, view = row["scene"].partition("-")
        assert name in SCENES
        assert view in {"", "2"}
