"""PDF files made for tests: pages of text, scans, and files that mean harm."""

from __future__ import annotations

import zlib
from pathlib import Path

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from core import pictures

__all__ = ["OLD_CYRILLIC", "bomb", "locked", "paper", "scan"]

TYPEFACE = Path(pictures.__file__).parent / "typeface" / "voice-serif-700.ttf"
# The house's typeface lacks the letters of the Azerbaijani Cyrillic alphabet.
OLD_CYRILLIC = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def scan(text: str, *, typeface: Path = TYPEFACE, turned: int = 0) -> Image.Image:
    """Return a page of A4 at 200 dpi as a scanner would see it."""
    image = Image.new("L", (1654, 2339), 250)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(typeface), 44)
    for number, line in enumerate(text.split("\n")):
        pen.text((150, 200 + 80 * number), line, fill=20, font=font)
    return image.rotate(turned, expand=True, fillcolor=250)


def paper(path: Path, *pages: str | Image.Image) -> Path:
    """Write a PDF: texts become pages of text, images pages that are scans."""
    document = FPDF()
    document.add_font("page", "", str(TYPEFACE))
    document.set_font("page", size=14)
    for page in pages:
        document.add_page()
        if isinstance(page, str):
            document.multi_cell(0, 10, page)
        else:
            document.image(page, 0, 0, 210, 297)
    document.output(str(path))
    return path


def locked(path: Path) -> Path:
    """Write a PDF that asks for a password."""
    document = FPDF()
    document.set_encryption(owner_password="owner", user_password="user")
    document.add_page()
    document.output(str(path))
    return path


def bomb(path: Path, megabytes: int) -> Path:
    """Write a small PDF whose one page unpacks to ``megabytes`` of drawing."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1024**2) for _ in range(megabytes))
    packed += packer.compress(b"BT (end) Tj ET") + packer.flush()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        % (len(packed), packed),
    ]
    out = b"%PDF-1.7\n"
    for number, content in enumerate(objects, 1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    path.write_bytes(out + b"trailer<</Root 1 0 R>>\n%%EOF\n")
    return path
