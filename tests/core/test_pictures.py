"""Renditions: what is made, from what, and how pages read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from PIL import Image
from wagtail.images.models import Filter

from core.models import Picture, Rendition
from core.pictures import actions, figures_for, renditions_made
from core.pictures.actions import make_picture_renditions, sweep_renditions
from core.pictures.recipes import LARGEST, MARKER, SPECS, wanted

from .conftest import Upload
from .picture_files import CANARY, GPS, halves, jpeg, swapping_profile, telling_jpeg

pytestmark = pytest.mark.django_db


def public_bytes(rendition: Rendition) -> bytes:
    with storages["renditions"].open(rendition.file.name) as file:
        return file.read()


def opened(rendition: Rendition) -> Image.Image:
    return Image.open(BytesIO(public_bytes(rendition))).convert("RGB")


def test_upload_makes_every_width_in_both_formats(upload: Upload) -> None:
    picture = upload(jpeg(1600, 1200))
    made = {r.filter_spec: (r.width, r.height) for r in picture.renditions.all()}
    assert set(made) == set(SPECS)
    assert made["max-640x1920|format-avif"] == (640, 480)
    assert made["fill-960x640|format-webp"] == (960, 640)
    for rendition in picture.renditions.all():
        image = Image.open(BytesIO(public_bytes(rendition)))
        assert image.size == (rendition.width, rendition.height)
        assert image.format.lower() == SPECS[rendition.filter_spec][2]


@pytest.mark.parametrize(
    ("size", "widest"), [((200, 100), 200), ((700, 500), 640), ((1100, 900), 960)]
)
def test_small_pictures_are_never_enlarged(
    upload: Upload, size: tuple[int, int], widest: int
) -> None:
    picture = upload(jpeg(*size))
    widths = [r.width for r in picture.renditions.all()]
    assert max(widths) == widest
    assert len({(r.filter_spec) for r in picture.renditions.all()}) == len(widths)


@pytest.mark.parametrize("size", [(500, 6000), (6000, 500), (3000, 3000)])
def test_no_public_file_is_larger_than_the_limit(
    upload: Upload, size: tuple[int, int]
) -> None:
    picture = upload(jpeg(*size))
    picture.get_rendition("original")
    sides = [max(r.width, r.height) for r in picture.renditions.all()]
    assert max(sides) <= LARGEST


def test_wagtail_finds_the_renditions_it_would_have_made(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = upload(jpeg(1600, 1200))
    picture.focal_point_x, picture.focal_point_y = 10, 10
    picture.focal_point_width = picture.focal_point_height = 20
    make_picture_renditions(picture.pk)
    picture = Picture.objects.get(pk=picture.pk)

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("made anew")

    monkeypatch.setattr(Picture, "generate_rendition_file", refuse)
    for spec in wanted(1600, 1200):
        assert picture.get_rendition(spec).filter_spec == spec


def test_geometry_is_that_of_wagtails_own_filter(upload: Upload) -> None:
    picture = upload(jpeg(1511, 877))
    for rendition in picture.renditions.all():
        with picture.get_willow_image() as willow:
            size = Filter(rendition.filter_spec).get_transform(
                picture, willow.get_size()
            )
        assert (rendition.width, rendition.height) == tuple(
            max(1, round(side)) for side in size.size
        )


def test_metadata_of_the_camera_stays_private(upload: Upload) -> None:
    data = telling_jpeg()
    assert CANARY in data
    picture = upload(data)
    # Wagtail's admin asks for these, in the original's own format.
    picture.get_renditions("max-165x165", "max-800x600", "width-400|format-png")
    picture.get_rendition("original")
    assert picture.renditions.count() > len(wanted(900, 600))
    for rendition in picture.renditions.all():
        content = public_bytes(rendition)
        image = Image.open(BytesIO(content))
        assert CANARY not in content
        assert not image.getexif().get_ifd(GPS)
        assert not image.getexif()
        assert not {"xmp", "exif", "comment", "icc_profile"} & set(image.info)


def test_orientation_is_applied(upload: Upload) -> None:
    # Orientation 6: to be turned clockwise, so that what lies left comes to the top.
    picture = upload(telling_jpeg(900, 600, orientation=6))
    upright = picture.renditions.get(filter_spec="max-320x1920|format-webp")
    assert (upright.width, upright.height) == (320, 480)
    image = opened(upright)
    top, bottom = image.getpixel((160, 40)), image.getpixel((160, 440))
    assert top[0] > 200 > top[2]
    assert bottom[2] > 200 > bottom[0]


def test_colour_profile_is_turned_into_srgb(upload: Upload) -> None:
    red, shown = Image.new("RGB", (400, 300), (255, 0, 0)), []
    for profile in (None, swapping_profile()):
        out = BytesIO()
        red.save(out, "PNG", icc_profile=profile)
        picture = upload(out.getvalue(), "a.png")
        image = opened(picture.renditions.get(filter_spec=MARKER))
        shown.append(image.getpixel((9, 9)))
    assert shown[0][0] > 200 > shown[0][2]
    assert shown[1][2] > 200 > shown[1][0]


def test_broken_colour_profile_does_not_hide_the_picture(upload: Upload) -> None:
    out = BytesIO()
    Image.new("RGB", (400, 300), "red").save(out, "PNG", icc_profile=b"no profile")
    assert upload(out.getvalue(), "a.png").renditions.exists()


def test_transparency_becomes_white(upload: Upload) -> None:
    out = BytesIO()
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(out, "PNG")
    picture = upload(out.getvalue(), "logo.png")
    image = opened(picture.renditions.get(filter_spec=MARKER))
    assert min(image.getpixel((100, 100))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "RGBA"])
def test_every_mode_of_colour_can_be_shown(upload: Upload, mode: str) -> None:
    out, kind = BytesIO(), "TIFF"
    source = halves(800, 600)
    if mode == "I;16":
        source = source.convert("L").convert("I").point(lambda value: value * 256)
        source = source.convert("I;16")
    else:
        source = source.convert(mode)
    kind, name = ("JPEG", "a.jpg") if mode == "CMYK" else ("PNG", "a.png")
    source.save(out, kind)
    picture = upload(out.getvalue(), name)
    image = opened(picture.renditions.get(filter_spec=MARKER))
    assert image.getpixel((20, 100)) != image.getpixel((300, 100))


def test_crop_keeps_the_focal_point_and_follows_it(
    upload: Upload, save: Callable[[Picture], list[object]]
) -> None:
    out = BytesIO()
    halves(2400, 400).save(out, "JPEG", quality=90)
    picture = upload(out.getvalue())
    before = picture.renditions.get(filter_spec=MARKER).file.name
    picture.focal_point_x, picture.focal_point_y = 100, 200
    picture.focal_point_width = picture.focal_point_height = 100
    assert save(picture)
    crop = opened(picture.renditions.get(filter_spec=MARKER))
    assert crop.getpixel((300, 100))[0] > 200  # red only: the left end

    picture.focal_point_x = 2300
    assert save(picture)
    crop = opened(picture.renditions.get(filter_spec=MARKER))
    assert crop.getpixel((20, 100))[2] > 200  # blue only: the right end
    assert picture.renditions.get(filter_spec=MARKER).file.name != before
    assert picture.renditions.count() == len(wanted(2400, 400))


def test_new_file_replaces_the_renditions(
    upload: Upload, save: Callable[[Picture], list[object]]
) -> None:
    picture = upload(jpeg(colour="red"))
    picture.file = ImageFile(BytesIO(jpeg(colour="blue")), name="other.jpg")
    assert save(picture)
    shown = opened(picture.renditions.get(filter_spec=MARKER)).getpixel((10, 10))
    assert shown[2] > 200 > shown[0]


def test_new_title_makes_nothing(
    upload: Upload, save: Callable[[Picture], list[object]]
) -> None:
    picture = upload(jpeg())
    picture.title = "Another title"
    assert save(picture) == []


def test_making_twice_makes_once(upload: Upload) -> None:
    picture = upload(jpeg())
    names = set(picture.renditions.values_list("file", flat=True))
    assert make_picture_renditions(picture.pk) == 0
    assert set(picture.renditions.values_list("file", flat=True)) == names
    assert make_picture_renditions(picture.pk, again=True) == len(names)


def test_picture_changed_while_its_renditions_are_drawn_is_drawn_again(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = upload(jpeg(), background=False)
    real = actions.render

    def change_meanwhile(*args: object) -> object:
        monkeypatch.setattr(actions, "render", real)
        Picture.objects.filter(pk=picture.pk).update(
            focal_point_x=1, focal_point_y=1, focal_point_width=2, focal_point_height=2
        )
        return real(*args)

    monkeypatch.setattr(actions, "render", change_meanwhile)
    make_picture_renditions(picture.pk)
    picture = Picture.objects.get(pk=picture.pk)
    assert actions.is_current(picture)
    assert picture.renditions.count() == len(wanted(900, 600))


def test_sweeper_finds_what_a_lost_task_left(upload: Upload) -> None:
    lost = upload(jpeg(), background=False)
    fresh = upload(jpeg(), background=False)
    long_ago = timezone.now() - timedelta(hours=1)
    Picture.objects.filter(pk=lost.pk).update(created_at=long_ago)
    assert sweep_renditions() == 1
    assert lost.renditions.filter(filter_spec=MARKER).exists()
    assert not fresh.renditions.exists()  # its own task is still under way
    assert sweep_renditions() == 0


def test_sweeper_lets_other_sweeps_have_their_turn(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(jpeg(), background=False)
    Picture.objects.update(created_at=timezone.now() - timedelta(hours=1))
    with monkeypatch.context() as patch:
        patch.setattr(actions, "SWEEP_SECONDS", -1)
        assert sweep_renditions() == 0
    assert sweep_renditions() == 1


def test_sweeper_finds_a_lost_change_of_the_focal_point(upload: Upload) -> None:
    picture = upload(jpeg())
    picture.created_at = timezone.now() - timedelta(hours=1)
    picture.focal_point_x, picture.focal_point_y = 10, 10
    picture.focal_point_width = picture.focal_point_height = 20
    picture.save()  # on commit never runs here
    assert picture.pk in figures_for([picture.pk])  # the former crop stays meanwhile
    assert sweep_renditions() == 1
    key = Filter(MARKER).get_cache_key(picture)
    assert picture.renditions.get(filter_spec=MARKER).focal_point_key == key


def test_unreadable_original_does_not_stop_the_sweeper(
    upload: Upload, caplog: pytest.LogCaptureFixture
) -> None:
    good = upload(jpeg(), background=False)
    broken = upload(jpeg(), background=False)
    with storages["default"].open(broken.file.name, "r+b") as file:
        file.truncate(3000)
    Picture.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert sweep_renditions() == 1
    assert f"picture {broken.pk} cannot be read" in caplog.text
    assert good.renditions.exists()
    assert not broken.renditions.exists()
    caplog.clear()
    assert sweep_renditions() == 0
    assert not caplog.text  # not tried again at every round


def test_command_makes_what_is_missing_and_can_be_repeated(
    upload: Upload, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = upload(jpeg(), background=False)
    call_command("make_renditions")
    assert picture.renditions.count() == len(wanted(900, 600))
    call_command("make_renditions")
    assert capsys.readouterr().out.split("\n")[:2] == [
        "Pictures made: 1",
        "Pictures made: 0",
    ]


def test_pages_are_told_of_new_renditions(
    upload: Upload, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    told: list[int] = []

    def listen(picture_id: int, **_kwargs: object) -> None:
        told.append(picture_id)

    renditions_made.connect(listen)
    picture = upload(jpeg(), background=False)
    with django_capture_on_commit_callbacks(execute=True):
        make_picture_renditions(picture.pk)
    assert told == [picture.pk]


def test_original_is_never_public(upload: Upload, client: Client) -> None:
    data = telling_jpeg()
    picture = upload(data)
    copy = picture.get_rendition("original")
    assert copy.filter_spec != "original"
    assert not storages["renditions"].exists(picture.file.name)
    for address in (
        f"/media/{picture.file.name}",
        f"/media/../private/{picture.file.name}",
        f"/media/%2e%2e/private/{picture.file.name}",
        f"/images/{picture.pk}/original/",
        f"/static/{picture.file.name}",
        f"/documents/{picture.pk}/{picture.filename}",
    ):
        response = client.get(address)
        assert response.status_code in {301, 302, 400, 404}, address
    for rendition in picture.renditions.all():
        assert public_bytes(rendition) != data


def test_wagtails_view_that_serves_any_rendition_is_not_mounted() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=("signature", 1, "original"))


def test_private_storage_keeps_its_files_out_of_the_public_folder() -> None:
    private, public = storages["default"], storages["renditions"]
    assert private.location != public.location
    assert not private.location.startswith(public.location + "/")
