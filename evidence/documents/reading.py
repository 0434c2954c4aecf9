"""The text of documents, page by page, within bounds that no file can break."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from evidence.documents import limiting, pdf_reading

__all__ = [
    "READABLE",
    "Bounds",
    "DocumentError",
    "DocumentFault",
    "PageText",
    "read_pdf",
]

# Media types of documents.
READABLE = ("application/pdf",)

GIGABYTE = 1024**3
# A page of few letters is a scan if a picture covers so much of it.
PICTURED = 0.4
LONGEST_LINE = 8 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class DocumentFault(TextChoices):
    """Why a document could not be read."""

    UNREADABLE = "unreadable", _("The file is damaged and cannot be read.")
    ENCRYPTED = "encrypted", _("The file is locked with a password.")
    TIME = "time", _("Reading the file takes too long.")
    SIZE = "size", _("The file has more pages or text than is read.")
    RECOGNITION = "recognition", _("The text of its pictures cannot be recognised.")


class DocumentError(Exception):
    """A document that could not be read, or not to its end."""

    def __init__(self, fault: DocumentFault, detail: str = "") -> None:
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Bounds:
    """What reading one document may take, at most."""

    pages: int = 5000
    letters_a_page: int = 200_000
    letters: int = 50_000_000
    seconds: float = 300
    memory: int = 2 * GIGABYTE


@dataclass(frozen=True)
class PageText:
    """The text that a page has in the file. ``is_picture``: what there is to read is in
    a picture; the file has no text of it, or no more than a stamp's."""

    number: int
    text: str
    is_picture: bool = False


def read_pdf(path: Path, bounds: Bounds | None = None) -> Generator[PageText]:
    """Yield every page of a PDF in order; raise :class:`DocumentError`.

    The file is read in another process, which is ended when the generator is.
    """
    bounds = bounds or Bounds()
    until = time.monotonic() + bounds.seconds
    script = [sys.executable, "-I", pdf_reading.__file__]
    command = [*script, str(path.resolve()), str(bounds.letters_a_page)]
    letters = 0
    with _running(command, bounds) as process:
        lines = _lines(process, until)
        head: dict[str, Any] = next(lines, {"fault": "unreadable"})
        if "fault" in head:
            raise DocumentError(DocumentFault(head["fault"]))
        if head["pages"] > bounds.pages:
            raise DocumentError(DocumentFault.SIZE, f"{head['pages']} pages")
        number = 0
        for number, said in enumerate(lines, 1):
            lines_of = said["text"].replace("\r\n", "\n").splitlines()
            text = _CONTROL.sub("", "\n".join(map(str.rstrip, lines_of))).strip()
            letters += len(text)
            if letters > bounds.letters:
                raise DocumentError(DocumentFault.SIZE, f"page {number}")
            is_picture = not text or said["picture"] > PICTURED
            yield PageText(number, text, is_picture)
        if number != head["pages"]:
            raise DocumentError(DocumentFault.UNREADABLE, f"page {number + 1}")


@contextmanager
def _running(command: list[str], bounds: Bounds) -> Iterator[subprocess.Popen[bytes]]:
    limits = [str(bounds.memory), str(int(bounds.seconds) + 1)]
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", limiting.__file__, *limits, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "PATH": os.defpath},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _lines(process: subprocess.Popen[bytes], until: float) -> Iterator[dict[str, Any]]:
    """Yield what the process says, until it ends or the time is up."""
    if process.stdout is None:
        return
    source = process.stdout.fileno()
    buffer = b""
    while True:
        line, mark, rest = buffer.partition(b"\n")
        if mark:
            buffer = rest
            yield json.loads(line)
            continue
        left = until - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            raise DocumentError(DocumentFault.TIME)
        piece = os.read(source, 65536)
        if not piece:
            return
        buffer += piece
        if len(buffer) > LONGEST_LINE:
            raise DocumentError(DocumentFault.SIZE)
