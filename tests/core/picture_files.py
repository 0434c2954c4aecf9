"""Files to upload: good ones, and bad ones made on the spot."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms

# What no public file may contain.
CANARY = b"canary-41.0082"
ORIENTATION, GPS, DESCRIPTION, MAKER = 0x0112, 0x8825, 0x010E, 0x010F


def jpeg(width: int = 900, height: int = 600, *, colour: str = "steelblue") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG", quality=80)
    return out.getvalue()


def halves(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A red left half and a blue right half."""
    image = Image.new(mode, (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def telling_jpeg(width: int = 900, height: int = 600, *, orientation: int = 1) -> bytes:
    """A photograph that says in EXIF, XMP and comment where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[DESCRIPTION] = CANARY.decode()
    exif[MAKER] = CANARY.decode()
    exif[GPS] = {1: "N", 2: (39.0, 49.0, 8.0), 3: "E", 4: (46.0, 45.0, 7.0)}
    out = BytesIO()
    halves(width, height).save(
        out,
        "JPEG",
        exif=exif,
        quality=90,
        comment=CANARY,
        xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    return out.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a hundred bytes that claims, and would unpack to, a huge image."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def swapping_profile() -> bytes:
    """A colour profile (ICC.1:2001, matrix and curves) whose red is blue, and whose
    blue is red."""

    def number(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def point(*xyz: float) -> bytes:
        return b"XYZ " + bytes(4) + b"".join(map(number, xyz))

    # The primaries of sRGB seen from D50, and a gamma of 2.2.
    red, green = point(0.4361, 0.2225, 0.0139), point(0.3851, 0.7169, 0.0971)
    blue, white = point(0.1431, 0.0606, 0.7141), point(0.9642, 1.0, 0.8249)
    curve = b"curv" + bytes(4) + struct.pack(">IHH", 1, round(2.2 * 256), 0)
    tags = {
        b"rXYZ": blue, b"gXYZ": green, b"bXYZ": red, b"wtpt": white,
        b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
    }  # fmt: skip
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(data), len(content))
        data += content
    header = struct.pack(
        ">I4sI4s4s4s12s4s28s3i48s",
        start + len(data), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ",
        bytes(12), b"acsp", bytes(28), 63190, 65536, 54061, bytes(48),
    )  # fmt: skip
    return header + table + data
