"""Captures of a small site, and packages that somebody has tampered with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from evidence.capturing.validating import Fault, validate_wacz
from tests.evidence.capturing.local_server import Request, reply

__all__ = ["faults_of", "rebuilt", "small_site"]

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944"
    "4154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


def small_site(request: Request) -> None:
    """Answer as a site of two pages, one of them behind a redirect."""
    pages = {
        "/robots.txt": reply("User-agent: *\nDisallow: /closed\n", 200, "text/plain"),
        "/start": reply("moved", 302, Location="/page"),
        "/page": reply(
            "<!doctype html><title>Şuşa &amp; Laçın</title><style>p{}</style>"
            "<p>Bir <b>söz</b>.</p><p>İki</p><img src=/a.png><img src=/b.png>"
        ),
        "/a.png": reply(PICTURE, 200, "image/png"),
        "/b.png": reply(PICTURE, 200, "image/png"),
        "/paper.pdf": reply(b"%PDF-1.4 paper", 200, "application/pdf"),
    }
    request.send(pages.get(request.path, reply("not here", 404)))


def faults_of(wacz: Path | bytes) -> list[Fault]:
    data = wacz if isinstance(wacz, bytes) else wacz.read_bytes()
    return validate_wacz(io.BytesIO(data))


def rebuilt(
    wacz: bytes,
    change: Callable[[dict[str, bytes]], None],
    *,
    packed: tuple[str, ...] = (),
) -> bytes:
    """Return the package with its files changed by ``change`` and zipped again."""
    with zipfile.ZipFile(io.BytesIO(wacz)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            kind = zipfile.ZIP_DEFLATED if name in packed else zipfile.ZIP_STORED
            archive.writestr(name, content, kind)
    return out.getvalue()
