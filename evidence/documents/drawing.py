"""Copies of documents that may be shown: every page drawn anew as a picture."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from evidence.documents import limiting, pdf_drawing
from evidence.documents.reading import GIGABYTE, Bounds, DocumentError, DocumentFault

__all__ = ["DrawnDocument", "draw_pdf"]

RESOLUTION = 120
LARGEST_SIDE = 2400
# What is shown in a browser is smaller than what is read in the background.
BOUNDS = Bounds(pages=500, seconds=120, memory=2 * GIGABYTE)
_FAULTS = {2: DocumentFault.UNREADABLE, 3: DocumentFault.ENCRYPTED}


@dataclass(frozen=True)
class DrawnDocument:
    """A PDF of pictures, and at how many dots per inch they were drawn."""

    data: bytes
    pages: int
    resolution: int
    quality: int


def draw_pdf(path: Path, bounds: Bounds = BOUNDS) -> DrawnDocument:
    """Return a copy of a PDF that holds nothing but what is seen of it.

    Raises :class:`DocumentError` for what is locked, damaged or too large.
    """
    limits = [str(bounds.memory), str(int(bounds.seconds) + 1)]
    with tempfile.TemporaryDirectory(prefix="drawing-") as folder:
        target = Path(folder) / "drawn.pdf"
        command = [sys.executable, "-I", "-S", limiting.__file__, *limits]
        command += [sys.executable, "-I", pdf_drawing.__file__]
        command += [str(path.resolve()), str(target), str(RESOLUTION)]
        try:
            done = subprocess.run(  # noqa: S603
                [*command, str(LARGEST_SIDE)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8", "PATH": os.defpath},
                timeout=bounds.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise DocumentError(DocumentFault.TIME) from None
        if done.returncode:
            fault = _FAULTS.get(done.returncode, DocumentFault.UNREADABLE)
            raise DocumentError(fault)
        return DrawnDocument(
            data=target.read_bytes(),
            pages=int(done.stdout),
            resolution=RESOLUTION,
            quality=pdf_drawing.QUALITY,
        )
