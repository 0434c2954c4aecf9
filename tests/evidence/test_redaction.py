"""Copies to be shown: without what was hidden, and without metadata."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from evidence.actions.deriving import derive_copy, redact_exhibit
from evidence.actions.intake import take_in
from evidence.models import Derivative, Exhibit
from evidence.redaction import LARGEST_SIDE, RedactionError, Region, image_copy
from evidence.store import DERIVATIVES
from tests.core.picture_files import CANARY, telling_jpeg
from tests.evidence.documents.papers import locked, paper

pytestmark = pytest.mark.django_db


def checkered(width: int = 400, height: int = 300) -> bytes:
    """Return a PNG of red and green pixels in turn."""
    image = Image.new("RGB", (width, height))
    image.putdata(
        [(255, 0, 0) if (n + n // width) % 2 else (0, 255, 0)
         for n in range(width * height)]
    )  # fmt: skip
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def take(data: bytes) -> Exhibit:
    return take_in(
        stream=io.BytesIO(data), original_name="photo", size=len(data), facts={}
    )


def shown(derivative: Derivative) -> Image.Image:
    with DERIVATIVES.open(derivative.sha256) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


def test_a_boxed_region_is_black_and_the_rest_is_not() -> None:
    region = Region(left=100, top=50, width=80, height=60)
    derivative = redact_exhibit(
        exhibit=take(checkered()), regions=[region], reason="A face."
    )
    image = shown(derivative)
    assert max(image.getpixel((140, 80))) < 20
    assert max(image.getpixel((20, 20))) > 60
    assert derivative.recipe["regions"] == [region.as_json()]
    assert derivative.parent_sha256 == derivative.exhibit.sha256
    event = derivative.exhibit.custody_events.last()
    assert event is not None
    assert (event.kind, event.detail["reason"]) == ("redaction", "A face.")


def test_a_blurred_region_keeps_no_detail() -> None:
    image = Image.new("L", (256, 256))
    image.putdata([255 * ((x // 4) % 2) for _y in range(256) for x in range(256)])
    file = io.BytesIO()
    image.save(file, "PNG")
    copy = image_copy(file, [Region(0, 0, 128, 256, "blur")])
    result = Image.open(io.BytesIO(copy.data)).convert("L")
    hidden, plain = result.crop((8, 8, 120, 248)), result.crop((136, 8, 248, 248))
    low, high = hidden.getextrema()
    assert high - low < 40
    low, high = plain.getextrema()
    assert high - low > 200


def test_no_metadata_passes_to_a_copy() -> None:
    derivative = derive_copy(exhibit=take(telling_jpeg()))
    with DERIVATIVES.open(derivative.sha256) as file:
        data = file.read()
    assert CANARY not in data
    assert not shown(derivative).getexif()


def test_a_redaction_takes_the_place_of_every_other_copy() -> None:
    exhibit = take(checkered())
    plain = derive_copy(exhibit=exhibit)
    redacted = redact_exhibit(
        exhibit=exhibit, regions=[Region(0, 0, 50, 50)], reason="A plate."
    )
    current = exhibit.derivatives.filter(is_current=True)
    assert list(current) == [redacted]
    assert plain.sha256 != redacted.sha256


def test_large_images_become_smaller() -> None:
    file = io.BytesIO()
    Image.new("RGB", (LARGEST_SIDE * 5 // 4, 1500), "navy").save(file, "PNG")
    copy = image_copy(file)
    assert (copy.width, copy.height) == (LARGEST_SIDE, 1200)


@pytest.mark.parametrize(
    "region",
    [
        {"left": -1, "top": 0, "width": 5, "height": 5},
        {"left": 0, "top": 0, "width": 0, "height": 5},
        {"left": 0, "top": 0, "width": 5, "height": 5, "how": "erase"},
        {"left": "x", "top": 0, "width": 5, "height": 5},
        {"left": 0},
        [],
        None,
    ],
)
def test_unreadable_regions_are_refused(region: object) -> None:
    with pytest.raises(RedactionError):
        Region.from_json(region)


def test_a_region_outside_of_the_image_is_refused() -> None:
    with pytest.raises(ValidationError):
        redact_exhibit(
            exhibit=take(checkered()), regions=[Region(390, 0, 50, 50)], reason="No."
        )


def test_what_is_no_image_gets_no_copy() -> None:
    with pytest.raises(ValidationError):
        derive_copy(exhibit=take(b"%PDF-1.4 not an image"))
    with pytest.raises(ValidationError):
        derive_copy(exhibit=take(b"\xff\xd8\xff broken"))


def test_a_copy_of_a_document_holds_what_is_seen_and_nothing_else(
    tmp_path: Path,
) -> None:
    original = paper(tmp_path / "a.pdf", "A word that is seen", "The second page")
    exhibit = take(original.read_bytes())
    derivative = derive_copy(exhibit=exhibit)
    assert derivative.kind == Derivative.Kind.TRANSCODED
    assert derivative.recipe["pages"] == 2
    with DERIVATIVES.open(derivative.sha256) as stream:
        copy = pypdfium2.PdfDocument(stream.read())
    assert "fpdf2" not in str(copy.get_metadata_dict())
    for page in copy:
        assert page.get_textpage().get_text_bounded() == ""
        darkest, _lightest = page.render().to_pil().convert("L").getextrema()
        assert darkest < 90
    with pytest.raises(ValidationError):
        redact_exhibit(
            exhibit=exhibit, regions=[Region(0, 0, 9, 9)], reason="A name is hidden."
        )
    with pytest.raises(ValidationError) as refusal:
        derive_copy(exhibit=take(locked(tmp_path / "b.pdf").read_bytes()))
    assert refusal.value.code == "document"
