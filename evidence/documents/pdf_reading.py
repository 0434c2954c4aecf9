"""Reads the text of a PDF, in a process of its own: a hostile file may end it.

Run as a script: ``pdf_reading.py <file> <most letters a page>``. Each line of its
output is JSON: first the number of pages, then number and text of each page.
"""

from __future__ import annotations

import json
import sys

import pypdfium2

ENCRYPTED = 4


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
            page.close()
        except pypdfium2.PdfiumError:
            # One broken page does not silence the others.
            text = ""
        _say({"number": index + 1, "text": text[:most]})
    return 0


def _say(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
