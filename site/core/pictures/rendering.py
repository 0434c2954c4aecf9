"""Drawing renditions: one frugal decoding, many small, clean files.

Wagtail's own way decodes the original once for each rendition, and copies its EXIF
data, with the place of the camera, into the public file. Here a photograph is decoded
once, no larger than needed, and nothing of its metadata is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from PIL import ExifTags, Image, ImageCms, ImageOps
from wagtail.images.image_operations import FormatOperation
from wagtail.images.models import Filter

__all__ = ["Rendered", "render", "upright_size"]

Box = tuple[int, int, int, int]
Size = tuple[int, int]

SAVE_OPTIONS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 48, "speed": 8, "subsampling": "4:2:0"},
    "webp": {"quality": 75, "method": 3},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
    "png": {"optimize": False},
}
# What a spec without a format becomes, by the original's format.
OWN_FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "GIF": "png"}
SIDEWAYS = {5, 6, 7, 8}


@dataclass(frozen=True)
class Rendered:
    """The bytes of one rendition."""

    spec: str
    format: str
    width: int
    height: int
    data: bytes

    @property
    def extension(self) -> str:
        return "jpg" if self.format == "jpeg" else self.format


@dataclass(frozen=True)
class Plan:
    """One rendition: the part of the upright original that it shows, and its size."""

    spec: str
    format: str
    box: Box
    size: Size


def upright_size(image: Image.Image) -> Size:
    """Return the size of an opened image as it is to be seen (EXIF orientation)."""
    width, height = image.size
    if image.getexif().get(ExifTags.Base.Orientation, 1) in SIDEWAYS:
        return height, width
    return width, height


def render(picture: Any, file: IO[bytes], specs: Iterable[str]) -> Iterator[Rendered]:
    """Yield a rendition of ``file`` for each of Wagtail's filter ``specs``.

    The geometry is Wagtail's own, with ``picture``'s focal point. Raises what Pillow
    raises for a file that cannot be read (OSError, SyntaxError, ValueError) or has too
    many pixels. Transparency becomes white, a moving picture its first image.
    """
    with Image.open(file) as source:
        original = upright_size(source)
        own = OWN_FORMATS.get(source.format or "", "webp")
        plans = [_plan(picture, name, original, own) for name in specs]
        base = _decode(source, original, plans)
    done: dict[tuple[Box, Size, str], bytes] = {}
    last: tuple[Box, Image.Image] | None = None
    # The largest first, so that each smaller one is made from the one before.
    for plan in sorted(plans, key=lambda p: (p.box, -p.size[0], -p.size[1])):
        if last is None or last[0] != plan.box or last[1].size < plan.size:
            last = plan.box, _cut(base, original, plan)
        elif last[1].size != plan.size:
            smaller = last[1].resize(plan.size, Image.Resampling.LANCZOS)
            last = plan.box, smaller
        key = (plan.box, plan.size, plan.format)
        if key not in done:
            done[key] = _encode(last[1], plan.format)
        yield Rendered(plan.spec, plan.format, *plan.size, done[key])


def _plan(picture: Any, name: str, original: Size, own: str) -> Plan:
    rule = Filter(spec=name)
    shape = rule.get_transform(picture, original)
    formats = [o.format for o in rule.operations if isinstance(o, FormatOperation)]
    left, top, right, bottom = shape.get_rect().round()
    width, height = (max(1, round(side)) for side in shape.size)
    kind = formats[-1] if formats else own
    if kind not in SAVE_OPTIONS:
        kind = "png" if kind == "gif" else "webp"
    return Plan(name, kind, (left, top, right, bottom), (width, height))


def _decode(source: Image.Image, original: Size, plans: list[Plan]) -> Image.Image:
    """Return the picture upright, in sRGB, without alpha, and as small as the plans
    allow."""
    scale = min(1.0, max(_scale(plan) for plan in plans))
    need = [max(1, round(side * scale)) for side in source.size]
    # Only JPEG can leave out detail while decoding; for others this does nothing.
    source.draft(None, (need[0], need[1]))
    source.load()
    image = _plain_mode(source)
    factor = min(have // want for have, want in zip(image.size, need, strict=True))
    if factor > 1:
        image = image.reduce(factor)
    image = _opaque(ImageOps.exif_transpose(image))
    return _to_srgb(image, source.info.get("icc_profile"))


def _scale(plan: Plan) -> float:
    left, top, right, bottom = plan.box
    return max(plan.size[0] / (right - left), plan.size[1] / (bottom - top))


def _plain_mode(image: Image.Image) -> Image.Image:
    """Return ``image`` in a mode that can be averaged."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey; Pillow would cut them off instead of scaling them.
        wide = image.convert("I")
        return wide.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"L", "RGB", "CMYK", "RGBA"}:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def _opaque(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A profile that is broken, or is for another kind of image, is no profile.
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _cut(base: Image.Image, original: Size, plan: Plan) -> Image.Image:
    across, down = base.width / original[0], base.height / original[1]
    left, top, right, bottom = plan.box
    box = (
        left * across,
        top * down,
        min(right * across, base.width),
        min(bottom * down, base.height),
    )
    return base.resize(plan.size, Image.Resampling.LANCZOS, box, reducing_gap=3.0)


def _encode(image: Image.Image, file_format: str) -> bytes:
    # Pillow writes what it finds here: profile, EXIF, XMP, comment.
    image.info = {}
    out = BytesIO()
    image.save(out, file_format, **SAVE_OPTIONS[file_format])
    return out.getvalue()
