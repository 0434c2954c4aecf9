"""Small files for document, audio and video blocks, made by the program itself.

Formats: PDF 1.4 (ISO 32000-1, 7.5); WAVE, by the standard library; WebM, which is
Matroska (RFC 9559) in EBML (RFC 8794) with VP8. A lossy WebP picture *is* one VP8 key
frame (RFC 9649, 2.5), so a film of key frames needs no video encoder.
"""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Sequence

from PIL import Image

__all__ = ["film", "one_page_pdf", "pages_pdf", "silence"]


def one_page_pdf(title: str) -> bytes:
    """Return a PDF of one page that says ``title`` (other than Latin-1 is lost)."""
    return pages_pdf([[title]])


def pages_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF with a page for each list of lines, the first of them larger (other
    than Latin-1 is lost)."""
    first = 4
    sheets = [first + 2 * number for number in range(len(pages))]
    kids = b" ".join(b"%d 0 R" % sheet for sheet in sheets)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
        b"/Encoding /WinAnsiEncoding >>",
    ]
    for sheet, lines in zip(sheets, pages, strict=True):
        text = _written(lines)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (sheet + 1),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        ]
    out, offsets = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _written(lines: Sequence[str]) -> bytes:
    """Return the operators that write ``lines`` (ISO 32000-1, 9.4)."""
    shown = []
    for number, line in enumerate(lines):
        text = line.encode("latin-1", "replace").replace(b"\\", b"\\\\")
        text = text.replace(b"(", b"\\(").replace(b")", b"\\)")
        size = b"/F1 16 Tf 72 740 Td" if number == 0 else b"/F1 11 Tf"
        shown.append(size + b" (" + text + b") Tj 0 -22 Td")
    return b"BT " + b" ".join(shown) + b" ET"


def silence(seconds: float = 2.0, rate: int = 8000) -> bytes:
    """Return a silent WAVE file: one channel, 16 bits."""
    out = io.BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(rate)
        recording.writeframes(bytes(2 * int(seconds * rate)))
    return out.getvalue()


def film(frames: Sequence[Image.Image], frames_a_second: int = 4) -> bytes:
    """Return a WebM film of ``frames``, which must be of one size."""
    width, height = frames[0].size
    step = 1000 // frames_a_second
    blocks = b"".join(
        # Track 1, time in milliseconds, a key frame.
        _element(
            0xA3, b"\x81" + (number * step).to_bytes(2, "big") + b"\x80" + _vp8(frame)
        )
        for number, frame in enumerate(frames)
    )
    duration = len(frames) * step
    info = (
        _number(0x2AD7B1, 1_000_000)
        + _element(0x4489, struct.pack(">d", duration))
        + _text(0x4D80, "seed_demo")
        + _text(0x5741, "seed_demo")
    )
    track = (
        _number(0xD7, 1)
        + _number(0x73C5, 1)
        + _number(0x83, 1)
        + _number(0x9C, 0)
        + _text(0x86, "V_VP8")
        + _element(0xE0, _number(0xB0, width) + _number(0xBA, height))
    )
    head = (
        _number(0x4286, 1)
        + _number(0x42F7, 1)
        + _number(0x42F2, 4)
        + _number(0x42F3, 8)
        + _text(0x4282, "webm")
        + _number(0x4287, 2)
        + _number(0x4285, 2)
    )
    segment = (
        _element(0x1549A966, info)
        + _element(0x1654AE6B, _element(0xAE, track))
        + _element(0x1F43B675, _number(0xE7, 0) + blocks)
    )
    return _element(0x1A45DFA3, head) + _element(0x18538067, segment)


def _vp8(frame: Image.Image) -> bytes:
    out = io.BytesIO()
    frame.convert("RGB").save(out, "WEBP", quality=60, method=4)
    data, at = out.getvalue(), 12
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"VP8 ":
            return data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise ValueError("The picture was not stored as VP8.")


def _element(name: int, body: bytes) -> bytes:
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + _size(body) + body


def _size(body: bytes) -> bytes:
    """Return the length of ``body``, as short as it can be said: whoever guesses types
    (WHATWG MIME Sniffing, 6.2.2) looks for "webm" near the beginning only."""
    width = 1
    # All ones would say that the length is unknown.
    while len(body) >= (1 << 7 * width) - 1:
        width += 1
    return (len(body) | 1 << 7 * width).to_bytes(width, "big")


def _number(name: int, value: int) -> bytes:
    return _element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def _text(name: int, value: str) -> bytes:
    return _element(name, value.encode())
