"""What the upload form lets in, and what it says to the rest."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.images.forms import get_image_form

from core.models import Picture
from core.pictures.recipes import MARKER

from .picture_files import bomb, halves, jpeg

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def encoded(kind: str, size: tuple[int, int] = (600, 400)) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.fixture
def admin(client: Client, django_user_model: Any) -> Client:
    client.force_login(django_user_model.objects.create_superuser("chief"))
    return client


@pytest.fixture
def send(
    admin: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> Callable[..., Any]:
    def post(data: bytes, name: str, title: str = "The old bridge") -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return admin.post(
                reverse("wagtailimages:add"),
                {
                    "title": title,
                    "tags": "river",
                    "file": SimpleUploadedFile(name, data),
                },
            )

    return post


def fault(response: Any) -> str:
    """Return the code of the refusal; nothing was stored, and nothing typed is lost."""
    assert response.status_code == 200
    assert not Picture.objects.exists()
    form = response.context["form"]
    assert form["title"].value() == "The old bridge"
    assert "The old bridge" in response.content.decode()
    assert all(form.errors["file"])
    return form.errors.as_data()["file"][0].code


def test_good_picture_is_accepted_and_gets_its_renditions(send: Callable) -> None:
    response = send(jpeg(), "bridge.jpg")
    assert response.status_code == 302
    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (900, 600)
    assert picture.renditions.filter(filter_spec=MARKER).exists()


@pytest.mark.parametrize("kind", ["AVIF", "GIF", "JPEG", "PNG", "WEBP"])
def test_every_permitted_format_is_accepted(send: Callable, kind: str) -> None:
    assert send(encoded(kind), f"a.{kind.lower()}").status_code == 302
    assert Picture.objects.get().renditions.filter(filter_spec=MARKER).exists()


def test_decompression_bomb_is_refused_unopened(send: Callable) -> None:
    data = bomb()
    assert len(data) < 200
    assert fault(send(data, "bomb.png")) == "file_too_many_pixels"


@pytest.mark.parametrize("size", [(10_000, 6_001), (13_000, 13_000)])
def test_too_many_pixels_are_refused(send: Callable, size: tuple[int, int]) -> None:
    # Both are below the size at which Pillow by itself refuses to open a file.
    assert fault(send(bomb(*size), "large.png")) == "file_too_many_pixels"


@pytest.mark.parametrize("kind", ["AVIF", "GIF", "JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.6, 0.95])
def test_truncated_file_is_refused(send: Callable, kind: str, part: float) -> None:
    data = encoded(kind)
    code = fault(send(data[: int(len(data) * part)], f"a.{kind.lower()}"))
    assert code in {"unreadable_image", "invalid_image"}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (SVG, "drawing.svg"),
        (SVG, "drawing.png"),
        (b"<html><script>alert(1)</script></html>", "page.jpg"),
        (b"", "empty.jpg"),
        (b"\xff\xd8\xff\xe0" + b"not a photograph" * 50, "lie.jpg"),
        (jpeg(), "photo.exe"),
        (jpeg(), "photo.png"),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    send: Callable, data: bytes, name: str
) -> None:
    assert fault(send(data, name))


def test_refusal_can_be_read_in_any_language() -> None:
    form = get_image_form(Picture)(
        {"title": "x"}, {"file": SimpleUploadedFile("a.jpg", jpeg()[:3000])}
    )
    [refusal] = form.errors.as_data()["file"]
    assert refusal.code == "unreadable_image"
    # Lazy: it is put into words when it is shown, in the language of the editor.
    assert not isinstance(refusal.message, str)


def test_several_files_at_once_are_checked_alike(admin: Client) -> None:
    for data, refused in ((jpeg(), False), (bomb(), True), (jpeg()[:3000], True)):
        response = admin.post(
            reverse("wagtailimages:add_multiple"),
            {"title": "x", "files[]": SimpleUploadedFile("a.jpg", data)},
        )
        assert response.status_code == 200
        assert response.json().get("success", False) is not refused


def test_replacing_the_file_replaces_what_readers_see(
    admin: Client,
    send: Callable,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    send(jpeg(colour="red"), "bridge.jpg")
    picture = Picture.objects.get()
    former = set(picture.renditions.values_list("file", flat=True))
    out = BytesIO()
    halves(900, 600).save(out, "JPEG")
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(
            reverse("wagtailimages:edit", args=(picture.pk,)),
            {"title": "x", "file": SimpleUploadedFile("new.jpg", out.getvalue())},
        )
    assert response.status_code == 302
    assert picture.renditions.filter(filter_spec=MARKER).exists()
    assert former.isdisjoint(picture.renditions.values_list("file", flat=True))


def test_editors_thumbnails_still_work(admin: Client, send: Callable) -> None:
    send(jpeg(), "bridge.jpg")
    picture = Picture.objects.get()
    for address in (
        reverse("wagtailimages:index"),
        reverse("wagtailimages:edit", args=(picture.pk,)),
        reverse("wagtailimages_chooser:choose"),
    ):
        html = admin.get(address).content.decode()
        assert "/media/images/" in html
        assert picture.file.name not in html
    assert not picture.renditions.filter(filter_spec="original").exists()
