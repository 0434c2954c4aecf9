"""Draws the pages of a PDF anew as pictures, in a process of its own: a hostile file
may end it.

Run as a script: ``pdf_drawing.py <file> <new file> <dots per inch> <largest side>``. It
says the number of pages on standard output.
"""

from __future__ import annotations

import io
import sys

import pypdfium2

ENCRYPTED = 4
POINTS_PER_INCH = 72
QUALITY = 80


def main(path: str, target: str, resolution: int, largest_side: int) -> int:
    """Write a PDF of pictures; return 2 for a file that is none, 3 for a locked one.

    Only pixels pass: no text that is not seen, no metadata, no attachment, no script.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return 3 if error.err_code == ENCRYPTED else 2
    drawn = pypdfium2.PdfDocument.new()
    for page in document:
        width, height = page.get_size()
        scale = min(resolution / POINTS_PER_INCH, largest_side / max(width, height, 1))
        pixels = io.BytesIO()
        picture = page.render(scale=scale).to_pil().convert("RGB")
        picture.save(pixels, "JPEG", quality=QUALITY)
        page.close()
        image = pypdfium2.PdfImage.new(drawn)
        image.load_jpeg(pixels, inline=True)
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        sheet = drawn.new_page(width, height)
        sheet.insert_obj(image)
        sheet.gen_content()
        sheet.close()
    drawn.save(target)
    sys.stdout.write(str(len(document)))
    return 0


if __name__ == "__main__":
    source, target, resolution, largest_side = sys.argv[1:]
    sys.exit(main(source, target, int(resolution), int(largest_side)))
