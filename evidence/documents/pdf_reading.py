"""Reads the text of a PDF, in a process of its own: a hostile file may end it.

Run as a script: ``pdf_reading.py <file> <most letters a page>``. Each line of its
output is JSON: first the number of pages, then number and text of each page.
"""

from __future__ import annotations

import json
import sys

import pypdfium2

ENCRYPTED = 4
# A page with fewer letters may be a scan with a stamp or a page number on it.
FEW = 60
MOST_PICTURES = 500


def main(path: str, most: int) -> int:
    """Write what is read to standard output; return 2 for a file that is none."""
    try:
        document = pypdfium2.PdfDocument(path)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        fault = "encrypted" if error.err_code == ENCRYPTED else "unreadable"
        _say({"fault": fault})
        return 2
    _say({"pages": count})
    for index in range(count):
        try:
            page = document[index]
            words = page.get_textpage()
            text = words.get_text_bounded()
            words.close()
            picture = _pictured(page) if len(text.strip()) < FEW else 0
            page.close()
        except pypdfium2.PdfiumError:
            # One broken page does not silence the others.
            text, picture = "", 1
        _say({"number": index + 1, "text": text[:most], "picture": picture})
    return 0


def _pictured(page: pypdfium2.PdfPage) -> float:
    """Return which part of a page its largest picture covers."""
    width, height = page.get_size()
    largest = 0.0
    kinds = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    for number, found in enumerate(page.get_objects(filter=kinds)):
        left, bottom, right, top = found.get_bounds()
        largest = max(largest, (right - left) * (top - bottom))
        if number > MOST_PICTURES:
            break
    return min(1, largest / (width * height)) if width * height > 0 else 0


def _say(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
