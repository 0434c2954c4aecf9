"""Large copies in tiles: whole, made away from requests, as public as the copy."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageChops

from evidence.actions.tiling import hand_out_tiling, make_tiles, untiled
from evidence.models import TilePyramid
from evidence.store import DERIVATIVES, TILES
from evidence.tiling import cut_tiles, factors_of, information

pytestmark = pytest.mark.django_db

WIDTH, HEIGHT = 2300, 1300
NAME = re.compile(
    r"(?:(?P<x>\d+),(?P<y>\d+),(?P<w>\d+),(?P<h>\d+)|full)/(?P<width>\d+),(?P<height>\d+)"
)


def picture(width=WIDTH, height=HEIGHT):
    """Return an image of which every part looks different."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, ImageChops.invert(across)))


@pytest.fixture(scope="module")
def webp():
    file = io.BytesIO()
    picture().save(file, "WEBP", quality=90)
    return file.getvalue()


@pytest.fixture
def large(records, webp, own_store):
    shown = {"width": WIDTH, "height": HEIGHT, "media_type": "image/webp"}
    return records.exhibit(shown=webp, derivative=shown)


@pytest.fixture
def record(make_record, large):
    return make_record(exhibits=[{"exhibit": large}])


def address(exhibit, rest="info.json"):
    copy = exhibit.derivatives.get()
    return f"/evidence/iiif/{copy.sha256}/{exhibit.name}/{rest}"


def test_every_level_is_covered_once_and_looks_as_the_image_does():
    whole = picture()
    file = io.BytesIO()
    tiling = cut_tiles(whole, file)
    archive = zipfile.ZipFile(file)

    assert archive.testzip() is None
    assert factors_of(WIDTH, HEIGHT) == [1, 2, 4, 8]
    told = information("https://example.org/image", WIDTH, HEIGHT)
    assert told["tiles"] == [
        {"width": 512, "height": 512, "scaleFactors": [1, 2, 4, 8]}
    ]
    sizes = [(size["width"], size["height"]) for size in told["sizes"]]
    assert sizes == [(288, 163), (575, 325), (1150, 650)]
    assert (told["maxWidth"], told["maxHeight"]) == (1150, 650)
    assert {f"full/{w},{h}" for w, h in sizes} | {"full/max"} <= set(tiling.places)

    covered = dict.fromkeys([1, 2, 4, 8], 0)
    for name, (start, length) in tiling.places.items():
        data = file.getvalue()[start : start + length]
        with Image.open(io.BytesIO(data)) as part:
            assert part.format == "JPEG"
            assert not part.getexif()
            assert {"exif", "icc_profile", "comment"}.isdisjoint(part.info)
            if name == "full/max":
                assert part.size == (1150, 650)
                continue
            assert data == archive.read(f"{name}/0/default.jpg")
            said = NAME.fullmatch(name)
            assert part.size == (int(said["width"]), int(said["height"]))
            if said["x"] is None:
                box = (0, 0, WIDTH, HEIGHT)
            else:
                x, y, w, h = (int(said[key]) for key in "xywh")
                box = (x, y, x + w, y + h)
                factor = round(w / part.width) if w >= h else round(h / part.height)
                covered[factor] += w * h
            like = whole.crop(box).resize(part.size, Image.Resampling.BOX)
            worst = ImageChops.difference(like, part).getextrema()
            assert max(high for _low, high in worst) < 24, name
    assert covered == {1: WIDTH * HEIGHT, 2: WIDTH * HEIGHT, 4: WIDTH * HEIGHT, 8: 0}
    again = io.BytesIO()
    cut_tiles(whole, again)
    assert again.getvalue() == file.getvalue()


def test_the_clock_makes_what_is_missing_and_readers_get_it(
    client, records, record, large, make_record
):
    small = records.exhibit()
    assert client.get(address(large)).status_code == 404
    assert list(untiled()) == [large.derivatives.get()]

    assert hand_out_tiling() == 1
    assert hand_out_tiling() == 0
    assert not TilePyramid.objects.filter(derivative__exhibit=small).exists()

    response = client.get(address(large))
    told = json.loads(response.content)
    assert response.headers["Content-Type"].startswith("application/ld+json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert told["id"] == f"http://testserver{address(large, '')}".rstrip("/")
    assert client.get(told["id"]).headers["Location"] == address(large)

    part = client.get(address(large, "2048,1024,252,276/252,276/0/default.jpg"))
    data = b"".join(part.streaming_content)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (252, 276)
    etag = part.headers["ETag"]
    asked = {"Range": "bytes=0-3"}
    first = client.get(part.request["PATH_INFO"], headers=asked)
    assert b"".join(first.streaming_content) == data[:4]
    assert etag != client.get(address(large, "full/max/0/default.jpg")).headers["ETag"]
    for wrong in ("0,0,512,513/512,513", "full/5000,5000", "0,0,512,512/256,256"):
        assert client.get(address(large, f"{wrong}/0/default.jpg")).status_code == 404

    page = client.get(f"/en/evidence/{record.name}/").content.decode()
    assert f'data-tiles="{address(large)}"' in page
    assert "Largest copy" in page
    # What the window takes is fetched when a reader asks for it.
    assert re.findall(r'<script[^>]*src="/static/js/(look[^"]*)"', page) == ["look.js"]
    assert 'data-look-closely="/static/js/look-closely.js"' in page
    # Its narrower renditions came with the tiles.
    assert "-1600.webp" in page


@pytest.mark.parametrize("closing", ["exhibit", "record", "copy", "withdrawal"])
def test_tiles_are_as_closed_as_the_copy(client, records, record, large, closing):
    make_tiles(pyramid=TilePyramid.objects.create(derivative=large.derivatives.get()))
    paths = [address(large), address(large, "full/max/0/default.jpg")]
    paths.append(address(large, "").rstrip("/"))
    assert [client.get(path).status_code for path in paths] == [200, 200, 302]

    if closing == "exhibit":
        type(large).objects.filter(pk=large.pk).update(access="restricted")
    elif closing == "record":
        type(record).objects.filter(pk=record.pk).update(access="researchers")
    elif closing == "copy":
        large.derivatives.update(is_current=False)
    else:
        records.withdraw(record, "A person asked for it.")

    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_a_killed_or_failed_attempt_is_made_up_for_and_not_for_ever(large, caplog):
    copy = large.derivatives.get()
    killed = TilePyramid.objects.create(
        derivative=copy, attempts=1, due_at=timezone.now() + timedelta(minutes=5)
    )
    assert not untiled().exists()
    stale = TilePyramid.objects.get()
    TilePyramid.objects.update(due_at=timezone.now(), attempts=2)
    # Somebody else has taken it since.
    assert make_tiles(pyramid=stale) is False
    assert hand_out_tiling() == 1
    killed.refresh_from_db()
    assert killed.sha256
    assert TILES.holds(killed.sha256)

    TilePyramid.objects.all().delete()
    default_storage.delete(DERIVATIVES.name_of(copy.sha256))
    for _attempt in range(6):
        hand_out_tiling()
        TilePyramid.objects.update(due_at=timezone.now())
    assert TilePyramid.objects.get().attempts == 4
    assert "No tiles could be made" in caplog.text
    assert not untiled().exists()
